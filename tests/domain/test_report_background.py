"""The seventh form: how the year went, policies, 検討 to 実施, every figure, the path, own plans, corrections."""

from datetime import date
from decimal import Decimal

from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS, Rolling, Step, Window
from domain.compilation import Missing
from domain.emissions import Cell, Factor, Gas, Method, Notation
from domain.measure_course import Course, MeasureState, Phase
from domain.measure_terms import LaunchDecision
from domain.office_plan_standing import OfficePlanRecord, OfficePlanStanding, OwnEmissions, PlanTerm
from domain.plan_content import Policy, Target
from domain.report import AnnualReport, Parts, annual_report
from domain.report_background import Background
from domain.report_corrections import CorrectedReport, RestatedFigures
from domain.report_courses import Gone
from domain.report_emissions import Amount, Lack
from domain.report_targets import KnownTotal, past_total, total_of
from domain.report_year import SittingLine
from domain.timetable import Completion, Extension, Ground, StepEnd, StepLapse, Timetable
from tests.domain.test_report import CITY, SOLAR, STUDY, TOWN, figure, frame, full, noted

CONFIRMING, RECKONING = Step.PROGRESS_CONFIRMATION, Step.EMISSIONS_CALCULATION
WINDOW = Window(
    step=CONFIRMING,
    opens_on=date(2025, 4, 1),
    due_on=date(2025, 6, 30),
    nominal_due_on=date(2025, 6, 30),
    rolling=Rolling.NONE,
)
WINDOWS = tuple(WINDOW.model_copy(update={"step": step}) for step in OFFICE_STEPS)
LAUNCH = LaunchDecision(
    decided_by="person-9", decision_reference="環政発第9号", budget_fiscal_year=2025, reason="予算が成立した。"
)


def made(background: Background, missing: tuple[Missing, ...] = (), **parts: object) -> AnnualReport:
    return annual_report(frame(), 1, (), missing, Parts(background=background, **parts))  # type: ignore[arg-type]


def timetable() -> Timetable:
    return Timetable(
        members=(CITY, TOWN),
        windows=WINDOWS,
        extensions=(
            Extension(
                lg_codes=(TOWN,),
                step=RECKONING,
                due_on=date(2025, 10, 31),
                ground=Ground.STATISTICS_LATE,
                authority="要綱第5条",
                extended_on=date(2025, 9, 1),
            ),
        ),
        completions=(Completion(step=CONFIRMING, completed_on=date(2025, 6, 25)),),
        lapses=(StepLapse(step=RECKONING, missing=(TOWN,), lapsed_on=date(2025, 11, 1)),),
    )


def test_the_year_tells_how_each_step_ended_who_was_outstanding_and_whose_time_was_extended() -> None:
    gone = Missing(lg_code=TOWN, step=RECKONING, state=None)
    year = made(Background(opened_on=date(2025, 4, 1), timetable=timetable()), (gone,)).round_course
    assert year is not None
    told = {each.step: (each.ended, each.ended_on, each.outstanding) for each in year.steps}
    assert told[CONFIRMING] == (StepEnd.COMPLETED, date(2025, 6, 25), ())
    assert told[RECKONING] == (StepEnd.LAPSED, date(2025, 11, 1), (TOWN,))
    assert told[Step.EVALUATION] == (None, None, ())
    assert [each.ground for each in year.extensions] == [Ground.STATISTICS_LATE]
    assert (year.opened_on, year.members) == (date(2025, 4, 1), 2)


def test_measures_stand_under_the_policies_of_the_plan_and_what_stands_under_none_is_named() -> None:
    policies = (Policy(number=1, name="再エネ"), Policy(number=2, name="省エネ"))
    numbers = {SOLAR.measure_id: 1, STUDY.measure_id: None}
    table = made(Background(plan_name="計画", policies=policies, policy_numbers=numbers)).policies
    assert table is not None
    assert [(each.policy.number, each.measures) for each in table.lines] == [(1, (SOLAR.measure_id,)), (2, ())]
    assert (table.plan_name, table.elsewhere) == ("計画", (STUDY.measure_id,))


def test_changes_of_stage_are_told_since_the_year_under_review_began_and_a_launch_with_its_decision() -> None:
    phases = (
        Phase(since=date(2021, 4, 1), state=MeasureState.PROPOSED),
        Phase(since=date(2022, 4, 1), state=MeasureState.UNDER_STUDY),
        Phase(since=date(2025, 7, 1), state=MeasureState.UNDER_WAY),
    )
    old = Course(phases=(*phases[:2], Phase(since=date(2023, 4, 1), state=MeasureState.UNDER_WAY)))
    courses = {SOLAR.measure_id: Gone(old, LAUNCH), STUDY.measure_id: Gone(Course(phases=phases), LAUNCH)}
    table = made(Background(courses=courses)).courses
    assert table is not None
    assert table.since == date(2024, 4, 1)
    [change] = table.changes
    assert (change.measure_id, change.before, change.after) == (
        STUDY.measure_id,
        MeasureState.UNDER_STUDY,
        MeasureState.UNDER_WAY,
    )
    assert (change.decision_reference, change.budget_fiscal_year, change.reason) == (
        "環政発第9号",
        2025,
        "予算が成立した。",
    )
    assert "person-9" not in made(Background(courses=courses)).canonical().decode()


def test_a_measure_that_was_resumed_does_not_borrow_the_decision_on_its_launch() -> None:
    states = (MeasureState.UNDER_WAY, MeasureState.SUSPENDED, MeasureState.UNDER_WAY)
    phases = tuple(Phase(since=date(2024, 5, nth), state=each) for nth, each in enumerate(states, start=1))
    table = made(Background(courses={SOLAR.measure_id: Gone(Course(phases=phases), LAUNCH)})).courses
    assert table is not None
    assert [each.reason for each in table.changes] == [None, None]


def test_every_stated_figure_stands_with_its_method_editions_and_marks() -> None:
    factor = Factor(value=Decimal("0.0004"), edition="九州電力 2021年度実績", fiscal_year=2021)
    own = Cell(sector="RES", gas=Gas.CO2, value=Decimal(2), method=Method.OWN, factor=factor, note="ないしょ")
    report = made(Background(editions={CITY: 3}), cells={CITY: [own, noted("IND_MFG", Notation.CONFIDENTIAL)]})
    assert report.figures is not None
    [line] = report.figures.lines
    assert (line.lg_code, line.edition) == (CITY, 3)
    first, second = line.figures
    assert (first.tonnes, first.method, first.factors, first.provisional) == (
        Decimal(2),
        Method.OWN,
        (factor.edition,),
        True,
    )
    assert (second.tonnes, second.notation, second.factors) == (None, Notation.CONFIDENTIAL, ())
    assert "ないしょ" not in report.canonical().decode()


def test_the_path_is_laid_over_complete_years_alone_and_the_years_own_total_is_one_of_them() -> None:
    target = Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent=Decimal(50))
    base = KnownTotal(emissions_fiscal_year=2013, tonnes=Decimal(24), origin="過年度の排出量の記録")
    cells = {CITY: full("1", "2", "3", "-9"), TOWN: full("1", "2", "3", "-9")}
    table = made(Background(targets=(target,), totals=(base,)), cells=cells).targets
    assert table is not None
    [path] = table.lines
    assert (path.base, path.target, path.latest_fiscal_year, path.latest) == (
        Decimal(24),
        Decimal(12),
        2022,
        Decimal(12),
    )
    assert [(each.emissions_fiscal_year, each.tonnes) for each in table.totals] == [
        (2013, Decimal(24)),
        (2022, Decimal(12)),
    ]
    short = made(Background(targets=(target,), totals=(base,)), cells={CITY: cells[CITY]}).targets
    assert short is not None
    assert [each.emissions_fiscal_year for each in short.totals] == [2013]


def test_a_total_with_any_lack_is_no_total_to_compare_with() -> None:
    lacking = Amount(tonnes=Decimal(1), thousand_tonnes=Decimal(0), lacks=(Lack(lg_code=CITY, sector="RES"),))
    assert total_of(2022, lacking, "x") is None
    assert total_of(2022, lacking.model_copy(update={"tonnes": None, "lacks": ()}), "x") is None
    stated = {CITY: [figure("RES", "3"), figure("SINK", "-1")], TOWN: [figure("RES", "4")]}
    found = past_total(2013, (CITY, TOWN), stated, "x")
    assert found is not None
    assert found.tonnes == 7
    assert past_total(2013, (CITY, TOWN), {CITY: stated[CITY]}, "x") is None
    silent = {**stated, TOWN: [noted("RES", Notation.NOT_ESTIMATED)]}
    assert past_total(2013, (CITY, TOWN), silent, "x") is None


def test_office_plans_stand_as_they_do_at_the_end_of_the_year_and_the_newest_own_figure_beside_them() -> None:
    term = PlanTerm(adopted_on=date(2021, 3, 1), first_fiscal_year=2021, last_fiscal_year=2025)
    emitted = (
        OwnEmissions(fiscal_year=2023, tonnes=Decimal(9), source="旧"),
        OwnEmissions(fiscal_year=2022, tonnes=Decimal(5), source="台帳"),
        OwnEmissions(fiscal_year=2023, tonnes=Decimal(8), source="台帳", reason="転記誤り"),
    )
    record = OfficePlanRecord(lg_code=CITY, entered_on=date(2020, 4, 1), terms=(term,), emissions=emitted)
    table = made(Background(office_plans=[record])).office_plans
    assert table is not None
    assert table.on == date(2026, 3, 31)
    first, second = table.lines
    assert (first.standing, first.term, first.emissions) == (OfficePlanStanding.ADOPTED, term, emitted[2])
    assert (second.lg_code, second.standing, second.emissions) == (TOWN, OfficePlanStanding.NOT_KNOWN, None)


def test_corrections_stand_from_the_oldest_on_and_members_and_sittings_under_their_names() -> None:
    later = CorrectedReport(fiscal_year=2024, edition=2, published_on=date(2025, 5, 1), reason="誤記")
    older = CorrectedReport(fiscal_year=2023, edition=3, published_on=date(2025, 5, 2), reason="再算定")
    figures = RestatedFigures(lg_code=TOWN, emissions_fiscal_year=2013, edition=2, effect="1 t 増")
    sat = SittingLine(
        body_id="council", kind=BodyKind.LIAISON_COUNCIL, name="連絡会議", number=2, held_on=date(2026, 2, 6)
    )
    given = Background(names={CITY: "熊本市"}, corrected=[later, older], restated=[figures], sittings=[sat])
    report = made(given)
    assert report.corrections is not None
    assert (report.corrections.reports, report.corrections.figures) == ((older, later), (figures,))
    assert report.members is not None
    assert [each.name for each in report.members] == ["熊本市", TOWN]
    assert report.sittings == (sat,)
    assert AnnualReport.model_validate_json(report.canonical()).canonical() == report.canonical()
