"""The variations: what each municipality does otherwise in the measures that it shares."""

from datetime import date

from pydantic import computed_field

from domain.kernel import LgCode, StreamId
from domain.measure_variation import MeasureVariation, Variation, VariationState
from projections.view import ObjectRow, ObjectView, on, opens


class VariationRow(ObjectRow):
    """市町村別の内容の行: one municipality's variation of one measure; ``None`` once it was withdrawn."""

    measure_id: StreamId
    lg_code: LgCode
    variation: Variation | None
    set_on: date

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> VariationState:
        """Tell whether the variation holds."""
        return VariationState.WITHDRAWN if self.variation is None else VariationState.IN_FORCE


class MeasureVariations(ObjectView[VariationRow]):
    """市町村別の内容一覧: which municipality carries out which shared measure otherwise, and how?"""

    name = "measure-variations"
    version = 1
    row = VariationRow

    @opens(MeasureVariation.Set)
    def _set(self, told: MeasureVariation.Set, key: str) -> VariationRow:
        return VariationRow(
            object_id=key,
            measure_id=told.measure_id,
            lg_code=told.lg_code,
            variation=told.variation,
            set_on=told.set_on,
        )

    @on(MeasureVariation.SetAnew)
    def _set_anew(self, row: VariationRow, told: MeasureVariation.SetAnew) -> VariationRow:
        return row.model_copy(update={"variation": told.variation, "set_on": told.set_on})

    @on(MeasureVariation.Withdrawn)
    def _withdrawn(self, row: VariationRow, told: MeasureVariation.Withdrawn) -> VariationRow:
        del told
        return row.model_copy(update={"variation": None})
