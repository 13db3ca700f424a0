"""The number series: numbers of meetings and decisions, each drawn once and never reissued (rule 7)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.kernel import Aggregate, Created, Event, Line, event
from domain.labels import Labelled

SeriesSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$")]
Number = Annotated[int, Field(ge=1)]


class NumberSeriesState(Labelled):
    """採番の状態: a series lasts once it is opened."""

    OPEN = "open", "採番中", "open"


class NumberSeries(Aggregate):
    """採番簿: counts from 1; a number stays drawn even when what it was drawn for never came about."""

    TOPIC = "number-series"

    class Opened(Created):
        """採番簿を設けた。"""

        TOPIC = "number-series.opened"
        slug: SeriesSlug

    class Drawn(Event):
        """番号を採番した。"""

        TOPIC = "number-series.drawn"
        number: Number
        purpose: Line

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``number-series:liaison-council-2025``."""
        return f"number-series:{slug}"

    @event(Opened)
    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.drawn: tuple[str, ...] = ()

    def draw(self, purpose: str) -> int:
        """Draw the next number for a purpose; every call draws anew, also for the same purpose."""
        number = len(self.drawn) + 1
        self._draw(number=number, purpose=purpose)
        return number

    @event(Drawn)
    def _draw(self, number: int, purpose: str) -> None:
        del number  # it is the place in the tuple, counted from 1
        self.drawn = (*self.drawn, purpose)

    @property
    def state(self) -> NumberSeriesState:
        """Give the state: a series lasts."""
        return NumberSeriesState.OPEN

    @property
    def last(self) -> int:
        """Give the number drawn last, 0 before the first."""
        return len(self.drawn)

    def purpose_of(self, number: int) -> str | None:
        """Tell what a number was drawn for."""
        return self.drawn[number - 1] if 1 <= number <= len(self.drawn) else None
