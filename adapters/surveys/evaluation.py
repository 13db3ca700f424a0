"""様式第3号: how an office judges its own year, a line for each rank from the bottom up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from adapters.surveys.subject import Inputs, Subject, Terms
from adapters.web.words import figure
from application.command import Command
from application.submissions import BeginEvaluation, EvaluateYear
from application.survey_form import SurveyLine
from domain.approval import Rank
from domain.emission_statement import EmissionStatement
from domain.evaluation import Evaluation, Rating
from domain.kernel import Aggregate
from domain.progress_report import ProgressReport
from domain.survey import SurveyKind
from projections.organisation import Offices
from projections.rounds import RoundRow

RANKS = {str(number): rank for number, rank in enumerate(Rank, start=1)}
"""番号: the ranks of the form by their number on it."""


class EvaluationSubject(Subject):
    """点検評価の調査。"""

    KIND = SurveyKind.EVALUATION
    ABOUT = Evaluation
    STEP = Evaluation.STEP
    held: Evaluation | None
    holders: Mapping[str, str]

    @staticmethod
    def asks_of(row: RoundRow) -> int:
        """Name the year whose measures are judged."""
        return row.measures_fiscal_year

    @staticmethod
    def entries(held: Aggregate | None, key: str) -> Inputs:
        """Give what a rank has said."""
        ratings = held.ratings if isinstance(held, Evaluation) else ()
        return next((_stated(each) for each in ratings if each.rank is RANKS[key]), {})

    async def lines(self) -> Sequence[SurveyLine]:
        """Lay out a line per rank, with what is judged and what was said a year ago."""
        place = self.place
        before = await place.find(Evaluation, Evaluation.create_id(place.lg_code, place.row.fiscal_year - 1))
        earlier = {} if before is None else {each.rank: each for each in before.ratings}
        judged = await self._judged()
        self.holders = await self._holders()
        ranks = tuple(Rank) if self.held is None else self.held.ranks
        grades = [each.code for each in place.row.scale] if self.held is None else self.held.grades
        return [
            SurveyLine(
                key=key,
                shown=(rank.japanese, judged if rank is ranks[0] else "（同上）", _said(earlier.get(rank))),
                entries=self.entries(self.held, key),
                choices={"grade": tuple((each, each) for each in grades)},
            )
            for key, rank in RANKS.items()
            if rank in ranks
        ]

    async def _judged(self) -> str:
        """Sum up the two reports on which the judgement rests, as far as they are there."""
        place = self.place
        of = (place.lg_code, place.row.fiscal_year)
        report = await place.find(ProgressReport, ProgressReport.create_id(*of))
        statement = await place.find(EmissionStatement, EmissionStatement.create_id(*of))
        return "\n".join((_progress(report), _emissions(statement)))

    async def _holders(self) -> Mapping[str, str]:
        """Name who holds each rank today, where that is one person."""
        place, today = self.place, self.place.needed.clock.today()
        held: dict[str, list[str]] = {}
        async for office in place.needed.views.every(Offices(), lg_code=place.lg_code):
            for each in office.persons_on(today):
                held.setdefault(each.capacity.value, []).append(each.person_id)
        return {capacity: persons[0] for capacity, persons in held.items() if len(persons) == 1}

    def begin(self, of: Terms) -> Iterable[Command]:
        """Begin the evaluation."""
        return (BeginEvaluation.model_validate(of),)

    def act(self, of: Terms, line: SurveyLine, entered: Inputs) -> Command | None:
        """Rate in one rank: one's own, or, on behalf of the office, in the name of who holds it."""
        if entered == line.entries or not entered:
            return None
        rank = RANKS[line.key]
        by = {} if of.get("acting_for") is None else {"evaluated_by": self.holders.get(rank.value)}
        return EvaluateYear.model_validate({**of, **by, **entered, "rank": rank})


def _stated(rating: Rating) -> Inputs:
    return {"grade": rating.grade, **({"comment": rating.comment} if rating.comment else {})}


def _said(rating: Rating | None) -> str:
    if rating is None:
        return "（前年度の記録なし）"
    return "\n".join([f"評価 {rating.grade}", *([rating.comment] if rating.comment else [])])


def _progress(report: ProgressReport | None) -> str:
    if report is None:
        return "取組状況：未作成"
    counted = Counter(each.status for each in report.statements.values() if each.status is not None)
    told = "、".join(f"{status.japanese}{number}" for status, number in counted.most_common())
    reduced = [each.reduction for each in report.statements.values() if each.reduction is not None]
    total = f"、削減量の計 {figure(sum(reduced[1:], reduced[0]))} t-CO2" if reduced else ""
    return f"取組状況（{report.state.japanese}）：施策{len(report.statements)}件（{told}）{total}"


def _emissions(statement: EmissionStatement | None) -> str:
    if statement is None:
        return "排出量：未作成"
    missing = sum(each.value is None for each in statement.cells.values())
    unknown = f"、数値のないもの{missing}" if missing else ""
    return f"排出量（{statement.state.japanese}）：{len(statement.cells)}区分を記入{unknown}"
