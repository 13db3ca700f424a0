"""Clocks: the day is Japan's, whatever the machine thinks."""

from datetime import UTC, date, datetime, timedelta, timezone

import jpholiday
import pytest

from adapters.clock import MovableClock, SystemClock
from adapters.holidays_jp import japanese_holidays
from domain.calendar import InstantWithoutZone


def test_three_in_the_afternoon_of_31_march_in_universal_time_is_1_april() -> None:
    clock = MovableClock(datetime(2025, 3, 31, 14, 59, 59, tzinfo=UTC))
    assert clock.today() == date(2025, 3, 31)
    clock.advance(timedelta(seconds=1))
    assert clock.today() == date(2025, 4, 1)


def test_a_movable_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock.on(date(2025, 4, 1))
    assert clock.now() == clock.now() == datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
    clock.move_to_day(date(2025, 3, 1), hour=7)
    assert clock.now() == datetime(2025, 2, 28, 22, 0, tzinfo=UTC)


def test_an_instant_of_another_zone_is_taken_as_that_instant() -> None:
    newfoundland = timezone(timedelta(hours=-3, minutes=-30))
    assert MovableClock(datetime(2025, 3, 31, 23, tzinfo=newfoundland)).today() == date(2025, 4, 1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InstantWithoutZone):
        MovableClock(datetime(2025, 4, 1))  # noqa: DTZ001 - the very mistake


def test_the_clock_of_the_machine_tells_universal_time() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    assert SystemClock().today() - SystemClock().now().date() in {timedelta(0), timedelta(days=1)}


def test_two_libraries_agree_on_every_holiday_of_the_plan() -> None:
    is_holiday = japanese_holidays()
    first = date(2020, 4, 1)
    days = [first + timedelta(days=number) for number in range((date(2031, 4, 1) - first).days)]
    assert [day for day in days if is_holiday(day) != jpholiday.is_holiday(day)] == []
