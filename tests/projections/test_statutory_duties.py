"""The duties of the law, year by year: the publication of the round's members beside everybody's office plan."""

from datetime import date

from domain.office_plan_standing import OfficePlanRecord, OfficePlanStanding, PlanTerm
from domain.statutory_duty import DutyStanding
from projections.organisation import RegionRow, Regions
from projections.publication import Publications
from projections.rounds import Rounds
from projections.statutory_duties import YearOfDuties, year_of_duties
from tests.domain import office_year
from tests.projections import sample_year
from tests.projections.agreement import row_of

LG, OTHER, STRANGER = office_year.LG, office_year.OTHER, "43999"
DUE = date(2026, 3, 31)


def region() -> RegionRow:
    row = row_of(Regions(), sample_year.region())
    outside = row.memberships[0].model_copy(update={"lg_code": STRANGER})
    changed: RegionRow = row.model_copy(update={"memberships": (*row.memberships, outside)})
    return changed


def asked(today: date, *, published: bool = True) -> YearOfDuties:
    term = PlanTerm(adopted_on=date(2021, 3, 1), first_fiscal_year=2021, last_fiscal_year=2025)
    records = [OfficePlanRecord(lg_code=LG, entered_on=date(2021, 3, 1), terms=(term,))]
    row = row_of(Publications(), sample_year.publication()) if published else None
    return year_of_duties(row_of(Rounds(), sample_year.review_round()), row, region(), records, today)


def standings(found: YearOfDuties) -> dict[str, DutyStanding]:
    return {each.lg_code: each.publication.standing for each in found.duties}


def test_the_open_and_the_overdue_are_named_and_a_stranger_is_told_so() -> None:
    before, after = asked(DUE, published=False), asked(date(2026, 4, 1), published=False)
    assert (before.fiscal_year, before.plan_id, before.due_on) == (2025, "plan:kumamoto-1", DUE)
    assert (before.open, before.overdue) == ((LG, OTHER), ())
    assert (after.open, after.overdue) == ((), (LG, OTHER))
    assert standings(after)[STRANGER] is DutyStanding.NOT_A_MEMBER


def test_a_published_year_names_publication_edition_day_and_channels() -> None:
    found = asked(date(2026, 4, 1))
    assert (found.open, found.overdue) == ((), ())
    assert standings(found)[LG] is DutyStanding.DONE
    done = found.duties[0].publication.fulfilment
    assert done is not None
    assert (done.publication_id, done.edition, done.published_on) == ("publication:2025", 1, date(2026, 3, 20))
    assert ([each.value for each in done.channels], done.newest_edition, done.late) == (["website"], 2, False)


def test_the_office_plan_stands_beside_as_it_stood_in_that_year() -> None:
    for today in (DUE, date(2030, 1, 1)):
        plans = {each.lg_code: each.office_plan.standing for each in asked(today).duties}
        assert plans[LG] is OfficePlanStanding.ADOPTED
        assert plans[OTHER] is OfficePlanStanding.NOT_KNOWN
