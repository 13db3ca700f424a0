"""The account: who may sign in, and what the record keeps of how they prove who they are."""

from datetime import date

import pytest

from domain.account import (
    Account,
    AccountNotSuspended,
    AccountState,
    AccountSuspended,
    FactorAlreadyAdded,
    FactorUnknown,
    SecondFactorKind,
)
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays
from tests.projections.sample_accounts import DAY, FACTOR, account, lived_through

LATER = date(2025, 6, 1)


def suspended() -> Account:
    made = account()
    made.suspend("休職", on=LATER)
    return made


def test_an_account_is_open_from_its_first_day_with_no_password_and_no_factor() -> None:
    made = account()
    assert (made.id, made.person_id, made.opened_on) == ("account:person-2", "person-2", DAY)
    assert (made.state, made.password_set_on, made.factors, made.suspended_on) == (AccountState.OPEN, None, {}, None)


def test_the_day_of_the_last_password_is_kept_and_the_password_is_not() -> None:
    made = account()
    made.issue_code("本人確認", on=DAY)
    assert made.password_set_on is None
    made.set_password(by_code=True, on=DAY)
    made.set_password(by_code=False, on=LATER)
    assert made.password_set_on == LATER
    told = [fact for fact in made.collect() if isinstance(fact, Account.PasswordSet)]
    assert [(fact.by_code, fact.set_on) for fact in told] == [(True, DAY), (False, LATER)]
    assert set(Account.PasswordSet.model_fields) == {"originator_id", "originator_version", "by_code", "set_on"}


def test_there_is_one_factor_of_a_kind() -> None:
    made = account()
    made.add_factor(FACTOR, SecondFactorKind.AUTHENTICATOR, on=DAY)
    assert made.factors == {FACTOR: SecondFactorKind.AUTHENTICATOR}
    with refuses(FactorAlreadyAdded(kind="authenticator")):
        made.add_factor("f-00000001", SecondFactorKind.AUTHENTICATOR, on=DAY)


def test_a_factor_is_removed_once_and_another_may_follow() -> None:
    made = account()
    made.add_factor(FACTOR, SecondFactorKind.AUTHENTICATOR, on=DAY)
    with refuses(FactorUnknown(factor_id="f-00000001")):
        made.remove_factor("f-00000001", "紛失", on=LATER)
    made.remove_factor(FACTOR, "紛失", on=LATER)
    assert made.factors == {}
    with refuses(FactorUnknown(factor_id=FACTOR)):
        made.remove_factor(FACTOR, "紛失", on=LATER)
    made.add_factor("f-00000001", SecondFactorKind.AUTHENTICATOR, on=LATER)
    assert list(made.factors) == ["f-00000001"]


def test_a_lost_factor_can_be_removed_while_the_account_is_suspended() -> None:
    made = account()
    made.add_factor(FACTOR, SecondFactorKind.AUTHENTICATOR, on=DAY)
    made.suspend("休職", on=LATER)
    made.remove_factor(FACTOR, "紛失", on=LATER)
    assert made.factors == {}


@pytest.mark.parametrize(
    "act",
    [
        lambda made: made.issue_code("本人確認", on=LATER),
        lambda made: made.set_password(by_code=True, on=LATER),
        lambda made: made.add_factor(FACTOR, SecondFactorKind.AUTHENTICATOR, on=LATER),
        lambda made: made.make_recovery_codes(on=LATER),
        lambda made: made.use_recovery_code(on=LATER),
        lambda made: made.suspend("もう一度", on=LATER),
    ],
    ids=["code", "password", "factor", "codes", "recovery", "suspend"],
)
def test_nothing_of_a_suspended_account_is_changed(act: object) -> None:
    made = suspended()
    assert made.state is AccountState.SUSPENDED
    with refuses(AccountSuspended(suspended_on=LATER)):
        act(made)  # type: ignore[operator]  # one of the acts above


def test_a_suspension_is_lifted_once() -> None:
    made = suspended()
    made.restore("復職", on=date(2025, 7, 1))
    assert (made.state, made.suspended_on) == (AccountState.OPEN, None)
    with refuses(AccountNotSuspended(person_id="person-2")):
        made.restore("復職", on=date(2025, 7, 1))


def test_what_an_account_went_through_is_told_in_order_and_replays() -> None:
    made = lived_through()
    facts = made.collect()
    assert [fact.TOPIC.partition(".")[2] for fact in facts] == [
        *("opened", "code-issued", "password-set", "factor-added", "recovery-codes-made", "recovery-code-used"),
        *("factor-removed", "suspended", "restored"),
    ]
    assert_replays(Account, facts, made)


def test_the_days_and_the_grounds_are_told() -> None:
    told = {fact.TOPIC: fact.model_dump(mode="json") for fact in lived_through().collect()}
    assert told["account.code-issued"]["issued_on"] == "2025-04-01"
    assert told["account.code-issued"]["ground"].startswith("内線へ")
    assert told["account.factor-added"]["added_on"] == "2025-04-02"
    assert told["account.recovery-codes-made"]["made_on"] == "2025-04-02"
    assert told["account.recovery-code-used"]["used_on"] == "2025-05-01"
    assert (told["account.factor-removed"]["removed_on"], told["account.factor-removed"]["ground"]) == (
        "2025-05-02",
        "端末の紛失（サンプル）",
    )
    assert (told["account.suspended"]["suspended_on"], told["account.suspended"]["ground"]) == (
        "2025-06-01",
        "休職（サンプル）",
    )
    assert (told["account.restored"]["restored_on"], told["account.restored"]["ground"]) == (
        "2025-07-01",
        "復職（サンプル）",
    )
