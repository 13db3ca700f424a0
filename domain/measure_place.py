"""Where a measure belongs: to which plan from which day, and under which policy and priority initiative of it.

The numbers of one plan mean something else in the next, so they are kept plan by plan and never read across.
"""

from datetime import date
from typing import Any, Self

from domain.kernel import StreamId, Value


class Placing(Value):
    """位置付け: the numbers of the policy and the priority initiative within one plan; ``None`` where it has none."""

    policy_number: int | None = None
    initiative_number: int | None = None


class Stay(Value):
    """所属: the measure belongs to a plan from a day on, in this place."""

    plan_id: StreamId
    since: date
    placing: Placing


class Belonging(Value):
    """所属の経過: the plans of a measure, oldest first; the last one is its plan."""

    stays: tuple[Stay, ...]

    @property
    def now(self) -> Stay:
        """Give the stay of now."""
        return self.stays[-1]

    def moved(self, plan_id: str, since: date, placing: Placing | None) -> Self:
        """Go on in another plan.

        Moves from before the placing was recorded have ``None``: the numbers stayed, and counted in the new plan alone.
        """
        if placing is None:
            gone = tuple(each.model_copy(update={"placing": Placing()}) for each in self.stays)
            new = Stay(plan_id=plan_id, since=since, placing=self.now.placing)
            return self.model_copy(update={"stays": (*gone, new)})
        new = Stay(plan_id=plan_id, since=since, placing=placing)
        return self.model_copy(update={"stays": (*self.stays, new)})

    def touches(self, plan_id: str, since: date, until: date) -> bool:
        """Tell whether the measure belonged to a plan on any day between two days, both included."""
        return any(
            stay.plan_id == plan_id and stay.since <= until and all(since < later.since for later in self.stays[nth:])
            for nth, stay in enumerate(self.stays, start=1)
        )

    def initiative_in(self, plan_id: str) -> int | None:
        """Give the number of its priority initiative in a plan, ``None`` in a plan to which it never belonged."""
        found = [each.placing.initiative_number for each in self.stays if each.plan_id == plan_id]
        return found[-1] if found else None

    def policy_in(self, plan_id: str) -> int | None:
        """Give the number of its basic policy in a plan, ``None`` in a plan to which it never belonged."""
        found = [each.placing.policy_number for each in self.stays if each.plan_id == plan_id]
        return found[-1] if found else None


def placed_nowhere(state: dict[str, Any]) -> None:
    """Lift a move of before the place in the new plan had to be named."""
    state["placing"] = None
