"""Initiatives and challenges in the report: grouped from what was confirmed, with whatever lacks under its name."""

from decimal import Decimal

from domain.challenge_course import ChallengeState
from domain.measure_terms import Direction, Indicator, YearlyTarget
from domain.plan_content import Initiative, InitiativeKind
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.report_achievements import Terms, achievement_table
from domain.report_challenges import challenge_table
from domain.report_initiatives import InitiativeTable, Lacking, initiative_table
from domain.report_measures import ListedMeasure, Reduction, measure_table
from tests.domain.test_challenge import challenge, in_hand, review, settled, withdrawn
from tests.domain.test_report import CITY, SCALE, SOLAR, STUDY, TOWN, statement

VILLAGE = "43428"
JOINT = ListedMeasure(measure_id="measure:43348-0001", title="共同購入", stage="under-way", lg_codes=(TOWN,))
INITIATIVES = (Initiative(number=1, kind=InitiativeKind.LEADING), Initiative(number=2, name="共同推進"))
BELONGING = {SOLAR.measure_id: 1, JOINT.measure_id: 1, STUDY.measure_id: 9}
HOMES = Indicator(code="homes", name="戸数", unit="戸", direction=Direction.INCREASE)
TERMS = Terms(indicators=(HOMES,), targets=(YearlyTarget(indicator="homes", fiscal_year=2024, amount=Decimal(20)),))


def table(reports: dict[str, list[MeasureStatement]]) -> InitiativeTable:
    listed = (SOLAR, JOINT, STUDY)
    return initiative_table(
        INITIATIVES,
        BELONGING,
        (CITY, TOWN, VILLAGE),
        measure_table(listed, reports, SCALE, "既定値"),
        achievement_table(2024, listed, reports, {SOLAR.measure_id: TERMS}),
    )


def told() -> InitiativeTable:
    full = statement(SOLAR, grade="A", indicator_actual="15", reduction="3.5")
    return table({CITY: [full, statement(STUDY)], TOWN: [statement(JOINT, status=MeasureStatus.NOT_STARTED)]})


def test_the_measures_of_an_initiative_are_grouped_by_municipality_with_status_grade_achievement_and_reduction() -> (
    None
):
    line = told().lines[0]
    assert (line.initiative, line.measures) == (INITIATIVES[0], (SOLAR.measure_id, JOINT.measure_id))
    assert [(each.lg_code, len(each.entries)) for each in line.municipalities] == [(CITY, 1), (TOWN, 2)]
    [city] = line.municipalities[0].entries
    assert (city.measure_id, city.title, city.stage) == (SOLAR.measure_id, "太陽光", "under-way")
    assert (city.status, city.grade) == (MeasureStatus.UNDER_WAY, "A")
    assert (city.achievement, city.reduction) == (Decimal("75.0"), Decimal("3.5"))
    silent, joint = line.municipalities[1].entries
    assert (silent.status, silent.grade, silent.achievement, silent.reduction) == (None, None, None, None)
    assert (joint.measure_id, joint.status) == (JOINT.measure_id, MeasureStatus.NOT_STARTED)


def test_statuses_and_grades_are_counted_and_the_unconfirmed_apart() -> None:
    line = told().lines[0]
    counts = {each.status: each.count for each in line.statuses if each.count}
    assert counts == {MeasureStatus.UNDER_WAY: 1, MeasureStatus.NOT_STARTED: 1, None: 1}
    assert [each.status for each in line.statuses] == [*MeasureStatus, None]
    grades = [(None if each.grade is None else each.grade.code, each.count) for each in line.grades]
    assert grades == [("A", 1), ("B", 0), (None, 1)]


def test_what_lacks_is_named_and_never_zero() -> None:
    line = told().lines[0]
    assert line.reduction == Reduction(tonnes=Decimal("3.5"), lacking=(TOWN,))
    silent, joint = (
        Lacking(measure_id=SOLAR.measure_id, lg_code=TOWN),
        Lacking(measure_id=JOINT.measure_id, lg_code=TOWN),
    )
    assert line.unconfirmed == (silent,)
    assert line.without_achievement == line.without_reduction == (silent, joint)
    assert line.absent == (VILLAGE,)


def test_an_initiative_without_measures_has_its_line_and_no_sum() -> None:
    empty = told().lines[1]
    assert (empty.initiative, empty.measures, empty.municipalities) == (INITIATIVES[1], (), ())
    assert empty.reduction == Reduction(tonnes=None, lacking=())
    assert empty.absent == (CITY, TOWN, VILLAGE)
    assert not any([each.count for each in empty.statuses] + [each.count for each in empty.grades])


def test_a_measure_of_no_initiative_of_this_plan_is_named_apart() -> None:
    made = told()
    assert (made.elsewhere, made.fiscal_year) == ((STUDY.measure_id,), 2024)


def test_the_report_sets_out_the_challenges_of_the_year_the_open_ones_first() -> None:
    gone, done, open_one = withdrawn(), settled(), in_hand()
    gone.number, done.number, open_one.number = 1, 2, 4
    made = challenge_table(2025, [gone, done, challenge(), open_one])
    assert [(each.state, each.raised_in) for each in made.lines] == [
        (ChallengeState.RAISED, 2025),
        (ChallengeState.IN_HAND, 2025),
        (ChallengeState.WITHDRAWN, 2025),
        (ChallengeState.SETTLED, 2025),
    ]
    assert {each.state: each.count for each in made.counts} == dict.fromkeys(ChallengeState, 1)
    assert (made.fiscal_year, challenge_table(2024, [challenge()]).lines) == (2025, ())


def test_the_line_of_a_challenge_tells_what_followed_and_what_is_owed() -> None:
    made = in_hand()
    assert challenge_table(2025, [made]).unreviewed == ("challenge:2025:3",)
    made.review(review())
    made.carry_over(2026)
    told_of = challenge_table(2025, [made])
    [line] = told_of.lines
    assert told_of.unreviewed == ()
    assert (line.challenge_id, line.lg_code, line.title) == (made.id, CITY, made.title)
    assert (line.text, line.concern, line.origin) == (made.text, made.concern, made.origin)
    assert (line.undertakings, line.review, line.carried_to) == (made.course.undertakings, review().text, 2026)
    assert (line.outcome, line.withdrawn_for) == (None, None)
    assert challenge_table(2026, [made]).lines[0].review is None
    assert challenge_table(2025, [settled()]).lines[0].outcome == "補助率を改めた。"
    assert challenge_table(2025, [withdrawn()]).lines[0].withdrawn_for == "重複"
