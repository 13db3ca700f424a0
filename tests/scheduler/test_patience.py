"""Patience: waits grow, are spread by chance within bounds, heed what a receiver asks for, and end."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scheduler.patience import LONGEST, LONGEST_ASKED, asked_wait, wait_after

NOW = datetime(2025, 4, 1, tzinfo=UTC)


def middle(low: int, high: int) -> int:
    return (low + high) // 2


def test_waits_grow_threefold_up_to_the_longest() -> None:
    waits = [wait_after(failures, middle) for failures in range(1, 10)]
    assert [each.total_seconds() for each in waits] == [5, 15, 45, 135, 405, 1215, 3645, 10935, 14400]
    assert wait_after(1_000_000, middle) == LONGEST == timedelta(hours=4)


def test_chance_spreads_a_wait_by_a_fifth() -> None:
    assert wait_after(2, lambda low, _: low) == timedelta(seconds=12)
    assert wait_after(2, lambda _, high: high) == timedelta(seconds=18)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (None, timedelta(0)),
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("999999999999", LONGEST_ASKED),
        ("-5", timedelta(0)),
        ("soon", timedelta(0)),
        ("١٢", timedelta(0)),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), timedelta(minutes=3)),
        (format_datetime(NOW - timedelta(minutes=3), usegmt=True), timedelta(0)),
        (format_datetime(NOW + timedelta(days=30), usegmt=True), LONGEST_ASKED),
        ("Tue, 01 Apr 2025 00:01:00 -0000", timedelta(minutes=1)),
    ],
)
def test_what_a_receiver_asks_for_is_read_within_a_day(asked: str | None, wait: timedelta) -> None:
    assert asked_wait(asked, NOW) == wait
