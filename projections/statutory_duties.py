"""Statutory duties: year by year, who has published as the law asks, beside who has a plan for the own offices."""

from collections.abc import Collection
from datetime import date

from domain.calendar import Step, last_day
from domain.kernel import FiscalYear, LgCode, StreamId, Value
from domain.office_plan_standing import OfficePlanDuty, OfficePlanRecord, duties_on
from domain.statutory_duty import DutyStanding, PublicationDuty, fulfilment, publication_duty
from projections.organisation import RegionRow
from projections.publication import PublicationRow
from projections.rounds import RoundRow


class MunicipalityDuties(Value):
    """市町村の法定義務: the yearly publication of one fiscal year, beside the office plan as it stood then."""

    lg_code: LgCode
    publication: PublicationDuty
    office_plan: OfficePlanDuty


class YearOfDuties(Value):
    """年度の法定義務: everybody's duties of one fiscal year; the open and the overdue are named apart."""

    fiscal_year: FiscalYear
    plan_id: StreamId
    due_on: date
    open: tuple[LgCode, ...]
    overdue: tuple[LgCode, ...]
    duties: tuple[MunicipalityDuties, ...]


def year_of_duties(
    round_row: RoundRow,
    publication: PublicationRow | None,
    region: RegionRow,
    records: Collection[OfficePlanRecord],
    today: date,
) -> YearOfDuties:
    """Lay out one year for a day: the members of its round, and whoever ever belonged to the region besides them.

    How the office plan stood is told for the day of asking, or for the last day of a year that is over.
    """
    due_on = round_row.timetable.window(Step.PUBLICATION).due_on
    done = None
    if publication is not None:
        done = fulfilment(publication.object_id, publication.editions, due_on, today)
    everybody = sorted({*round_row.members, *(each.lg_code for each in region.memberships)})
    plans = duties_on(min(today, last_day(round_row.fiscal_year)), everybody, records)
    duties = tuple(
        MunicipalityDuties(
            lg_code=plan.lg_code,
            publication=publication_duty(
                round_row.fiscal_year,
                plan.lg_code,
                member=plan.lg_code in round_row.members,
                due_on=due_on,
                done=done,
                today=today,
            ),
            office_plan=plan,
        )
        for plan in plans
    )
    return YearOfDuties(
        fiscal_year=round_row.fiscal_year,
        plan_id=round_row.plan_id,
        due_on=due_on,
        open=_standing(duties, DutyStanding.OPEN),
        overdue=_standing(duties, DutyStanding.OVERDUE),
        duties=duties,
    )


def _standing(duties: Collection[MunicipalityDuties], standing: DutyStanding) -> tuple[str, ...]:
    return tuple(each.lg_code for each in duties if each.publication.standing is standing)
