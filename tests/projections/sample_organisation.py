"""The organisation of the sample year: office plans and whatever else is not an act of the round itself."""

from datetime import date

from domain.advice import AdviserCapacity
from domain.agenda import Origin
from domain.body import BodyKind
from domain.calendar import Step
from domain.challenge import Challenge, ChallengeOrigin, Concern, Provenance
from domain.challenge_course import Undertaking, YearlyReview
from domain.handover import CoordinationKind, CoordinationMatter, OpenMatters, OpenObligation
from domain.kernel import Aggregate
from domain.measure_variation import MeasureVariation, Variation
from domain.obligations import ObligationState
from domain.office import Capacity, Handover
from domain.office_plan import OfficePlan
from domain.office_plan_standing import OwnEmissions, PlanTerm
from domain.outreach import Activity, ActivityKind, Outreach
from domain.outreach_plan import Holding, Intention, OutreachPlan
from domain.people import HeadCount, People
from domain.roster import Roster

LG = "43100"


def office_plan() -> OfficePlan:
    made = OfficePlan(lg_code=LG, entered_on=date(2025, 4, 1))
    made.begin(date(2015, 4, 1))
    made.adopt(PlanTerm(adopted_on=date(2016, 3, 1), first_fiscal_year=2016, last_fiscal_year=2020))
    made.renew(PlanTerm(adopted_on=date(2021, 3, 1), first_fiscal_year=2021, last_fiscal_year=2030))
    made.state_emissions(OwnEmissions(fiscal_year=2023, tonnes=10, source="サンプル（架空値）"), date(2025, 4, 1))
    return made


def people() -> People:
    made = People(lg_code=LG)
    count = HeadCount(fiscal_year=2020, population=1000, households=400, source="サンプル（架空値）")
    made.enter_head_count(count, on=date(2025, 4, 1))
    corrected = count.model_copy(update={"population": 1001})
    made.correct_head_count(corrected, on=date(2025, 4, 2), reason="サンプル（架空値）", authority="事務局長")
    earlier = count.model_copy(update={"fiscal_year": 2015})
    made.enter_head_count(earlier, on=date(2025, 4, 2))
    return made


def activity(kind: ActivityKind = ActivityKind.AWARENESS, participants: int | None = None) -> Activity:
    return Activity(held_on=date(2024, 6, 1), kind=kind, title="サンプル（架空値）の講座", participants=participants)


def outreach() -> Outreach:
    made = Outreach(
        body_id="city-promotion-centre", fiscal_year=2024, kind=BodyKind.PROMOTION_CENTRE, name="推進センター"
    )
    for kind in ActivityKind:
        made.record_activity(activity(kind), date(2025, 4, 1))
    made.correct_activity(1, activity(participants=30), "人数の判明", date(2025, 4, 1))
    made.name_partners(1, ("city-promotion-members",))
    made.name_partners(2, ("officers-meeting",))
    made.strike_activity(2, "中止")
    return made


def roster() -> Roster:
    made = Roster(body_id="advisory-committee", region_id="region:kumamoto", kind=BodyKind.ADVISORY_COMMITTEE)
    for number, capacity in enumerate((AdviserCapacity.EXPERT, AdviserCapacity.CITIZEN), start=7):
        made.appoint_member(f"person-{number}", date(2024, 4, 1), until_on=date(2026, 3, 31), capacity=capacity)
    made.record_member_resigned(2, date(2025, 4, 1))
    made.appoint_member("person-9", date(2025, 5, 1), capacity=AdviserCapacity.CITIZEN, succeeds=2)
    return made


def handover() -> Handover:
    open_step = OpenObligation(
        fiscal_year=2025,
        step=Step.PROGRESS_CONFIRMATION,
        state=ObligationState.DRAFT,
        due_on=date(2026, 6, 30),
        overdue=False,
    )
    return Handover(
        from_person="person-2",
        to_person="person-3",
        capacity=Capacity.CLERK,
        handed_over_on=date(2026, 4, 1),
        open_matters=OpenMatters(
            listed_on=date(2026, 3, 31),
            obligations=(open_step,),
            advice=("advice:2025:1",),
            challenges=("challenge:2025:1",),
            coordination=(
                CoordinationMatter(
                    kind=CoordinationKind.ITEMS_UNDECIDED, object_id="meeting:liaison-council:2025:1", numbers=(2,)
                ),
            ),
        ),
        notes="サンプル（架空値）",
    )


def variation() -> MeasureVariation:
    own = Variation(name="サンプル（架空値）の進め方")
    made = MeasureVariation(measure_id="measure:43100-0001", lg_code=LG, variation=own, set_on=date(2025, 4, 1))
    made.set_anew(Variation(description="サンプル（架空値）の別の進め方"), date(2025, 5, 1))
    made.withdraw(date(2025, 6, 1), "統一")
    return made


def outreach_plan(number: int = 1) -> OutreachPlan:
    item = Origin(meeting_id="meeting:liaison-council:2025:1", item=1)
    intention = Intention(
        planned_for=date(2025, 8, 1),
        kind=ActivityKind.AWARENESS,
        title="サンプル（架空値）の講座",
        partners=("city-promotion-members",),
        lg_codes=(LG,),
        measures=("measure:43100-0001",),
        agenda_item=item,
    )
    made = OutreachPlan(body_id="officers-meeting", fiscal_year=2025, number=number, intention=intention)
    later = intention.model_copy(update={"planned_for": date(2026, 4, 2)})
    made.replan(later, "会場の都合", date(2025, 4, 1))
    return made


def held_plan() -> OutreachPlan:
    made = outreach_plan(2)
    made.hold(
        Holding(held_on=date(2026, 4, 2), outreach_id="outreach:officers-meeting:2026", number=1, participants=30)
    )
    return made


def called_off_plan() -> OutreachPlan:
    made = outreach_plan(3)
    made.call_off("荒天")
    return made


def raised(number: int, lg_code: str | None = LG) -> Challenge:
    return Challenge(
        fiscal_year=2025,
        number=number,
        lg_code=lg_code,
        title="サンプル（架空値）の課題",
        text="サンプル（架空値）の内容",
        concern=Concern(measure_id="measure:43100-0001", plan_id="plan:kumamoto-1", sector="RES", initiative=1),
        origin=ChallengeOrigin(provenance=Provenance.EVALUATION, object_id="evaluation:43100:2025"),
    )


def challenge(number: int = 1) -> Challenge:
    made = raised(number)
    item = Origin(meeting_id="meeting:liaison-council:2025:1", item=1)
    made.take_up(Undertaking(office_id="office:43100", measure_id="measure:43100-0002", agenda_item=item), LG)
    made.review(YearlyReview(fiscal_year=2025, text="サンプル（架空値）の点検"))
    made.carry_over(2026)
    made.settle("サンプル（架空値）の結果")
    return made


def withdrawn_challenge(number: int = 2) -> Challenge:
    made = raised(number, None)
    made.withdraw("重複")
    return made


def everything() -> tuple[Aggregate, ...]:
    """Give every object of the organisation that the sample year tells of."""
    plans = outreach_plan(), held_plan(), called_off_plan()
    return office_plan(), people(), outreach(), roster(), variation(), challenge(), withdrawn_challenge(), *plans
