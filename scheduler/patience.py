"""Patience: how long to wait after a delivery that failed, and when to give up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST = timedelta(seconds=5)
GROWTH = 3
LONGEST = timedelta(hours=4)
STEPS = 10  # after which the wait is the longest anyway
GIVE_UP_AFTER = timedelta(days=7)  # offices are closed for six days at the turn of the year
LONGEST_ASKED = timedelta(hours=24)
Jitter = Callable[[int, int], int]  # draws a whole number between two, both included
PERMILLE = 1000
SPREAD = 200  # permille by which a wait may be shorter or longer


def wait_after(failures: int, permille: Jitter) -> timedelta:
    """Give the wait after the nth failure in a row; ``permille(low, high)`` draws the jitter."""
    plain: timedelta = min(FIRST * pow(GROWTH, min(failures - 1, STEPS)), LONGEST)
    return plain * permille(PERMILLE - SPREAD, PERMILLE + SPREAD) // PERMILLE


def asked_wait(retry_after: str | None, now: datetime) -> timedelta:
    """Read ``Retry-After``, in seconds or as a date, within a day; what cannot be read asks for nothing."""
    if retry_after is None:
        return timedelta(0)
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_ASKED)
