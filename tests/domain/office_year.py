"""One office's year in samples: the round and the four office acts, ready to be asked for something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.approval import Rank
from domain.calendar import closed_days, windows_of
from domain.emission_checks import Comparison
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Method, Notation
from domain.errors import Refusal
from domain.evaluation import Evaluation, Rating
from domain.in_house_report import InHouseReport, MeetingOutcome, PolicyMeeting
from domain.pin import Pin
from domain.progress_report import MeasureStatement, MeasureStatus, ProgressReport
from domain.review_round import ReviewRound
from domain.round_frame import MeasureDue
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE
from domain.submission import Submission

LG = "43100"
OTHER = "43210"
DUE = date(2025, 6, 30)
BEFORE = date(2025, 6, 29)
AFTER = date(2025, 7, 1)
GRADES = tuple(grade.code for grade in DEFAULT_SCALE)
SECTORS = ("RES", "COM")
MEASURES = ("measure:43100-0001", "measure:43100-0002")
REPORT_ID = f"progress-report:{LG}:2025"
STATEMENT_ID = f"emission-statement:{LG}:2025"


def statement(measure_id: str = MEASURES[0], **changes: object) -> MeasureStatement:
    body = {"measure_id": measure_id, "status": MeasureStatus.UNDER_WAY, "narrative": "サンプル（架空値）", **changes}
    return MeasureStatement.model_validate(body)


def cell(sector: str = "RES", gas: Gas = Gas.CO2, value: str | None = "1234.5") -> Cell:
    if value is None:
        return Cell(sector=sector, gas=gas, notation=Notation.NOT_ESTIMATED)
    return Cell(sector=sector, gas=gas, value=Decimal(value), method=Method.IMPORTED, note="統計の名称と頁")


def pin(stream_id: str, version: int = 3) -> Pin:
    return Pin(stream_id=stream_id, version=version, leaf="0" * 64)


def rating(rank: Rank = Rank.CLERK, grade: str = "A", by: str = "person-1") -> Rating:
    return Rating(rank=rank, evaluated_by=by, grade=grade)


def meeting(outcome: MeetingOutcome = MeetingOutcome.APPROVED, **changes: object) -> PolicyMeeting:
    body = {"meeting_name": "政策会議", "held_on": BEFORE, "chair": "person-9", "outcome": outcome, "evidence": "文書1"}
    return PolicyMeeting.model_validate({**body, **changes})


def empty_report() -> ProgressReport:
    return ProgressReport(lg_code=LG, fiscal_year=2025, measures=MEASURES, grades=GRADES, begun_on=BEFORE)


def full_report() -> ProgressReport:
    made = empty_report()
    for measure_id in MEASURES:
        made.report(statement(measure_id))
    return made


def empty_statement() -> EmissionStatement:
    made = EmissionStatement(lg_code=LG, fiscal_year=2025, emissions_fiscal_year=2022, sectors=SECTORS, begun_on=BEFORE)
    made.take_comparison(Comparison())
    return made


def full_statement() -> EmissionStatement:
    made = empty_statement()
    made.state_cells((cell("RES"), cell("COM")))
    return made


def empty_evaluation() -> Evaluation:
    return Evaluation(
        lg_code=LG,
        fiscal_year=2025,
        progress_report=pin(REPORT_ID),
        emission_statement=pin(STATEMENT_ID),
        ranks=tuple(Rank),
        grades=GRADES,
        begun_on=BEFORE,
    )


def full_evaluation() -> Evaluation:
    made = empty_evaluation()
    for rank in Rank:
        made.evaluate(rating(rank))
    return made


def in_house_report(outcome: MeetingOutcome = MeetingOutcome.APPROVED) -> InHouseReport:
    return InHouseReport.record(lg_code=LG, fiscal_year=2025, meeting=meeting(outcome), on=BEFORE)


@dataclass(frozen=True)
class Kind:
    """One kind of submission: how to make it complete, change it, correct it, and one of its fields."""

    ready: Callable[[], Submission]
    change: Callable[[Submission], None]
    field: str


def change_report(made: Submission) -> None:
    assert isinstance(made, ProgressReport)
    made.report(statement(narrative="変更"))


def change_statement(made: Submission) -> None:
    assert isinstance(made, EmissionStatement)
    made.state_cells((cell(value="9"),))


def change_evaluation(made: Submission) -> None:
    assert isinstance(made, Evaluation)
    made.evaluate(rating(Rank.HEAD, "B"))


def change_in_house_report(made: Submission) -> None:
    assert isinstance(made, InHouseReport)
    made.record_anew(meeting(summary="変更"), on=BEFORE)


KINDS = {
    "progress-report": Kind(full_report, change_report, f"{MEASURES[0]}.grade"),
    "emission-statement": Kind(full_statement, change_statement, "RES.co2"),
    "evaluation": Kind(full_evaluation, change_evaluation, "head.comment"),
    "in-house-report": Kind(in_house_report, change_in_house_report, "evidence"),
}


def approved(made: Submission, number: str = "決裁1") -> Submission:
    made.approve(approved_by="person-2", rank=Rank.MANAGER, on=BEFORE, decision_number=number)
    return made


def submitted(made: Submission, on: date = BEFORE) -> Submission:
    approved(made).submit(on=on, due_on=DUE)
    return made


def accepted(made: Submission) -> Submission:
    submitted(made).accept(on=AFTER)
    return made


def review_round(measures: Sequence[MeasureDue] = ()) -> ReviewRound:
    return ReviewRound(
        fiscal_year=2025,
        region_id="region:kumamoto",
        plan_id="plan:kumamoto-1",
        members=(LG, OTHER),
        measures=tuple(measures),
        measures_fiscal_year=2024,
        emissions_fiscal_year=2022,
        sectors=SECTORS,
        windows=windows_of(2025, closed_days(lambda _: False)),
        scale=DEFAULT_SCALE,
        scale_source=DEFAULT_SCALE_SOURCE,
        opened_on=date(2025, 4, 1),
    )


def codes(blockers: object) -> list[str]:
    """Give the codes of blockers in their order."""
    return [each.code for each in blockers if isinstance(each, Refusal)]  # type: ignore[attr-defined]  # any iterable
