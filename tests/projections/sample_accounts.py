"""A person's account for the views: begun, proven, lost, suspended and restored."""

from datetime import date

from domain.account import Account, SecondFactorKind
from domain.kernel import Aggregate

DAY = date(2025, 4, 1)
FACTOR = "f-0a1b2c3d"


def account(person_id: str = "person-2") -> Account:
    return Account(person_id=person_id, opened_on=DAY)


def lived_through() -> Account:
    made = account()
    made.issue_code("内線へ折り返し電話して確認した（サンプル）", on=DAY)
    made.set_password(by_code=True, on=DAY)
    made.add_factor(FACTOR, SecondFactorKind.AUTHENTICATOR, on=date(2025, 4, 2))
    made.make_recovery_codes(on=date(2025, 4, 2))
    made.use_recovery_code(on=date(2025, 5, 1))
    made.remove_factor(FACTOR, "端末の紛失（サンプル）", on=date(2025, 5, 2))
    made.suspend("休職（サンプル）", on=date(2025, 6, 1))
    made.restore("復職（サンプル）", on=date(2025, 7, 1))
    return made


def everything() -> tuple[Aggregate, ...]:
    return (lived_through(),)
