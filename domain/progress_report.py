"""Progress report: what one office confirms in one round about each of its measures.

Silence is not confirmation (rule 2): every measure due, studies included, needs its own statement, and an unchanged one
says so.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from domain import filing
from domain.approval import FallCause
from domain.calendar import Step
from domain.errors import Refusal, refuse_first
from domain.kernel import Created, Event, FiscalYear, LgCode, Line, Text, Tonnes, Value, event
from domain.labels import Labelled
from domain.measure_terms import IndicatorCode
from domain.reduction import ReductionFormula
from domain.scale import GradeUnknown
from domain.submission import Submission


class MeasureStatus(Labelled):
    """取組状況: how a measure went in the year under review."""

    NOT_STARTED = "not-started", "未着手", "not begun yet"
    UNDER_STUDY = "under-study", "検討中", "under study"
    UNDER_WAY = "under-way", "実施中", "under way"
    SUSPENDED = "suspended", "休止中", "suspended"
    COMPLETED = "completed", "完了", "completed"
    DISCONTINUED = "discontinued", "廃止", "discontinued"


class MeasureStatement(Value):
    """施策ごとの確認: what the office states about one measure; a figure that is not known is ``None``, never zero."""

    measure_id: Line
    status: MeasureStatus
    indicator_actual: Annotated[Decimal | None, Field(max_digits=20, decimal_places=6, allow_inf_nan=False)] = None
    reduction: Annotated[Tonnes | None, Field(description="削減量 t-CO2")] = None
    grade: Line | None = None
    narrative: Text | None = None
    no_change: Annotated[bool, Field(description="変更なしの明示")] = False
    indicator: Annotated[IndicatorCode | None, Field(description="実績の指標。指標が一つの施策では省略できる")] = None
    reduction_formula: ReductionFormula | None = None

    def unchanged(self, standing: "MeasureStatement | None") -> "MeasureStatement":
        """Give this statement as unchanged in another year, with the figures and grade that ``standing`` says of it."""
        figures = dict.fromkeys(MEASURED) if standing is None else standing.model_dump(include={*MEASURED, "indicator"})
        told = self.model_dump() | figures | {"no_change": True}
        if told["indicator_actual"] is None:
            told["indicator"] = self.indicator
        return MeasureStatement.model_validate(told)


MEASURED = ("indicator_actual", "reduction", "reduction_formula", "grade")  # what only the year itself can tell
WHOLE = "measures"  # the field that a report has even when it lists no measure
UNSAID = {"indicator": None, "reduction_formula": None}


class ProgressContent(Value):
    """取組状況の内容: the measures due and what was stated about them, in the order of the measures."""

    measures: tuple[str, ...]
    statements: tuple[MeasureStatement, ...]


class MeasureNotDue(Refusal):
    """この市町村の点検対象ではない施策です。"""


class MeasureUndescribed(Refusal):
    """取組内容を記入するか、「変更なし」を明示してください。"""


class MeasuresUnconfirmed(Refusal):
    """取組状況が確認されていない施策があります。"""


class ProgressReport(Submission):
    """施策取組状況: the yearly confirmation of all measures of one municipality."""

    TOPIC = "progress-report"
    STEP = Step.PROGRESS_CONFIRMATION

    class Begun(Created):
        """施策の取組状況の確認を始めた。"""

        TOPIC = "progress-report.begun"
        lg_code: LgCode
        fiscal_year: FiscalYear
        measures: tuple[Line, ...]
        grades: tuple[Line, ...]
        begun_on: date

    class MeasureListed(Event):
        """点検の対象に施策を加えた。"""

        TOPIC = "progress-report.measure-listed"
        measure_id: Line

    class MeasureReported(Event):
        """施策の取組状況を記入した。"""

        TOPIC = "progress-report.measure-reported"
        class_version = 2
        statement: MeasureStatement

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Nobody had named the indicator or the formula."""
            state["statement"] |= UNSAID

    class ConfirmedUnchanged(Event):
        """施策の取組状況に前年度から変更がないことを確認した。"""

        TOPIC = "progress-report.confirmed-unchanged"
        from_fiscal_year: FiscalYear
        statements: tuple[MeasureStatement, ...]

    class Approved(filing.Approved):
        """施策の取組状況を庁内で決裁した。"""

        TOPIC = "progress-report.approved"

    class ApprovalFell(filing.ApprovalFell):
        """施策の取組状況の決裁が効力を失った。"""

        TOPIC = "progress-report.approval-fell"

    class Submitted(filing.Submitted):
        """施策の取組状況を提出した。"""

        TOPIC = "progress-report.submitted"

    class Returned(filing.Returned):
        """施策の取組状況を差し戻した。"""

        TOPIC = "progress-report.returned"

    class Withdrawn(filing.Withdrawn):
        """施策の取組状況の提出を取り下げた。"""

        TOPIC = "progress-report.withdrawn"

    class Accepted(filing.Accepted):
        """施策の取組状況を受理した。"""

        TOPIC = "progress-report.accepted"

    class Corrected(Event):
        """受理後に施策の取組状況を訂正した。"""

        TOPIC = "progress-report.corrected"
        class_version = 2
        statements: tuple[MeasureStatement, ...]
        reason: Text
        authority: Line
        corrected_on: date

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Nobody had named the indicator or the formula."""
            state["statements"] = [statement | UNSAID for statement in state["statements"]]

    class Lapsed(filing.Lapsed):
        """施策の取組状況が提出されないまま期限が過ぎた。"""

        TOPIC = "progress-report.lapsed"

    @staticmethod
    def create_id(lg_code: str, fiscal_year: int) -> str:
        """Name the stream after the office and the review year."""
        return f"progress-report:{lg_code}:{fiscal_year}"

    @event(Begun)
    def __init__(
        self, lg_code: str, fiscal_year: int, measures: tuple[str, ...], grades: tuple[str, ...], begun_on: date
    ) -> None:
        self._begin(lg_code, fiscal_year, begun_on)
        self.measures = measures
        self.grades = grades
        self.statements: dict[str, MeasureStatement] = {}

    def list_measure(self, measure_id: str) -> None:
        """Add a measure that the round had forgotten; listed once, in whatever state the report stands."""
        if measure_id not in self.measures:
            self._measure_listed(measure_id=measure_id)
            self.let_fall(FallCause.MEASURE_LISTED)

    @event(MeasureListed)
    def _measure_listed(self, measure_id: str) -> None:
        self._change()
        self.measures += (measure_id,)

    def report(self, statement: MeasureStatement) -> None:
        """State how one measure went; the same statement again is nothing new."""
        refuse_first(self.report_blockers(statement))
        if self.statements.get(statement.measure_id) != statement:
            self._measure_reported(statement=statement)
            self.let_fall(FallCause.CONTENT_CHANGED)

    def report_blockers(self, statement: MeasureStatement | None = None) -> Iterator[Refusal]:
        """Yield what stands against a statement; the statement itself is checked when it is given."""
        yield from self.edit_blockers()
        if statement is not None:
            yield from self._statement_blockers(statement)

    @event(MeasureReported)
    def _measure_reported(self, statement: MeasureStatement) -> None:
        self._change()
        self.statements[statement.measure_id] = statement

    def confirm_unchanged(self, earlier: tuple[MeasureStatement, ...], *, from_fiscal_year: int) -> None:
        """State again, and explicitly as unchanged, what an earlier year stated; what stands so is nothing new.

        The figures of a year are measured and never carried over: they stay what this year says, or unknown.
        """
        statements = tuple(each.unchanged(self.statements.get(each.measure_id)) for each in earlier)
        for statement in statements:
            refuse_first(self.report_blockers(statement))
        new = tuple(each for each in statements if self.statements.get(each.measure_id) != each)
        if new:
            self._confirmed_unchanged(from_fiscal_year=from_fiscal_year, statements=new)
            self.let_fall(FallCause.CONTENT_CHANGED)

    @event(ConfirmedUnchanged)
    def _confirmed_unchanged(self, from_fiscal_year: int, statements: tuple[MeasureStatement, ...]) -> None:
        del from_fiscal_year  # stays in the record
        self._change()
        self._hold(statements)

    def correct(self, statements: tuple[MeasureStatement, ...], *, on: date, reason: str, authority: str) -> None:
        """Correct statements after acceptance; what repeats the standing statements is nothing new."""
        refuse_first(self.correct_blockers(reason, authority))
        for statement in statements:
            refuse_first(self._statement_blockers(statement))
        changed = tuple(each for each in statements if self.statements.get(each.measure_id) != each)
        if changed:
            self._corrected(statements=changed, reason=reason, authority=authority, corrected_on=on)
            self.let_fall(FallCause.CORRECTED)

    @event(Corrected)
    def _corrected(
        self, statements: tuple[MeasureStatement, ...], reason: str, authority: str, corrected_on: date
    ) -> None:
        self._correct(reason, authority, corrected_on)
        self._hold(statements)

    def _hold(self, statements: tuple[MeasureStatement, ...]) -> None:
        self.statements |= {statement.measure_id: statement for statement in statements}

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield the measures about which nothing was stated (rule 2)."""
        if self.unconfirmed:
            yield MeasuresUnconfirmed(measures=list(self.unconfirmed))

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Name the measures due about which nothing was stated."""
        return tuple(measure_id for measure_id in self.measures if measure_id not in self.statements)

    def _statement_blockers(self, statement: MeasureStatement) -> Iterator[Refusal]:
        if statement.measure_id not in self.measures:
            yield MeasureNotDue(measure_id=statement.measure_id)
        if statement.grade is not None and statement.grade not in self.grades:
            yield GradeUnknown(grade=statement.grade, grades=list(self.grades))
        if statement.narrative is None and not statement.no_change:
            yield MeasureUndescribed(measure_id=statement.measure_id)
        if statement.reduction_formula is not None:
            yield from statement.reduction_formula.blockers(statement.reduction)

    def fields(self) -> Collection[str]:
        """Name the list as a whole, each measure, and each member of its statement as ``<measure>.<member>``.

        The whole can be commented on when there is no measure in it, which is what a comment would then be about.
        """
        members = [name for name in MeasureStatement.model_fields if name != "measure_id"]
        return {WHOLE, *self.measures, *(f"{measure_id}.{name}" for measure_id in self.measures for name in members)}

    def content(self) -> ProgressContent:
        """Give the content as it stands now."""
        stated = (self.statements[measure_id] for measure_id in self.measures if measure_id in self.statements)
        return ProgressContent(measures=self.measures, statements=tuple(stated))
