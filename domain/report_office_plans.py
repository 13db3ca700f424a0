"""The report's office plans 事務事業編: how each member's duty stands at the end of the year, and what it emitted."""

from collections.abc import Collection, Sequence
from datetime import date

from domain.calendar import last_day
from domain.kernel import LgCode, Value
from domain.office_plan_standing import OfficePlanRecord, OfficePlanStanding, OwnEmissions, PlanTerm, duties_on


class OfficePlanLine(Value):
    """事務事業編の行: the standing of one member, the plan that holds, and its newest own emissions."""

    lg_code: LgCode
    standing: OfficePlanStanding
    term: PlanTerm | None
    emissions: OwnEmissions | None


class OfficePlanTable(Value):
    """事務事業編の表: as it stands on the last day of the year of the report, by what was on record when compiled."""

    on: date
    lines: tuple[OfficePlanLine, ...]


def office_plan_table(
    fiscal_year: int, members: Sequence[str], records: Collection[OfficePlanRecord]
) -> OfficePlanTable:
    """Tell of every member; who was never entered is not known."""
    day = last_day(fiscal_year)
    newest = {each.lg_code: _newest(each) for each in records}
    return OfficePlanTable(
        on=day,
        lines=tuple(
            OfficePlanLine(
                lg_code=duty.lg_code, standing=duty.standing, term=duty.term, emissions=newest.get(duty.lg_code)
            )
            for duty in duties_on(day, members, records)
        ),
    )


def _newest(record: OfficePlanRecord) -> OwnEmissions | None:
    years = [each.fiscal_year for each in record.emissions]
    return record.emissions_of(max(years)) if years else None
