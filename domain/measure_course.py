"""The course of a measure: its states with the day from which each holds, so that any fiscal year can ask."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from domain.calendar import first_day, last_day
from domain.errors import Refusal
from domain.kernel import Value
from domain.labels import Labelled


class MeasureStateForbids(Refusal):
    """施策の現在の状態ではこの操作はできません。"""


class MeasureDatesContradict(Refusal):
    """日付が、施策についてすでに記録された日付より前です。"""


class MeasureState(Labelled):
    """施策の状態: 検討事業 is under study, 実施事業 is under way."""

    PROPOSED = "proposed", "提案", "proposed"
    UNDER_STUDY = "under-study", "検討事業", "under study"
    UNDER_WAY = "under-way", "実施事業", "under way"
    SUSPENDED = "suspended", "休止", "suspended"
    COMPLETED = "completed", "完了", "completed"
    DISCONTINUED = "discontinued", "廃止", "discontinued"
    MERGED = "merged", "統合", "merged"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing follows this state."""
        return self in {MeasureState.COMPLETED, MeasureState.DISCONTINUED, MeasureState.MERGED}

    @property
    def is_alive(self) -> bool:
        """Tell whether the measure must be confirmed every year: taken up, and not at its end."""
        return self is not MeasureState.PROPOSED and not self.is_final


WORKING_STATES = (MeasureState.UNDER_STUDY, MeasureState.UNDER_WAY)


class MergedIntoItself(Refusal):
    """施策を自分自身へ統合することはできません。"""


class MergedIntoOtherPlan(Refusal):
    """施策は同じ計画の施策へのみ統合できます。"""


class MergedIntoInactive(Refusal):
    """施策は検討事業または実施事業へのみ統合できます。"""


class MeasureDayInFuture(Refusal):
    """施策についての行為の日に、未来の日付は記録できません。その日になってから記録してください。"""


def day_faults(day: date, today: date) -> Iterator[Refusal]:
    """Refuse a day that has not come: what is recorded of a measure holds from then on in every view and duty."""
    if day > today:
        yield MeasureDayInFuture(day=day, today=today)


class Phase(Value):
    """段階: the measure is in this state from a day on."""

    since: date
    state: MeasureState


class Course(Value):
    """経過: the phases of a measure, oldest first; the last one is its state."""

    phases: tuple[Phase, ...]

    @property
    def state(self) -> MeasureState:
        """Give the state of now."""
        return self.phases[-1].state

    @property
    def suspended_state(self) -> MeasureState:
        """Give the state before the last one, to which a suspended measure returns."""
        return self.phases[-2].state

    def entered(self, state: MeasureState, since: date) -> Self:
        """Enter the next phase."""
        return self.model_copy(update={"phases": (*self.phases, Phase(since=since, state=state))})

    def blockers(self, *allowed: MeasureState, day: date | None = None) -> Iterator[Refusal]:
        """Refuse outside the allowed states (without any: in the final ones), then a day before the last phase."""
        if self.state not in (allowed or {state for state in MeasureState if not state.is_final}):
            yield MeasureStateForbids(state=self.state.value)
        if day and day < self.phases[-1].since:
            yield MeasureDatesContradict(day=day, last=self.phases[-1].since)

    def state_on(self, day: date) -> MeasureState | None:
        """Give the state of a day; ``None`` before the proposal."""
        reached = [each.state for each in self.phases if each.since <= day]
        return reached[-1] if reached else None

    def alive_in(self, fiscal_year: int) -> bool:
        """Tell whether it was 検討事業, 実施事業 or 休止 on any day of the fiscal year (rule 2)."""
        begun = [each for each in self.phases if each.state.is_alive and each.since <= last_day(fiscal_year)]
        ended = self.state.is_final and self.phases[-1].since <= first_day(fiscal_year)
        return bool(begun) and not ended
