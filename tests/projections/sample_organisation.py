"""The organisation of the sample year: office plans and whatever else is not an act of the round itself."""

from datetime import date

from domain.office_plan import OfficePlan
from domain.office_plan_standing import OwnEmissions, PlanTerm

LG = "43100"


def office_plan() -> OfficePlan:
    made = OfficePlan(lg_code=LG, entered_on=date(2025, 4, 1))
    made.begin(date(2015, 4, 1))
    made.adopt(PlanTerm(adopted_on=date(2016, 3, 1), first_fiscal_year=2016, last_fiscal_year=2020))
    made.renew(PlanTerm(adopted_on=date(2021, 3, 1), first_fiscal_year=2021, last_fiscal_year=2030))
    made.state_emissions(OwnEmissions(fiscal_year=2023, tonnes=10, source="サンプル（架空値）"), date(2025, 4, 1))
    return made
