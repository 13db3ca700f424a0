"""様式第1号: the measures of an office, with last year beside them."""

from collections.abc import Iterable, Sequence

from adapters.api.boards import sheet_of
from adapters.surveys.subject import Inputs, Subject, Terms
from adapters.web.words import figure, stage
from application.command import Command
from application.entering import entered_measure, stated_measure
from application.submissions import BeginProgressReport
from application.survey_form import Choices, SurveyLine
from domain.kernel import Aggregate
from domain.measure_terms import Indicator
from domain.progress_report import ProgressReport
from domain.survey import SurveyKind
from projections.measure_sheet import SheetLine
from projections.rounds import RoundRow

MEASURE = "measure:"
NO_CHANGE = "no_change"


class ProgressSubject(Subject):
    """施策の取組状況の調査。"""

    KIND = SurveyKind.PROGRESS
    ABOUT = ProgressReport
    STEP = ProgressReport.STEP
    held: ProgressReport | None

    @staticmethod
    def asks_of(row: RoundRow) -> int:
        """Name the year whose measures are reviewed."""
        return row.measures_fiscal_year

    @staticmethod
    def entries(held: Aggregate | None, key: str) -> Inputs:
        """Give the statement on a measure."""
        return stated_measure(held.statements.get(MEASURE + key)) if isinstance(held, ProgressReport) else {}

    async def lines(self) -> Sequence[SurveyLine]:
        """Lay out a line per measure of the sheet."""
        place = self.place
        grades: Choices = tuple((each.code, each.code) for each in place.row.scale)
        found = []
        for line in (await sheet_of(place.needed, place.row, place.lg_code)).lines:
            key = line.measure_id.removeprefix(MEASURE)
            found.append(
                SurveyLine(
                    key=key,
                    shown=(_measure(line), _last_year(line)),
                    entries=self.entries(self.held, key),
                    closed=_closed(line),
                    choices={"grade": grades, "indicator": _indicators(line.indicators)},
                    units={"indicator_actual": line.indicators[0].unit} if len(line.indicators) == 1 else {},
                )
            )
        return found

    def begin(self, of: Terms) -> Iterable[Command]:
        """Begin the report."""
        return (BeginProgressReport.model_validate(of),)

    def act(self, of: Terms, line: SurveyLine, entered: Inputs) -> Command | None:
        """State a measure, or confirm it unchanged."""
        standing = self.held.statements.get(MEASURE + line.key) if self.held is not None else None
        unchanged = NO_CHANGE not in line.closed
        return entered_measure(of, MEASURE + line.key, standing, entered, may_be_confirmed_unchanged=unchanged)


def _closed(line: SheetLine) -> frozenset[str]:
    """Name the columns that are not asked of a measure: nothing to choose from, to measure, or to repeat."""
    closed = set() if line.may_be_confirmed_unchanged else {NO_CHANGE}
    if len(line.indicators) < 2:  # noqa: PLR2004 - from two on there is a choice
        closed.add("indicator")
    return frozenset(closed if line.indicators else closed | {"indicator_actual"})


def _indicators(indicators: Sequence[Indicator]) -> Choices:
    names = [f"{each.name}（{each.unit}）" for each in indicators]
    return tuple(
        (each.code, name if names.count(name) == 1 else f"{name} {each.code}")
        for each, name in zip(indicators, names, strict=True)
    )


def _measure(line: SheetLine) -> str:
    targets = {each.indicator: each.amount for each in line.targets}
    told = [
        f"指標 {each.name}（{each.unit}）" + (f"　目標 {figure(targets[each.code])}" if each.code in targets else "")
        for each in line.indicators
    ]
    return "\n".join([line.title, stage(line.stage), *told])


def _last_year(line: SheetLine) -> str:
    if line.last is None:
        return "（前年度の記録なし）"
    head = line.last.status.japanese + (f"　評価 {line.last.grade}" if line.last.grade else "")
    told = [head]
    if line.last_result is not None and line.last_result.actual is not None:
        told.append(f"実績 {figure(line.last_result.actual)}{line.last_result.unit}")
    if line.last.reduction is not None:
        told.append(f"削減量 {figure(line.last.reduction)} t-CO2")
    return "\n".join([*told, *([line.last.narrative] if line.last.narrative else [])])
