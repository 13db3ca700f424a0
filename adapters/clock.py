"""Clocks: the system's own, and one that tests and the demonstration move by hand."""

from datetime import UTC, date, datetime, timedelta, timezone

from domain.errors import Refusal

JAPAN = timezone(timedelta(hours=9), "JST")  # no summer time since 1952, so no zone database is needed


def day_in_japan(instant: datetime) -> date:
    """Give the day that an instant falls on in Japan: 31 March 15:00 UTC is 1 April."""
    return instant.astimezone(JAPAN).date()


class SystemClock:
    """実時計: the clock of the machine."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Give the day in Japan."""
        return day_in_japan(self.now())


class ClockWithoutZone(Refusal):
    """時計には時間帯の付いた時刻が必要です。"""


class MovableClock:
    """動かせる時計: stands still until it is moved, forwards or backwards."""

    def __init__(self, instant: datetime) -> None:
        self.move_to(instant)

    @classmethod
    def on(cls, day: date, *, hour: int = 9) -> "MovableClock":
        """Start on a day in Japan, at nine in the morning unless told otherwise."""
        return cls(_at(day, hour))

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return self._instant

    def today(self) -> date:
        """Give the day in Japan."""
        return day_in_japan(self._instant)

    def move_to(self, instant: datetime) -> None:
        """Set the clock to an instant, which must carry its zone."""
        if instant.tzinfo is None:
            raise ClockWithoutZone(instant=instant)
        self._instant = instant.astimezone(UTC)

    def move_to_day(self, day: date, *, hour: int = 9) -> None:
        """Set the clock to a day in Japan."""
        self.move_to(_at(day, hour))

    def advance(self, by: timedelta) -> None:
        """Move the clock on, or back by a negative span."""
        self._instant += by


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=JAPAN)
