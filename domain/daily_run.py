"""The daily run: the fact that a day's work was done to its end, so that anyone can ask whether it was."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.kernel import Aggregate, Created, event
from domain.labels import Labelled


class DailyRunState(Labelled):
    """日次処理の状態: a run is recorded only once it is done."""

    PERFORMED = "performed", "実施済み", "performed"


class DailyRun(Aggregate):
    """日次処理: the run of one day; what it did stands in the record of the objects it acted on."""

    TOPIC = "daily-run"

    class Performed(Created):
        """その日の定例処理を実施した。"""

        TOPIC = "daily-run.performed"
        day: date
        acts: Annotated[int, Field(ge=0)]

    @staticmethod
    def create_id(day: date) -> str:
        """Name the stream after the day in Japan, such as ``daily-run:2025-04-01``."""
        return f"daily-run:{day.isoformat()}"

    @event(Performed)
    def __init__(self, day: date, acts: int) -> None:
        self.day = day
        self.acts = acts

    @property
    def state(self) -> DailyRunState:
        """Give the state: a run that is recorded was performed."""
        return DailyRunState.PERFORMED
