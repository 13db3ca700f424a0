"""The office plans: how each municipality's 事務事業編 stands, term after term, with its own emissions."""

from datetime import date
from typing import Any

from domain.kernel import LgCode
from domain.office_plan import OfficePlan
from domain.office_plan_standing import OfficePlanRecord, OwnEmissions, PlanTerm
from projections.view import ObjectRow, ObjectView, on, opens


class OfficePlanRow(ObjectRow):
    """事務事業編の行: what is known of one municipality's plans; how that stands follows from the day."""

    lg_code: LgCode
    record: OfficePlanRecord


class OfficePlans(ObjectView[OfficePlanRow]):
    """事務事業編一覧: which municipality has a plan for its own offices, for which years, and what does it emit?"""

    name = "office-plans"
    version = 1
    row = OfficePlanRow

    @opens(OfficePlan.Entered)
    def _entered(self, told: OfficePlan.Entered, key: str) -> OfficePlanRow:
        record = OfficePlanRecord(lg_code=told.lg_code, entered_on=told.entered_on)
        return OfficePlanRow(object_id=key, lg_code=told.lg_code, record=record)

    @on(OfficePlan.Begun)
    def _begun(self, row: OfficePlanRow, told: OfficePlan.Begun) -> OfficePlanRow:
        return _grown(row, "preparations", told.begun_on)

    @on(OfficePlan.Adopted, OfficePlan.Renewed)
    def _adopted(self, row: OfficePlanRow, told: OfficePlan.Adopted | OfficePlan.Renewed) -> OfficePlanRow:
        return _grown(row, "terms", told.term)

    @on(OfficePlan.EmissionsStated)
    def _emissions_stated(self, row: OfficePlanRow, told: OfficePlan.EmissionsStated) -> OfficePlanRow:
        return _grown(row, "emissions", told.emissions)


def _grown(row: OfficePlanRow, name: str, added: date | PlanTerm | OwnEmissions) -> OfficePlanRow:
    held: tuple[Any, ...] = getattr(row.record, name)
    return row.model_copy(update={"record": row.record.model_copy(update={name: (*held, added)})})
