"""Commands on who carries a measure out: joint owners come and go, and the lead is handed over."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from application.desk import Desk
from application.measures import MeasureAct, ask_plan
from domain.errors import Refusal
from domain.kernel import LgCode, Line, Text
from domain.measure import Measure
from domain.measure_variation import MeasureVariation


class AddJointOwner(MeasureAct):
    """施策の共同実施団体を加える。"""

    OBJECT = Measure
    lg_code: LgCode
    joined_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; the municipality must take part in the plan."""
        measure = await self.measure(desk, self.joined_on)
        await ask_plan(desk, measure.plan_id, [self.lg_code])
        measure.add_joint_owner(self.lg_code, self.joined_on)


class RemoveJointOwner(MeasureAct):
    """施策から共同実施団体を外す。"""

    OBJECT = Measure
    lg_code: LgCode
    left_on: Annotated[date, Field(description="実施団体でなくなった最初の日")]
    decided_by: Annotated[Line, Field(description="外すことを決めた権限のある者または会議")]
    ground: Annotated[Text, Field(description="外す理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; a variation that the municipality had ends with its part, opened rounds keep it."""
        measure = await self.measure(desk, self.left_on)
        measure.remove_joint_owner(self.lg_code, self.left_on, self.decided_by, self.ground)
        variation = await desk.find(MeasureVariation, MeasureVariation.create_id(measure.id, self.lg_code))
        if variation is not None:
            variation.withdraw(self.left_on, self.ground)


class HandOverLead(MeasureAct):
    """施策の主担当を他の実施団体へ移す。"""

    OBJECT = Measure
    lg_code: Annotated[LgCode, Field(description="新しい主担当。すでに実施団体であること")]
    handed_over_on: Annotated[date, Field(description="新しい主担当となった日")]
    decided_by: Annotated[Line, Field(description="移すことを決めた権限のある者または会議")]
    ground: Annotated[Text, Field(description="移す理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the measure; the new lead must take part in the plan still."""
        measure = await self.measure(desk, self.handed_over_on)
        await ask_plan(desk, measure.plan_id, [self.lg_code])
        measure.hand_over_lead(self.lg_code, self.handed_over_on, self.decided_by, self.ground)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against it: the end of the measure, or nobody who shares it."""
        return (await desk.load(Measure, object_id)).hand_over_blockers()
