"""A joint step outside its month is no silent thing: it takes a reason, which stays with the day and the month."""

from datetime import date

import pytest

from domain.agenda import Material
from domain.attendance import Attendance, MeetingDayNotReached
from domain.calendar import Step, closed_days, windows_of
from domain.deviation import Deviation, Month, OutsideMonthUnexplained, deviation_blockers, deviations
from domain.meeting import Meeting
from domain.publication import Channel, Publication, PublishedByPreparer, Standing
from tests.domain.replay import assert_replays
from tests.domain.test_meeting import ALL_THERE, CITY, CONSULTATION, DAY, DECISION, HASH, convened
from tests.domain.test_publication import COMMITTEE, COUNCIL, WEB, prepared

FEBRUARY = Month(fiscal_year=2025, step=Step.LIAISON_COUNCIL, opens_on=date(2026, 2, 1), closes_on=date(2026, 2, 28))
REASON = "定足数を欠いたため再度招集した。"


def council(on: date) -> Meeting:
    made = convened()
    made.put_item(DECISION)
    made.fix_material(Material(compilation_id="compilation:2025", number=1, content_hash=HASH))
    assert made.deviations == ()
    made.hold(Attendance(held_on=on, present=(CITY,)), date(2026, 12, 31), (FEBRUARY,), REASON)
    return made


def test_the_month_of_a_step_reaches_to_its_last_day_even_if_that_is_closed() -> None:
    windows = windows_of(2025, closed_days(lambda _: False))
    month = Month.of(2025, next(each for each in windows if each.step is Step.LIAISON_COUNCIL))
    assert month == FEBRUARY
    assert date(2026, 2, 28).weekday() == 5


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 2, 28)])
def test_the_first_and_the_last_day_of_the_month_need_no_reason(day: date) -> None:
    assert list(deviation_blockers([FEBRUARY], day, None)) == []
    assert deviations([FEBRUARY], day, REASON) == ()
    assert council(day).deviations == ()


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 3, 1)])
def test_a_day_outside_the_month_needs_a_reason_and_keeps_it(day: date) -> None:
    refusal = OutsideMonthUnexplained(
        acted_on=day,
        fiscal_year=2025,
        step=Step.LIAISON_COUNCIL,
        opens_on=date(2026, 2, 1),
        closes_on=date(2026, 2, 28),
    )
    assert list(deviation_blockers([FEBRUARY], day, None)) == [refusal]
    assert list(deviation_blockers([FEBRUARY], day, "")) == [refusal]
    assert list(deviation_blockers([FEBRUARY], day, REASON)) == []
    assert deviations([FEBRUARY], day, REASON) == (Deviation(month=FEBRUARY, acted_on=day, reason=REASON),)


def test_a_council_outside_its_month_is_held_with_its_reason_and_not_without() -> None:
    made = council(date(2026, 3, 3))
    assert made.deviations == (Deviation(month=FEBRUARY, acted_on=date(2026, 3, 3), reason=REASON),)
    assert_replays(Meeting, made.collect(), made)
    silent = convened()
    silent.put_item(CONSULTATION)
    with pytest.raises(OutsideMonthUnexplained):
        silent.hold(Attendance(held_on=date(2026, 3, 3), present=(CITY,)), date(2026, 3, 3), (FEBRUARY,))
    assert silent.attendance is None
    with pytest.raises(MeetingDayNotReached):
        silent.hold(Attendance(held_on=date(2026, 3, 3), present=(CITY,)), date(2026, 3, 2), (FEBRUARY,))
    silent.hold(ALL_THERE, DAY)
    assert silent.deviations == ()


def test_the_years_of_the_compilations_before_a_meeting_are_told_as_long_as_they_are_undecided() -> None:
    made = convened()
    for matter in (CONSULTATION, DECISION, DECISION.model_copy(update={"object_id": "compilation:2024"})):
        made.put_item(matter)
    made.put_item(CONSULTATION.model_copy(update={"object_id": "measure:43100-0001"}))
    assert made.agenda.compiled_years == (2024, 2025)
    assert made.agenda.put(9, DECISION).amend(3, outcome="withdrawn").compiled_years == (2025,)  # type: ignore[arg-type]


MARCH = Month(fiscal_year=2025, step=Step.PUBLICATION, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
READY = Standing(number=1, approved_on=COUNCIL, heard_on=COMMITTEE, months=(MARCH,))


def test_a_publication_outside_its_month_names_its_reason() -> None:
    late = date(2026, 4, 1)
    made = prepared()
    assert not made.deviations
    with pytest.raises(OutsideMonthUnexplained) as refused:
        made.publish(WEB, late, "publisher", READY)
    assert (refused.value.details["step"], refused.value.details["acted_on"]) == (Step.PUBLICATION, late)
    with pytest.raises(PublishedByPreparer):
        made.publish(WEB, late, "preparer", READY)
    made.publish(WEB, late, "publisher", READY, "委員会の延期")
    assert made.deviations == (Deviation(month=MARCH, acted_on=late, reason="委員会の延期"),)
    made.publish(WEB, late, "publisher", READY)
    assert_replays(Publication, made.collect(), made)


def test_a_publication_inside_its_month_keeps_no_reason() -> None:
    made = prepared()
    made.publish((Channel.WEBSITE,), date(2026, 3, 31), "publisher", READY, "念のため")
    assert made.deviations == ()
