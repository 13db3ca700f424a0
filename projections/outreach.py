"""The outreach: what each centre and its members did in each year, with the counts by kind."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, computed_field

from domain.body import BodyId, BodyKind
from domain.kernel import FiscalYear, Line
from domain.outreach import NumberedActivity, Outreach
from domain.report_outreach import KindCount, counted
from projections.view import ObjectRow, ObjectView, on, opens


class OutreachRow(ObjectRow):
    """啓発・支援活動の行: one body's activities in one fiscal year, by number."""

    body_id: BodyId
    fiscal_year: FiscalYear
    kind: BodyKind
    title: Line
    recorded: tuple[NumberedActivity, ...] = ()
    partners: Annotated[Mapping[int, tuple[BodyId, ...]], Field(description="活動の番号ごとの、共に行った団体")] = {}

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def counts(self) -> tuple[KindCount, ...]:
        """Count the activities by kind."""
        return counted([each.activity for each in self.recorded])

    def content(self) -> tuple[NumberedActivity, ...]:
        """Give the activities that stand, by number."""
        return self.recorded

    def partners_of(self, number: int) -> tuple[str, ...]:
        """Name the other bodies with which an activity was held."""
        return self.partners.get(number, ())


class OutreachRegister(ObjectView[OutreachRow]):
    """啓発・支援活動一覧: what did each centre and its members do in a year?"""

    name = "outreach"
    version = 2
    row = OutreachRow

    @opens(Outreach.Opened)
    def _opened(self, told: Outreach.Opened, key: str) -> OutreachRow:
        return OutreachRow(
            object_id=key, body_id=told.body_id, fiscal_year=told.fiscal_year, kind=told.kind, title=told.name
        )

    @on(Outreach.ActivityRecorded)
    def _recorded(self, row: OutreachRow, told: Outreach.ActivityRecorded) -> OutreachRow:
        added = NumberedActivity(number=told.number, activity=told.activity)
        return row.model_copy(update={"recorded": (*row.recorded, added)})

    @on(Outreach.ActivityCorrected)
    def _corrected(self, row: OutreachRow, told: Outreach.ActivityCorrected) -> OutreachRow:
        activities = tuple(
            each.model_copy(update={"activity": told.activity}) if each.number == told.number else each
            for each in row.recorded
        )
        return row.model_copy(update={"recorded": activities})

    @on(Outreach.ActivityStruck)
    def _struck(self, row: OutreachRow, told: Outreach.ActivityStruck) -> OutreachRow:
        activities = tuple(each for each in row.recorded if each.number != told.number)
        partners = {number: named for number, named in row.partners.items() if number != told.number}
        return row.model_copy(update={"recorded": activities, "partners": partners})

    @on(Outreach.PartnersNamed)
    def _partners_named(self, row: OutreachRow, told: Outreach.PartnersNamed) -> OutreachRow:
        return row.model_copy(update={"partners": {**row.partners, told.number: told.partners}})
