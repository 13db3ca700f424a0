"""National holidays of Japan, from the kept library: never a table of our own."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays


def japanese_holidays() -> Callable[[date], bool]:
    """Give the question whether a day is a national holiday, a substitute one or a day between two of them.

    Equinox days after next year are forecasts until the official gazette of February.
    """
    calendar = holidays.country_holidays("JP")

    @lru_cache(maxsize=4096)
    def is_holiday(day: date) -> bool:
        return day in calendar

    return is_holiday
