"""Sample data: the invented rows of ``data/sample_*.csv``. Each is marked; what it feeds must show ``NOTICE``."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from application.reference import Month, Row, Slug
from domain.advice import AdviserCapacity, ResponseClass, Sense
from domain.agenda import ItemKind, Outcome
from domain.body import BodyId
from domain.calendar import Step
from domain.emissions import Method, Notation
from domain.in_house_report import MeetingOutcome, ReceivedBy
from domain.kernel import FiscalYear, LgCode, Line, PersonId, Text, Tonnes
from domain.measure_course import MeasureState
from domain.measure_terms import Direction
from domain.office import Cadence, Capacity
from domain.outreach import ActivityKind
from domain.plan_content import SectorCode
from domain.progress_report import MeasureStatus

MARK = "SAMPLE"
NOTICE = "サンプル（架空値）"
Owners = Annotated[tuple[LgCode, ...], BeforeValidator(lambda cell: tuple(str(cell).split())), Field(min_length=1)]


class Sample(Row):
    """サンプル: an invented row, marked as such."""

    sample: Literal["SAMPLE"]


class SampleOffice(Sample):
    """サンプルの担当部局: with a mail address that leads nowhere."""

    FILE = "sample_offices.csv"
    office: Slug
    lg_code: LgCode | None = None
    body_id: BodyId | None = None
    name: Line
    opened_on: date
    contact_id: PersonId
    contact_name: Line
    mail: Line
    telephone: Line | None = None
    cadence: Cadence


class SamplePerson(Sample):
    """サンプルの職員・委員: a person in a capacity of an office."""

    FILE = "sample_persons.csv"
    person_id: PersonId
    office: Slug
    capacity: Capacity
    assigned_on: date
    name: Line
    mail: Line


class SampleMeasure(Sample):
    """サンプルの施策: how a measure came about; without a ``name`` it is a real one whose decisions were not found."""

    FILE = "sample_measures.csv"
    measure: Slug
    plan: Slug
    owners: Owners
    name: Line | None = None
    policy_number: int | None = None
    initiative_number: int | None = None
    stage: MeasureState
    proposed_on: date
    taken_up_on: date
    launched_on: date | None = None
    decided_by: Line | None = None
    decision_reference: Line | None = None
    budget_fiscal_year: FiscalYear | None = None
    ground: Text | None = None
    completed_on: date | None = None


class SampleIndicator(Sample):
    """サンプルの指標: with one target that holds for any fiscal year."""

    FILE = "sample_indicators.csv"
    measure: Slug
    indicator: Slug
    name: Line
    unit: Line
    direction: Direction
    baseline: Decimal
    baseline_fiscal_year: FiscalYear
    yearly_target: Decimal


class SampleActual(Sample):
    """サンプルの実績: what an office states about a measure, for any fiscal year."""

    FILE = "sample_actuals.csv"
    measure: Slug
    status: MeasureStatus
    indicator_actual: Decimal | None = None
    reduction_t_co2: Tonnes | None = None
    grade: Line | None = None
    narrative: Text | None = None
    no_change: bool


class SampleEmission(Sample):
    """サンプルの排出量: a figure or a notation key per municipality and leaf sector, for any fiscal year."""

    FILE = "sample_emissions.csv"
    lg_code: LgCode
    sector: SectorCode
    amount_t_co2: Tonnes | None = None
    notation: Notation | None = None
    method: Method | None = None


class SampleEvaluation(Sample):
    """サンプルの点検評価: the grade of a municipality."""

    FILE = "sample_evaluations.csv"
    lg_code: LgCode
    grade: Line
    comment: Text


class SampleInHouseReport(Sample):
    """サンプルの庁内報告: a policy meeting; ``received_by`` is set when it was entered from mail, paper or phone."""

    FILE = "sample_in_house_reports.csv"
    lg_code: LgCode
    meeting_name: Line
    chair: PersonId
    outcome: MeetingOutcome
    evidence: Line
    received_by: ReceivedBy | None = None


class SampleMeetingItem(Sample):
    """サンプルの議題: an item of a meeting of a body on a day of any fiscal year."""

    FILE = "sample_meetings.csv"
    body_id: BodyId
    month: Month
    day: Annotated[int, Field(ge=1, le=31)]
    item: int
    kind: ItemKind
    title: Line
    outcome: Outcome


class SampleAdvice(Sample):
    """サンプルの意見: what a member of the committee says, and the answer."""

    FILE = "sample_advice.csv"
    member: PersonId
    capacity: AdviserCapacity
    sense: Sense
    text: Text
    response: ResponseClass
    answer: Text


class SampleSeat(Sample):
    """サンプルの委員: a seat of the committee for a term."""

    FILE = "sample_committee.csv"
    member: PersonId
    body_id: BodyId
    capacity: AdviserCapacity
    from_on: date
    until_on: date


class SampleOfficePlan(Sample):
    """サンプルの事務事業編: how far a municipality has come, and what it emits itself."""

    FILE = "sample_office_plans.csv"
    lg_code: LgCode
    begun_on: date | None = None
    adopted_on: date | None = None
    first_fiscal_year: FiscalYear | None = None
    last_fiscal_year: FiscalYear | None = None
    emissions_fiscal_year: FiscalYear | None = None
    tonnes: Tonnes | None = None
    note: Line


class SampleActivity(Sample):
    """サンプルの啓発・支援活動: on a day of any fiscal year."""

    FILE = "sample_outreach.csv"
    body_id: BodyId
    month: Month
    day: Annotated[int, Field(ge=1, le=31)]
    kind: ActivityKind
    title: Line
    participants: int | None = None
    lg_codes: Owners
    measures: Annotated[tuple[Slug, ...], BeforeValidator(lambda cell: tuple(str(cell).split()))] = ()


class SampleChallenge(Sample):
    """サンプルの課題: of a municipality, or without its code of the whole area, and what its review says."""

    FILE = "sample_challenges.csv"
    lg_code: LgCode | None = None
    title: Line
    text: Text
    review: Text


class SampleIncident(Sample):
    """サンプルの出来事: what goes otherwise than planned; ``kind`` is late, returned, launched or extended."""

    FILE = "sample_incidents.csv"
    kind: Literal["late", "returned", "launched", "extended"]
    lg_code: LgCode
    step: Step | None = None
    measure: Slug | None = None
    text: Text


SAMPLES: tuple[type[Sample], ...] = (
    SampleOffice,
    SamplePerson,
    SampleMeasure,
    SampleIndicator,
    SampleActual,
    SampleEmission,
    SampleEvaluation,
    SampleInHouseReport,
    SampleMeetingItem,
    SampleAdvice,
    SampleIncident,
    SampleSeat,
    SampleOfficePlan,
    SampleActivity,
    SampleChallenge,
)
