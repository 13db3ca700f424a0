"""The rounds: what each review year froze when it opened, and its timetable since."""

from pydantic import computed_field

from domain.kernel import FiscalYear, LgCode, Line, StreamId
from domain.plan_content import SectorCode
from domain.review_round import ReviewRound
from domain.round_closing import Closing, RoundState
from domain.round_frame import MeasureDue
from domain.scale import Grade
from domain.timetable import Timetable
from projections.view import ObjectRow, ObjectView, on, opens


class RoundRow(ObjectRow):
    """年度点検の行: the frozen frame of one review year, its extensions, the ends of its steps and its closing."""

    fiscal_year: FiscalYear
    region_id: StreamId
    plan_id: StreamId
    members: tuple[LgCode, ...]
    measures: tuple[MeasureDue, ...]
    measures_fiscal_year: FiscalYear
    emissions_fiscal_year: FiscalYear
    sectors: tuple[SectorCode, ...]
    scale: tuple[Grade, ...]
    scale_source: Line
    timetable: Timetable
    closing: Closing = Closing()

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> RoundState:
        """Tell where the round stands."""
        return self.closing.state

    def measures_of(self, lg_code: str) -> tuple[MeasureDue, ...]:
        """Give the measures about which a municipality owes a statement."""
        return tuple(measure for measure in self.measures if lg_code in measure.lg_codes)


class Rounds(ObjectView[RoundRow]):
    """年度点検一覧: which review years are there, what do they rest on, and until when is what due?"""

    name = "rounds"
    version = 1
    row = RoundRow

    @opens(ReviewRound.Opened)
    def _opened(self, told: ReviewRound.Opened, key: str) -> RoundRow:
        return RoundRow(
            object_id=key,
            fiscal_year=told.fiscal_year,
            region_id=told.region_id,
            plan_id=told.plan_id,
            members=told.members,
            measures=told.measures,
            measures_fiscal_year=told.measures_fiscal_year,
            emissions_fiscal_year=told.emissions_fiscal_year,
            sectors=told.sectors,
            scale=told.scale,
            scale_source=told.scale_source,
            timetable=Timetable(members=told.members, windows=told.windows),
        )

    @on(ReviewRound.MeasureListed)
    def _measure_listed(self, row: RoundRow, told: ReviewRound.MeasureListed) -> RoundRow:
        listed = told.measure
        owing = {code for each in row.measures if each.measure_id == listed.measure_id for code in each.lg_codes}
        others = (each for each in row.measures if each.measure_id != listed.measure_id)
        together = listed.model_copy(update={"lg_codes": tuple(sorted({*owing, *listed.lg_codes}))})
        return row.model_copy(update={"measures": (*others, together)})

    @on(ReviewRound.DeadlineExtended)
    def _deadline_extended(self, row: RoundRow, told: ReviewRound.DeadlineExtended) -> RoundRow:
        return _timed(row, row.timetable.extended(told.extension))

    @on(ReviewRound.StepCompleted)
    def _step_completed(self, row: RoundRow, told: ReviewRound.StepCompleted) -> RoundRow:
        return _timed(row, row.timetable.completed(told.completion))

    @on(ReviewRound.StepLapsed)
    def _step_lapsed(self, row: RoundRow, told: ReviewRound.StepLapsed) -> RoundRow:
        return _timed(row, row.timetable.lapsed(told.lapse))

    @on(ReviewRound.ClosingProposed)
    def _closing_proposed(self, row: RoundRow, told: ReviewRound.ClosingProposed) -> RoundRow:
        return _closing(row, row.closing.proposed_to_close(told.proposal))

    @on(ReviewRound.Closed)
    def _closed(self, row: RoundRow, told: ReviewRound.Closed) -> RoundRow:
        return _closing(row, row.closing.closed_by(told.confirmation))

    @on(ReviewRound.ReopeningProposed)
    def _reopening_proposed(self, row: RoundRow, told: ReviewRound.ReopeningProposed) -> RoundRow:
        return _closing(row, row.closing.proposed_to_reopen(told.proposal))

    @on(ReviewRound.Reopened)
    def _reopened(self, row: RoundRow, told: ReviewRound.Reopened) -> RoundRow:
        return _closing(row, row.closing.reopened_by(told.confirmation))


def _timed(row: RoundRow, timetable: Timetable) -> RoundRow:
    return row.model_copy(update={"timetable": timetable})


def _closing(row: RoundRow, closing: Closing) -> RoundRow:
    return row.model_copy(update={"closing": closing})
