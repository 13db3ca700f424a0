"""The planned outreach: what each body means to do, what became of it, and what has passed its day without word."""

from collections.abc import Iterable
from datetime import date

from pydantic import computed_field

from domain.body import BodyId
from domain.calendar import fiscal_year_of
from domain.kernel import Text
from domain.outreach_plan import Holding, Intention, OutreachPlan, OutreachPlanState, overdue_on, state_of
from projections.view import ObjectRow, ObjectView, Place, on, opens


class OutreachPlanRow(ObjectRow):
    """企画の行: one planned activity; it is listed by the fiscal year for which it is planned now."""

    body_id: BodyId
    number: int
    intention: Intention
    holding: Holding | None = None
    called_off_for: Text | None = None

    def listed_by(self) -> Place:
        """List a plan by the year of its planned day."""
        return Place(fiscal_year_of(self.intention.planned_for), None)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> OutreachPlanState:
        """Tell how it stands."""
        return state_of(self.holding, self.called_off_for)

    def overdue_on(self, day: date) -> bool:
        """Tell whether its day has passed without word."""
        return overdue_on(self.state, self.intention.planned_for, day)


class OutreachPlans(ObjectView[OutreachPlanRow]):
    """企画一覧: which activities are planned, and what became of them?"""

    name = "outreach-plans"
    version = 1
    row = OutreachPlanRow

    @opens(OutreachPlan.Planned)
    def _planned(self, told: OutreachPlan.Planned, key: str) -> OutreachPlanRow:
        return OutreachPlanRow(object_id=key, body_id=told.body_id, number=told.number, intention=told.intention)

    @on(OutreachPlan.Replanned)
    def _replanned(self, row: OutreachPlanRow, told: OutreachPlan.Replanned) -> OutreachPlanRow:
        return row.model_copy(update={"intention": told.intention})

    @on(OutreachPlan.Held)
    def _held(self, row: OutreachPlanRow, told: OutreachPlan.Held) -> OutreachPlanRow:
        return row.model_copy(update={"holding": told.holding})

    @on(OutreachPlan.CalledOff)
    def _called_off(self, row: OutreachPlanRow, told: OutreachPlan.CalledOff) -> OutreachPlanRow:
        return row.model_copy(update={"called_off_for": told.reason})


def by_day(plans: Iterable[OutreachPlanRow]) -> tuple[OutreachPlanRow, ...]:
    """Give plans from the earliest planned day on."""
    return tuple(sorted(plans, key=lambda row: (row.intention.planned_for, row.object_id)))
