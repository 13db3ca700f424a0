"""Signing in: by what people prove who they are, how long that holds, and what ends it at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from math import log2

import pyotp
import pytest
import pytest_asyncio

from adapters.postgres.connection import Database
from application.accounts import (
    IssueAccessCode,
    OpenAccount,
    PersonNotPlaced,
    RemoveSecondFactor,
    RestoreAccount,
    SuspendAccount,
)
from application.authenticator import SecretKeyMissing, Seeds
from application.codes import ALPHABET
from application.entrance import SecretShownOnce
from application.organisation import ReleasePerson
from application.own_account import FactorCodeRefused, FactorNotBegun, SessionUnknown
from application.passwords import PasswordEasilyGuessed, PasswordTooLong, PasswordTooShort
from application.patience import FREE_FAILURES, pause_after
from application.sign_in import (
    NotPlacedToday,
    SecondFactorAwaited,
    SessionNotOpen,
    SignInPaused,
    SignInRefused,
)
from application.sign_in_ports import Failures
from domain.account import Account, AccountSuspended, FactorAlreadyAdded
from domain.errors import Refusal
from domain.office import Capacity
from tests.application.counter_room import HEAD
from tests.application.sign_in_hall import (
    CHIEF,
    CLERK,
    COUNCIL,
    OFFICE,
    OPENING,
    OTHER,
    PASSWORD,
    Hall,
    open_hall,
)
from tests.domain.office_year import LG

SERVICE = "進捗"


@pytest_asyncio.fixture
async def hall(database: Database) -> AsyncIterator[Hall]:
    async with open_hall(database) as opened:
        yield opened


async def test_a_person_begins_with_a_code_that_was_handed_over_and_comes_again_with_the_password(hall: Hall) -> None:
    begun = await hall.begin()
    caller, session = await hall.sign_in.identify(begun.token)
    assert (caller.person_id, caller.office_id, caller.lg_code, caller.capacity) == (CLERK, OFFICE, LG, "clerk")
    assert (caller.key_id, session.device) == (session.session_id, "Edge")
    again = await hall.sign_in.sign_in(CLERK, PASSWORD, "Firefox")
    assert (await hall.sign_in.identify(again.token))[0].person_id == CLERK
    facts = [record.topic for record in await hall.room.log.stream(f"account:{CLERK}")]
    assert facts == ["account.opened", "account.code-issued", "account.password-set"]


async def test_an_account_is_for_somebody_who_is_placed_in_the_office(hall: Hall) -> None:
    with pytest.raises(PersonNotPlaced):
        await hall.room.ask(OpenAccount(person_id="p-nobody", office_id=OFFICE))


async def test_a_code_works_once_for_its_person_and_for_ten_minutes(hall: Hall) -> None:
    await hall.begin()
    await hall.begin(CHIEF)
    code = await hall.code()
    with pytest.raises(SignInRefused):
        await hall.sign_in.choose_password(CHIEF, code, OTHER, "")
    typed = code.lower().replace("-", " ")
    await hall.sign_in.choose_password(CLERK, typed, OTHER, "")
    with pytest.raises(SignInRefused):
        await hall.sign_in.choose_password(CLERK, code, PASSWORD, "")
    late = await hall.code()
    hall.pass_time(minutes=10)
    with pytest.raises(SignInRefused):
        await hall.sign_in.choose_password(CLERK, late, PASSWORD, "")
    await hall.sign_in.sign_in(CLERK, OTHER, "")


async def test_a_later_code_takes_the_place_of_an_earlier_one(hall: Hall) -> None:
    await hall.begin()
    first, second = await hall.code(), await hall.code()
    with pytest.raises(SignInRefused):
        await hall.sign_in.choose_password(CLERK, first, OTHER, "")
    await hall.sign_in.choose_password(CLERK, second, OTHER, "")


async def test_a_password_that_is_refused_leaves_the_code_for_another_try(hall: Hall) -> None:
    await hall.begin()
    code = await hall.code()
    with pytest.raises(PasswordTooShort):
        await hall.sign_in.choose_password(CLERK, code, "short", "")
    await hall.sign_in.choose_password(CLERK, code, OTHER, "")


async def test_a_code_is_shown_once(hall: Hall) -> None:
    await hall.begin()
    wanted = IssueAccessCode(person_id=CLERK, ground="本人確認")
    tried, none = await hall.sign_in.issue_code(wanted, HEAD, key="try", expected_version=None, dry_run=True)
    assert (tried.dry_run, none) == (True, None)
    await hall.sign_in.issue_code(wanted, HEAD, key="once", expected_version=None)
    with pytest.raises(SecretShownOnce):
        await hall.sign_in.issue_code(wanted, HEAD, key="once", expected_version=None)


async def test_whatever_is_wrong_is_refused_in_the_same_words(hall: Hall) -> None:
    await hall.begin()
    await hall.room.ask(OpenAccount(person_id=CHIEF, office_id=OFFICE))
    told = set()
    for person, password in ((CLERK, OTHER), (CHIEF, PASSWORD), ("p-nobody", PASSWORD), (CLERK, PASSWORD + "x")):
        with pytest.raises(SignInRefused) as refused:
            await hall.sign_in.sign_in(person, password, "")
        told.add((refused.value.code, str(refused.value.details)))
    assert told == {("sign-in-refused", "{}")}


async def test_a_password_counts_however_its_characters_were_typed(hall: Hall) -> None:
    await hall.room.ask(OpenAccount(person_id=CLERK, office_id=OFFICE))
    await hall.sign_in.choose_password(CLERK, await hall.code(), "ガス灯と路面電車のまち", "")
    await hall.sign_in.sign_in(CLERK, "ｶﾞｽ灯と路面電車のまち", "")


async def test_after_five_failures_nobody_may_try_for_a_while_and_success_begins_anew(hall: Hall) -> None:
    await hall.begin()
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInRefused):
            await hall.sign_in.sign_in(CLERK, OTHER, "")
    with pytest.raises(SignInPaused) as paused:
        await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    assert paused.value.details == {"retry_after": 31}
    hall.pass_time(seconds=30)
    await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    assert await hall.credentials.failures(CLERK) is None


async def test_who_forgot_the_password_begins_anew_with_a_code_whatever_failed_before(hall: Hall) -> None:
    await hall.begin()
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInRefused):
            await hall.sign_in.sign_in(CLERK, OTHER, "")
    await hall.sign_in.choose_password(CLERK, await hall.code(), OTHER, "")
    await hall.sign_in.sign_in(CLERK, OTHER, "")


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (2_000_000, 900)],
)
async def test_the_pause_doubles_to_a_quarter_of_an_hour(hall: Hall, count: int, seconds: int) -> None:
    now = hall.room.clock.now()
    assert pause_after(Failures(count, now), now) == timedelta(seconds=seconds)


async def test_failures_of_yesterday_are_forgotten(hall: Hall) -> None:
    await hall.credentials.note_failure("p-1", hall.room.clock.now())
    hall.pass_time(days=1, seconds=1)
    await hall.credentials.note_failure("p-2", hall.room.clock.now())
    assert await hall.credentials.failures("p-1") is None


async def test_a_session_ends_after_half_an_hour_of_rest(hall: Hall) -> None:
    token = (await hall.begin()).token
    for _ in range(4):
        hall.pass_time(minutes=29)
        await hall.sign_in.identify(token)
    hall.pass_time(minutes=30)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)


async def test_a_session_ends_after_twelve_hours_however_busy(hall: Hall) -> None:
    token = (await hall.begin()).token
    for _ in range(28):
        hall.pass_time(minutes=25)
        await hall.sign_in.identify(token)
    hall.pass_time(minutes=20)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)


async def test_the_token_is_kept_as_a_hash_and_has_more_than_128_bits(hall: Hall) -> None:
    token = (await hall.begin()).token
    assert len(token) == 43
    rows = await hall.pool.fetch("SELECT * FROM session")
    assert len(rows) == 1
    assert token not in str(rows)
    assert PASSWORD not in str(await hall.pool.fetch("SELECT * FROM credential"))
    assert (await hall.pool.fetchval("SELECT password_hash FROM credential")).startswith("$argon2id$v=19$m=19456,t=2")


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "a" * 10_000, "\x00"])
async def test_a_token_that_nobody_was_given_opens_nothing(hall: Hall, token: str) -> None:
    await hall.begin()
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)


async def test_who_signs_out_is_out(hall: Hall) -> None:
    token = (await hall.begin()).token
    await hall.sign_in.sign_out(token)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)
    await hall.sign_in.sign_out(token)


async def test_who_is_suspended_is_out_at_once_and_in_again_with_the_same_password(hall: Hall) -> None:
    token = (await hall.begin()).token
    await hall.room.ask(SuspendAccount(person_id=CLERK, ground="休職"))
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)
    with pytest.raises(AccountSuspended):
        await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    with pytest.raises(SignInRefused):
        await hall.sign_in.sign_in(CLERK, OTHER, "")
    await hall.room.ask(RestoreAccount(person_id=CLERK, ground="復職"))
    await hall.sign_in.sign_in(CLERK, PASSWORD, "")


async def test_who_leaves_the_office_is_out_on_the_day(hall: Hall) -> None:
    token = (await hall.begin()).token
    leaving = date(2025, 4, 2)
    released = ReleasePerson(office_id=OFFICE, person_id=CLERK, capacity=Capacity.CLERK, released_on=leaving)
    await hall.room.ask(released)
    await hall.sign_in.identify(token)
    hall.room.clock.move_to_day(leaving)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(token)
    with pytest.raises(NotPlacedToday):
        await hall.sign_in.sign_in(CLERK, PASSWORD, "")


async def test_a_session_speaks_in_one_capacity_and_changes_to_another_that_is_held(hall: Hall) -> None:
    entered = await hall.begin(CHIEF)
    assert [(office.id, held.value) for office, held in await hall.sign_in.placements.of(CHIEF)] == [
        (OFFICE, "head"),
        (COUNCIL, "council-member"),
    ]
    changed = await hall.sign_in.change_capacity(entered.token, COUNCIL, Capacity.COUNCIL_MEMBER)
    caller, _ = await hall.sign_in.identify(changed.token)
    assert (caller.capacity, caller.body_id, caller.lg_code) == ("council-member", "liaison-council", None)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(entered.token)
    with pytest.raises(NotPlacedToday):
        await hall.sign_in.change_capacity(changed.token, OFFICE, Capacity.CLERK)


async def test_another_password_ends_every_other_session(hall: Hall) -> None:
    first = await hall.begin()
    second = await hall.sign_in.sign_in(CLERK, PASSWORD, "Firefox")
    with pytest.raises(SignInRefused):
        await hall.own.change_password(second.session, OTHER, OTHER)
    await hall.own.change_password(second.session, PASSWORD, OTHER)
    await hall.sign_in.identify(second.token)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(first.token)
    with pytest.raises(SignInRefused):
        await hall.sign_in.sign_in(CLERK, PASSWORD, "")


async def test_a_reset_by_code_ends_every_session(hall: Hall) -> None:
    first = await hall.begin()
    await hall.sign_in.choose_password(CLERK, await hall.code(), OTHER, "")
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(first.token)


async def test_a_reset_by_code_still_waits_for_the_second_factor(hall: Hall) -> None:
    await with_authenticator(hall)
    entered = await hall.sign_in.choose_password(CLERK, await hall.code(), OTHER, "")
    with pytest.raises(SecondFactorAwaited):
        await hall.sign_in.identify(entered.token)


async def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(hall: Hall) -> None:
    first = await hall.begin()
    hall.pass_time(minutes=2)
    second = await hall.sign_in.sign_in(CLERK, PASSWORD, "Firefox")
    other = await hall.begin(CHIEF)
    listed = (await hall.own.standing(CLERK)).sessions
    assert [each.device for each in listed] == ["Firefox", "Edge"]
    with pytest.raises(SessionUnknown):
        await hall.own.end_session(CLERK, other.session.session_id)
    await hall.own.end_session(CLERK, first.session.session_id)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(first.token)
    assert await hall.own.end_other_sessions(second.session) == 0
    await hall.sign_in.identify(other.token)


async def with_authenticator(hall: Hall) -> tuple[pyotp.TOTP, list[str]]:
    entered = await hall.begin()
    offered = await hall.own.begin_factor(CLERK, PASSWORD, SERVICE)
    phone = pyotp.TOTP(offered.seed)
    assert offered.address.startswith("otpauth://totp/")
    assert await hall.own.offered(CLERK, SERVICE) == offered
    codes = await hall.own.confirm_factor(entered.session, phone.at(hall.room.clock.now()))
    assert await hall.own.offered(CLERK, SERVICE) is None
    return phone, list(codes)


async def test_with_an_authenticator_the_password_alone_opens_nothing(hall: Hall) -> None:
    phone, _ = await with_authenticator(hall)
    hall.pass_time(seconds=60)
    waiting = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    with pytest.raises(SecondFactorAwaited):
        await hall.sign_in.identify(waiting.token)
    with pytest.raises(SignInRefused):
        await hall.sign_in.give_factor(waiting.token, "000000")
    entered = await hall.sign_in.give_factor(waiting.token, phone.at(hall.room.clock.now()))
    await hall.sign_in.identify(entered.token)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.identify(waiting.token)


async def test_a_code_of_the_authenticator_counts_once_and_for_its_time(hall: Hall) -> None:
    phone, _ = await with_authenticator(hall)
    now = hall.room.clock.now()
    assert not await hall.sign_in.factor_fits(CLERK, phone.at(now))
    hall.pass_time(seconds=60)
    now = hall.room.clock.now()
    assert not await hall.sign_in.factor_fits(CLERK, phone.at(now - timedelta(seconds=60)))
    assert not await hall.sign_in.factor_fits(CLERK, phone.at(now + timedelta(seconds=60)))
    tried = await asyncio.gather(*(hall.sign_in.factor_fits(CLERK, phone.at(now)) for _ in range(8)))
    assert sorted(tried) == [False] * 7 + [True]


async def test_who_waits_for_the_second_factor_waits_five_minutes(hall: Hall) -> None:
    phone, _ = await with_authenticator(hall)
    hall.pass_time(seconds=60)
    waiting = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    assert await hall.sign_in.waits(waiting.token)
    hall.pass_time(minutes=5)
    assert not await hall.sign_in.waits(waiting.token)
    with pytest.raises(SessionNotOpen):
        await hall.sign_in.give_factor(waiting.token, phone.at(hall.room.clock.now()))


async def test_guesses_at_the_second_factor_are_paused_too(hall: Hall) -> None:
    phone, _ = await with_authenticator(hall)
    waiting = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    for guess in range(FREE_FAILURES):
        with pytest.raises(SignInRefused):
            await hall.sign_in.give_factor(waiting.token, f"00000{guess}")
    with pytest.raises(SignInPaused):
        await hall.sign_in.give_factor(waiting.token, phone.at(hall.room.clock.now() + timedelta(seconds=30)))


async def test_a_password_that_is_right_does_not_wipe_out_failures_at_the_second_factor(hall: Hall) -> None:
    await with_authenticator(hall)
    for guess in range(FREE_FAILURES):
        waiting = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
        with pytest.raises(SignInRefused):
            await hall.sign_in.give_factor(waiting.token, f"00000{guess}")
    with pytest.raises(SignInPaused):
        await hall.sign_in.sign_in(CLERK, PASSWORD, "")


async def test_a_recovery_code_stands_in_once_and_the_record_tells(hall: Hall) -> None:
    _, codes = await with_authenticator(hall)
    assert (len(codes), len(set(codes))) == (10, 10)
    waiting = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    await hall.sign_in.identify((await hall.sign_in.give_factor(waiting.token, codes[3].lower())).token)
    assert (await hall.own.standing(CLERK)).recovery_codes_left == 9
    again = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    with pytest.raises(SignInRefused):
        await hall.sign_in.give_factor(again.token, codes[3])
    topics = [record.topic for record in await hall.room.log.stream(f"account:{CLERK}")]
    assert topics[-3:] == ["account.factor-added", "account.recovery-codes-made", "account.recovery-code-used"]


async def test_new_recovery_codes_make_the_earlier_ones_worthless(hall: Hall) -> None:
    _, codes = await with_authenticator(hall)
    session = (await hall.own.standing(CLERK)).sessions[0]
    renewed = await hall.own.renew_recovery_codes(session, PASSWORD)
    assert not set(renewed) & set(codes)
    assert not await hall.sign_in.factor_fits(CLERK, codes[0])
    assert await hall.sign_in.factor_fits(CLERK, renewed[0])


async def test_an_authenticator_counts_only_once_it_has_shown_a_code(hall: Hall) -> None:
    entered = await hall.begin()
    with pytest.raises(FactorNotBegun):
        await hall.own.confirm_factor(entered.session, "000000")
    with pytest.raises(FactorNotBegun):
        await hall.own.renew_recovery_codes(entered.session, PASSWORD)
    with pytest.raises(SignInRefused):
        await hall.own.begin_factor(CLERK, OTHER, SERVICE)
    await hall.own.begin_factor(CLERK, PASSWORD, SERVICE)
    with pytest.raises(FactorCodeRefused):
        await hall.own.confirm_factor(entered.session, "000000")
    assert not (await hall.sign_in.sign_in(CLERK, PASSWORD, "")).session.waiting


async def test_an_authenticator_that_was_lost_is_taken_away_by_oneself_or_by_the_secretariat(hall: Hall) -> None:
    await with_authenticator(hall)
    with pytest.raises(FactorAlreadyAdded):
        await hall.own.begin_factor(CLERK, PASSWORD, SERVICE)
    account = await hall.room.load(Account, f"account:{CLERK}")
    (factor_id,) = account.factors
    await hall.room.ask(RemoveSecondFactor(person_id=CLERK, factor_id=factor_id, ground="端末の紛失"))
    entered = await hall.sign_in.sign_in(CLERK, PASSWORD, "")
    assert not entered.session.waiting
    offered = await hall.own.begin_factor(CLERK, PASSWORD, SERVICE)
    await hall.own.confirm_factor(entered.session, pyotp.TOTP(offered.seed).at(hall.room.clock.now()))
    await hall.own.remove_factor(entered.session, PASSWORD)
    assert not (await hall.sign_in.sign_in(CLERK, PASSWORD, "")).session.waiting


async def test_the_codes_of_a_factor_that_was_removed_open_nothing(hall: Hall) -> None:
    _, codes = await with_authenticator(hall)
    await hall.own.remove_factor((await hall.own.standing(CLERK)).sessions[0], PASSWORD)
    assert not await hall.sign_in.factor_fits(CLERK, codes[0])


async def test_without_a_secret_key_no_authenticator_is_offered(database: Database) -> None:
    async with open_hall(database, Seeds(None)) as hall:
        await hall.begin()
        with pytest.raises(SecretKeyMissing):
            await hall.own.begin_factor(CLERK, PASSWORD, SERVICE)
        assert "key" in repr(Seeds(b"x" * 32))
        assert "xxx" not in repr(Seeds(b"x" * 32))


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("1234567", PasswordTooShort),
        ("あいうえおかき", PasswordTooShort),
        ("12345678", PasswordEasilyGuessed),
        ("password2026", PasswordEasilyGuessed),
        ("kumamoto2026", PasswordEasilyGuessed),
        ("Kumamon!", PasswordEasilyGuessed),
        ("clerk-43100", PasswordEasilyGuessed),
        ("ondanka2025", PasswordEasilyGuessed),
        ("x" * 129, PasswordTooLong),
    ],
)
async def test_what_would_be_guessed_early_is_no_password(hall: Hall, password: str, refusal: type[Refusal]) -> None:
    await hall.room.ask(OpenAccount(person_id=CLERK, office_id=OFFICE))
    code = await hall.code()
    with pytest.raises(refusal):
        await hall.sign_in.choose_password(CLERK, code, password, "")
    assert [record.topic for record in await hall.room.log.stream(f"account:{CLERK}")][-1] == "account.code-issued"


@pytest.mark.parametrize("password", ["a" * 3 + "椿の朝に鳴く鳥" * 17, "tsubaki-no-hana", "熊 本 城 の 石 垣"])
async def test_long_ones_and_plain_words_in_a_row_are_passwords(hall: Hall, password: str) -> None:
    await hall.room.ask(OpenAccount(person_id=CLERK, office_id=OFFICE))
    await hall.sign_in.choose_password(CLERK, await hall.code(), password, "")
    await hall.sign_in.sign_in(CLERK, password, "")


async def test_the_last_day_of_a_session_is_not_reached_by_moving_the_clock_back(hall: Hall) -> None:
    token = (await hall.begin()).token
    hall.room.clock.move_to_day(OPENING, hour=8)
    await hall.sign_in.identify(token)


async def test_a_recovery_code_has_more_bits_than_anybody_tries(hall: Hall) -> None:
    _, codes = await with_authenticator(hall)
    assert all(len(each.replace("-", "")) * log2(len(ALPHABET)) >= 112 for each in codes)
