"""The API key: it lives for a stated time, ends early when revoked, and never knows its secret."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.api_key import CONSOLE_CODE, ApiKey, ApiKeyState, KeyAlreadyRevoked, KeyLifeNotAllowed
from domain.office import Capacity
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

ISSUED = date(2025, 4, 1)
LAST = date(2026, 3, 31)


def key(lg_code: str | None = None, body_id: str | None = None) -> ApiKey:
    return ApiKey(
        key_id="k-1",
        person_id="p-secretariat-1",
        office_id="office:secretariat",
        lg_code=lg_code,
        capacity=Capacity.SECRETARIAT,
        secret_hash="ab" * 32,
        issued_on=ISSUED,
        expires_on=LAST,
        scope=("ReadBoard",),
        origin=CONSOLE_CODE,
        body_id=body_id,
    )


def test_a_key_is_bound_to_person_office_and_capacity() -> None:
    made = key()
    assert made.id == "api-key:k-1"
    assert (made.person_id, made.office_id, made.capacity) == (
        "p-secretariat-1",
        "office:secretariat",
        Capacity.SECRETARIAT,
    )
    assert (made.lg_code, key("43100").lg_code) == (None, "43100")
    assert (made.scope, made.origin) == (("ReadBoard",), "console-code")


def test_a_key_opens_from_its_first_to_its_last_day() -> None:
    made = key()
    days = (ISSUED - timedelta(days=1), ISSUED, LAST, LAST + timedelta(days=1))
    assert [made.valid_on(day) for day in days] == [False, True, True, False]


def test_a_revoked_key_opens_nothing_and_is_not_revoked_again() -> None:
    made = key()
    assert key().state is ApiKeyState.ACTIVE
    made.revoke(date(2025, 10, 1), "人事異動")
    assert made.state is ApiKeyState.REVOKED
    assert not made.valid_on(ISSUED)
    with refuses(KeyAlreadyRevoked(revoked_on=date(2025, 10, 1))):
        made.revoke(date(2025, 10, 2), "人事異動")
    assert made.revoked_on == date(2025, 10, 1)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (1, True), (400, True), (401, False)])
def test_a_key_lives_a_stated_and_bounded_time(days: int, allowed: bool) -> None:  # noqa: FBT001 - a parameter
    expires_on = ISSUED + timedelta(days=days)
    refusals = list(ApiKey.life_blockers(ISSUED, expires_on))
    assert refusals == ([] if allowed else [KeyLifeNotAllowed(issued_on=ISSUED, expires_on=expires_on)])


@given(st.booleans())
def test_any_history_of_a_key_replays_to_the_same_state(revoked: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    made = key()
    if revoked:
        made.revoke(date(2025, 10, 1), "人事異動")
    assert_replays(ApiKey, made.collect(), made)


def test_a_key_of_a_bodys_office_speaks_for_the_body_and_one_of_before_speaks_for_none() -> None:
    assert key(body_id="city-promotion-centre").body_id == "city-promotion-centre"
    state: dict[str, object] = {}
    ApiKey.Issued.upcast_v1_v2(state)
    assert state == {"body_id": None}
