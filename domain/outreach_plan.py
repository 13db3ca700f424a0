"""The outreach plan 啓発・支援活動の企画: one activity from the day it is planned until it is held or called off."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.agenda import Origin
from domain.body import BodyId
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, Line, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.outreach import Activity, ActivityKind, Participants, PartnerIsItself


class OutreachPlanState(Labelled):
    """企画の状態: that its day has passed without word is deduced from the day, see ``overdue_on``."""

    PLANNED = "planned", "企画中", "planned"
    HELD = "held", "実施済み", "held"
    CALLED_OFF = "called-off", "中止", "cancelled"


class OutreachPlanEnded(Refusal):
    """この企画はすでに実施または中止となっています。"""


class PlannedForPast(Refusal):
    """過ぎた日の活動は企画できません。実施した活動として記録してください。"""


class Intention(Value):
    """企画の内容: when, what, with which other bodies, for whom, and with which measures or agenda item."""

    planned_for: date
    kind: ActivityKind
    title: Line
    partners: tuple[BodyId, ...] = ()
    lg_codes: tuple[LgCode, ...] = ()
    measures: tuple[StreamId, ...] = ()
    agenda_item: Annotated[Origin | None, Field(description="企画が協議された議題")] = None
    note: Text | None = None

    def held(self, held_on: date, participants: int | None) -> Activity:
        """Give the activity that it became; people whom nobody counted stay ``None``."""
        return Activity(
            held_on=held_on,
            kind=self.kind,
            title=self.title,
            participants=participants,
            lg_codes=self.lg_codes,
            measures=self.measures,
            note=self.note,
        )


class Holding(Value):
    """実施の記録: the day, and where the activity stands that now counts."""

    held_on: date
    outreach_id: StreamId
    number: int
    participants: Participants | None


class OutreachPlan(Aggregate):
    """企画: of a centre, its members or the officers' meeting. It counts for nothing until it is held."""

    TOPIC = "outreach-plan"

    class Planned(Created):
        """啓発・支援活動を企画した。"""

        TOPIC = "outreach-plan.planned"
        body_id: BodyId
        fiscal_year: FiscalYear
        number: Annotated[int, Field(ge=1)]
        intention: Intention

    class Replanned(Event):
        """啓発・支援活動の企画を改めた。"""

        TOPIC = "outreach-plan.replanned"
        intention: Intention
        reason: Text

    class Held(Event):
        """企画した啓発・支援活動を実施した。"""

        TOPIC = "outreach-plan.held"
        holding: Holding

    class CalledOff(Event):
        """企画した啓発・支援活動を中止した。"""

        TOPIC = "outreach-plan.called-off"
        reason: Text

    @staticmethod
    def create_id(body_id: str, fiscal_year: int, number: int) -> str:
        """Name the stream, such as ``outreach-plan:officers-meeting:2025:1``."""
        return f"outreach-plan:{body_id}:{fiscal_year}:{number}"

    @staticmethod
    def plan_blockers(body_id: str, intention: Intention, today: date) -> Iterator[Refusal]:
        """Yield what forbids an intention: a day that has passed, then the body among those it plans with."""
        if intention.planned_for < today:
            yield PlannedForPast(planned_for=intention.planned_for)
        if body_id in intention.partners:
            yield PartnerIsItself(body_id=body_id)

    @event(Planned)
    def __init__(self, body_id: str, fiscal_year: int, number: int, intention: Intention) -> None:
        self.body_id = body_id
        self.fiscal_year = fiscal_year
        self.number = number
        self.intention = intention
        self.holding: Holding | None = None
        self.called_off_for: str | None = None

    def replan(self, intention: Intention, reason: str, today: date) -> None:
        """Change what is planned; what stands there already is nothing new."""
        refuse_first(self.ended_blockers())
        if self.intention == intention:
            return
        refuse_first(self.plan_blockers(self.body_id, intention, today))
        self._replan(intention=intention, reason=reason)

    def ended_blockers(self) -> Iterator[Refusal]:
        """Yield that it was held or called off."""
        if self.state is not OutreachPlanState.PLANNED:
            yield OutreachPlanEnded(state=self.state.value)

    @event(Replanned)
    def _replan(self, intention: Intention, reason: str) -> None:
        del reason  # stays in the record
        self.intention = intention

    def hold(self, holding: Holding) -> None:
        """Say that it was held, and where the activity is recorded that counts."""
        refuse_first(self.ended_blockers())
        self._hold(holding=holding)

    @event(Held)
    def _hold(self, holding: Holding) -> None:
        self.holding = holding

    def call_off(self, reason: str) -> None:
        """Call it off with a reason; the same reason again is nothing new."""
        if self.called_off_for == reason:
            return
        refuse_first(self.ended_blockers())
        self._call_off(reason=reason)

    @event(CalledOff)
    def _call_off(self, reason: str) -> None:
        self.called_off_for = reason

    @property
    def state(self) -> OutreachPlanState:
        """Tell how it stands."""
        return state_of(self.holding, self.called_off_for)


def state_of(holding: Holding | None, called_off_for: str | None) -> OutreachPlanState:
    """Tell how a plan stands by what became of it."""
    if holding is not None:
        return OutreachPlanState.HELD
    return OutreachPlanState.PLANNED if called_off_for is None else OutreachPlanState.CALLED_OFF


def overdue_on(state: OutreachPlanState, planned_for: date, day: date) -> bool:
    """Tell whether the planned day has passed without word of what became of it."""
    return state is OutreachPlanState.PLANNED and planned_for < day
