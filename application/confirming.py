"""Confirming measures: what an office states is checked against them, and what has not changed is stated explicitly."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from application.desk import Desk
from application.submission_acts import SubmissionAct, part_content_changed
from domain.errors import Refusal
from domain.kernel import StreamId
from domain.measure import Measure
from domain.measure_terms import UnknownIndicator
from domain.progress_report import MeasureStatement, ProgressReport


class NothingToCarryOver(Refusal):
    """前年度に受理された取組状況がない施策です。"""


class ConfirmUnchanged(SubmissionAct):
    """前年度から変更がない施策の取組状況を確認する。"""

    OBJECT = ProgressReport
    measures: Annotated[tuple[StreamId, ...], Field(min_length=1, description="変更なしと確認する施策")]

    async def decide(self, desk: Desk) -> None:
        """Copy how each of these measures stood, as accepted last year, into a statement of this year; no figures."""
        await self.open_round(desk)
        report = await desk.load(ProgressReport, self.object_id)
        year_before = self.fiscal_year - 1
        earlier = await desk.find(ProgressReport, ProgressReport.create_id(self.lg_code, year_before))
        accepted = earlier.statements if earlier is not None and earlier.is_accepted else {}
        measures = tuple(dict.fromkeys(self.measures))
        unknown = [measure_id for measure_id in measures if measure_id not in accepted]
        if unknown:
            raise NothingToCarryOver(measures=unknown, fiscal_year=year_before)
        report.confirm_unchanged(tuple(accepted[measure_id] for measure_id in measures), from_fiscal_year=year_before)
        await part_content_changed(desk, report)


async def indicators_known(desk: Desk, statements: Sequence[MeasureStatement]) -> None:
    """Refuse an actual of an indicator that its measure does not have."""
    for statement in statements:
        if statement.indicator is None:
            continue
        measure = await desk.load(Measure, statement.measure_id)
        if statement.indicator not in {each.code for each in measure.indicators}:
            raise UnknownIndicator(indicator=statement.indicator)
