"""The yearly duty of the law: done, open or overdue by facts and days alone, and never claimed of a stranger."""

from datetime import date

import pytest

from domain.publication import Channel, Content, Edition
from domain.statutory_duty import DutyStanding, Fulfilment, fulfilment, publication_duty
from tests.domain.office_year import LG

DUE, AFTER = date(2026, 3, 31), date(2026, 4, 1)
MADE = date(2026, 3, 24)


def edition(number: int, on: date, digit: str = "a") -> Edition:
    content = Content(compilation_id="compilation:2025", number=number, content_hash=digit * 64)
    return Edition(edition=number, content=content, channels=(Channel.WEBSITE,), published_on=on, by="p-1")


EDITIONS = (edition(1, MADE), edition(2, date(2026, 5, 1), "b"))


def test_the_first_edition_does_the_duty_and_the_newest_is_named_beside_it() -> None:
    done = fulfilment("publication:2025", EDITIONS, DUE, date(2026, 5, 1))
    assert done == Fulfilment(
        publication_id="publication:2025",
        edition=1,
        published_on=MADE,
        channels=(Channel.WEBSITE,),
        content_hash="a" * 64,
        late=False,
        newest_edition=2,
    )


def test_what_lies_ahead_of_the_day_has_not_been_done() -> None:
    assert fulfilment("publication:2025", EDITIONS, DUE, date(2026, 3, 23)) is None
    assert fulfilment("publication:2025", (), DUE, AFTER) is None
    before = fulfilment("publication:2025", EDITIONS, DUE, date(2026, 4, 30))
    assert before is not None
    assert before.newest_edition == 1
    assert fulfilment("publication:2025", EDITIONS, DUE, MADE) is not None


@pytest.mark.parametrize(("on", "late"), [(DUE, False), (AFTER, True)])
def test_a_publication_after_its_day_counts_as_late(on: date, late: bool) -> None:  # noqa: FBT001 - a parameter of the test
    done = fulfilment("publication:2025", (edition(1, on),), DUE, date(2026, 5, 1))
    assert done is not None
    assert done.late is late


DONE = fulfilment("publication:2025", EDITIONS, DUE, AFTER)


@pytest.mark.parametrize(
    ("member", "done", "today", "standing"),
    [
        (True, None, DUE, DutyStanding.OPEN),
        (True, None, AFTER, DutyStanding.OVERDUE),
        (True, DONE, AFTER, DutyStanding.DONE),
        (False, None, AFTER, DutyStanding.NOT_A_MEMBER),
        (False, DONE, AFTER, DutyStanding.NOT_A_MEMBER),
    ],
)
def test_a_duty_is_open_until_its_day_and_then_overdue_unless_it_was_done(
    member: bool,  # noqa: FBT001 - a parameter of the test
    done: Fulfilment | None,
    today: date,
    standing: DutyStanding,
) -> None:
    duty = publication_duty(2025, LG, member=member, due_on=DUE, done=done, today=today)
    assert (duty.fiscal_year, duty.lg_code, duty.standing) == (2025, LG, standing)
    assert (duty.due_on, duty.fulfilment) == ((DUE, done) if member else (None, None))
