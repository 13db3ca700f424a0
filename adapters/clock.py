"""Clocks: the system's own, and one that tests and the demonstration move by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from domain.calendar import JAPAN, InstantWithoutZone, japan_day


class SystemClock:
    """実時計: the clock of the machine."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Give the day in Japan."""
        return japan_day(self.now())


class MovableClock:
    """動かせる時計: stands still until it is moved, forwards or backwards."""

    def __init__(self, instant: datetime) -> None:
        self.move_to(instant)

    @classmethod
    def on(cls, day: date, *, hour: int = 9) -> Self:
        """Start on a day in Japan, at nine in the morning unless told otherwise."""
        return cls(datetime.combine(day, time(hour), JAPAN))

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return self._instant

    def today(self) -> date:
        """Give the day in Japan."""
        return japan_day(self._instant)

    def move_to(self, instant: datetime) -> None:
        """Set the clock to an instant, which must carry its zone."""
        if instant.tzinfo is None:
            raise InstantWithoutZone(instant=instant.isoformat())
        self._instant = instant.astimezone(UTC)

    def move_to_day(self, day: date, *, hour: int = 9) -> None:
        """Set the clock to a day in Japan."""
        self.move_to(datetime.combine(day, time(hour), JAPAN))

    def advance(self, by: timedelta) -> None:
        """Move the clock on, or back by a negative span."""
        self._instant += by
