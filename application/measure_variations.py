"""Commands of the variation: how one municipality carries out a shared measure otherwise than the others."""

from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.errors import refuse_first
from domain.kernel import LgCode, StreamId, Text
from domain.measure import Measure
from domain.measure_variation import MeasureVariation, Variation


class _VariationAct(Command):
    """市町村別の内容に対する操作。"""

    measure_id: Annotated[StreamId, Field(description="共同実施の施策の識別子 例 measure:43210-0001")]
    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]

    @property
    def object_id(self) -> StreamId:
        """Name the municipality's variation of the measure."""
        return MeasureVariation.create_id(self.measure_id, self.lg_code)


class SetMeasureVariation(_VariationAct):
    """共同実施の施策の市町村別の内容を定める。"""

    OBJECT = MeasureVariation
    variation: Annotated[Variation, Field(description="共通の内容と異なる点のみ")]

    async def decide(self, desk: Desk) -> None:
        """Set it for a municipality that shares the measure, or set it anew."""
        measure = await desk.load(Measure, self.measure_id)
        refuse_first(self.variation.blockers(measure, self.lg_code))
        held = await desk.find(MeasureVariation, self.object_id)
        if held is not None:
            held.set_anew(self.variation, desk.act.effective_on)
            return
        desk.add(
            MeasureVariation(
                measure_id=measure.id,
                lg_code=self.lg_code,
                variation=self.variation,
                set_on=desk.act.effective_on,
            )
        )


class WithdrawMeasureVariation(_VariationAct):
    """共同実施の施策の市町村別の内容を取り消す。"""

    OBJECT = MeasureVariation
    ground: Annotated[Text, Field(description="取消しの理由")]

    async def decide(self, desk: Desk) -> None:
        """Ask the variation."""
        (await desk.load(MeasureVariation, self.object_id)).withdraw(desk.act.effective_on, self.ground)
