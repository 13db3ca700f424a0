"""The day's own commands: what the calendar asks for, performed by the system in its own name."""

from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.daily_run import DailyRun
from domain.errors import Refusal
from domain.kernel import StreamId


class RunNotOfToday(Refusal):
    """日次処理は当日分だけを記録できます。"""


class PerformDailyRun(Command):
    """その日の定例処理の実施を記録する。"""

    OBJECT = DailyRun
    day: date
    acts: Annotated[int, Field(ge=0, description="処理した件数")]

    @property
    def object_id(self) -> StreamId:
        """Name the run by its day."""
        return DailyRun.create_id(self.day)

    async def decide(self, desk: Desk) -> None:
        """Record the run; one that is recorded already is enough."""
        if self.day != desk.today:
            raise RunNotOfToday(day=self.day, today=desk.today)
        if await desk.find(DailyRun, self.object_id) is None:
            desk.add(DailyRun(day=self.day, acts=self.acts))
