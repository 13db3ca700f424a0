"""The variation: how one municipality carries out a shared measure otherwise than the others.

It is a stream of its own, so that each municipality keeps its own and none can touch another's.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.measure import Measure
from domain.measure_standing import NotAnOwner
from domain.measure_terms import UnknownIndicator, YearlyTarget


class VariationState(Labelled):
    """市町村別の内容の状態: whether it holds, or the common text does again."""

    IN_FORCE = "in-force", "適用中", "applies now"
    WITHDRAWN = "withdrawn", "取消し", "withdrawn"


class MeasureNotShared(Refusal):
    """共同実施の施策ではないため、市町村別の内容を定められません。"""


class VariationEmpty(Refusal):
    """共通の内容と異なる点が記入されていません。"""


class TargetStatedTwice(Refusal):
    """同じ指標と年度の目標が二度記入されています。"""


class VariationDatesContradict(Refusal):
    """取消しの日が、市町村別の内容を定めた日より前です。"""


class Variation(Value):
    """市町村別の内容: what differs from the common text; ``None`` and no target mean that the common one holds."""

    name: Line | None = None
    description: Text | None = None
    targets: tuple[YearlyTarget, ...] = ()

    def blockers(self, measure: Measure, lg_code: str) -> Iterator[Refusal]:
        """Yield what stands against it: the measure at its end, not shared, not one's own, then what is stated."""
        yield from measure.course.blockers()
        if len(measure.owners) == 1:
            yield MeasureNotShared(measure_id=measure.id)
        if lg_code not in measure.owners:
            yield NotAnOwner(measure_id=measure.id, lg_code=lg_code)
        if self == Variation():
            yield VariationEmpty(measure_id=measure.id)
        yield from self._target_blockers({each.code for each in measure.indicators})

    def _target_blockers(self, known: Collection[str]) -> Iterator[Refusal]:
        for indicator in sorted({each.indicator for each in self.targets} - set(known)):
            yield UnknownIndicator(indicator=indicator)
        places = [(each.indicator, each.fiscal_year) for each in self.targets]
        if len(places) != len(set(places)):
            yield TargetStatedTwice()


class MeasureVariation(Aggregate):
    """市町村別の内容: one municipality's own text and targets of one shared measure."""

    TOPIC = "measure-variation"

    class Set(Created):
        """共同実施の施策の市町村別の内容を定めた。"""

        TOPIC = "measure-variation.set"
        measure_id: StreamId
        lg_code: LgCode
        variation: Variation
        set_on: date

    class SetAnew(Event):
        """共同実施の施策の市町村別の内容を改めた。"""

        TOPIC = "measure-variation.set-anew"
        variation: Variation
        set_on: date

    class Withdrawn(Event):
        """共同実施の施策の市町村別の内容を取り消した。"""

        TOPIC = "measure-variation.withdrawn"
        withdrawn_on: date
        ground: Text

    @staticmethod
    def create_id(measure_id: str, lg_code: str) -> str:
        """Name the stream, such as ``measure-variation:43210-0001:43204``."""
        return f"measure-variation:{measure_id.removeprefix('measure:')}:{lg_code}"

    @event(Set)
    def __init__(self, measure_id: str, lg_code: str, variation: Variation, set_on: date) -> None:
        self.measure_id = measure_id
        self.lg_code = lg_code
        self.variation: Variation | None = variation
        self.set_on = set_on

    def set_anew(self, variation: Variation, set_on: date) -> None:
        """Set another variation in place of the one before; the same again is nothing new."""
        if variation != self.variation:
            self._set_anew(variation=variation, set_on=set_on)

    @event(SetAnew)
    def _set_anew(self, variation: Variation, set_on: date) -> None:
        self.variation = variation
        self.set_on = set_on

    def withdraw(self, withdrawn_on: date, ground: str) -> None:
        """Let the common text hold again; once is enough."""
        if self.variation is not None:
            refuse_first(self._withdraw_blockers(withdrawn_on))
            self._withdraw(withdrawn_on=withdrawn_on, ground=ground)

    def _withdraw_blockers(self, withdrawn_on: date) -> Iterator[Refusal]:
        if withdrawn_on < self.set_on:
            yield VariationDatesContradict(withdrawn_on=withdrawn_on, set_on=self.set_on)

    @event(Withdrawn)
    def _withdraw(self, withdrawn_on: date, ground: str) -> None:
        del withdrawn_on, ground  # stay in the record
        self.variation = None

    @property
    def state(self) -> VariationState:
        """Tell whether the variation holds."""
        return VariationState.WITHDRAWN if self.variation is None else VariationState.IN_FORCE


def target_of(
    targets: Collection[YearlyTarget], variation: Variation | None, indicator: str, fiscal_year: int
) -> Decimal | None:
    """Give the target that a municipality has: its own, else the common one, ``None`` where there is none."""
    own = () if variation is None else variation.targets
    for each in (*own, *targets):
        if (each.indicator, each.fiscal_year) == (indicator, fiscal_year):
            return each.amount
    return None
