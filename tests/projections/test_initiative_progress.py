"""The progress of the initiatives: over what was accepted, and whose statements are still out under their name."""

from datetime import date
from decimal import Decimal

from domain.measure_place import Belonging, Placing, Stay
from domain.measure_terms import YearlyTarget
from domain.measure_variation import MeasureVariation, Variation
from domain.plan import Plan
from domain.plan_content import Initiative, InitiativeKind
from domain.round_frame import MeasureDue
from projections.filings import Filings
from projections.initiative_progress import InitiativeProgress, Known, initiative_progress
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_variations import MeasureVariations
from projections.plans import Plans
from projections.rounds import Rounds
from projections.view import fold_all
from tests.domain import office_year
from tests.domain.office_year import LG, MEASURES, OTHER, statement
from tests.projections import sample_year
from tests.projections.agreement import row_of
from tests.projections.tape import Tape

FIRST = "plan:kumamoto-1"
PLACE = Placing(initiative_number=1)


def progress(
    *, accepted: bool = True, plan_id: str = FIRST, vary: bool = False, moved: bool = False
) -> InitiativeProgress:
    """Lay out the initiatives of a plan over two measures, one of which no view knows yet."""
    review = office_year.review_round(
        [MeasureDue(measure_id=each, lg_codes=(LG, OTHER), stage="under-way") for each in MEASURES]
    )
    plan = Plan(slug="kumamoto-1", region_id="region:kumamoto", generation=1, name="サンプル計画")
    plan.set_priority_initiative(Initiative(number=1, kind=InitiativeKind.JOINT))
    report = office_year.empty_report()
    for measure_id in MEASURES:
        report.report(statement(measure_id, grade="A", indicator_actual="9", reduction="2.5"))
    if accepted:
        office_year.accepted(report)
    row = row_of(MeasureRegister(), sample_year.measure()).model_copy(
        update={
            "belonging": _belonging(plan_id, moved=moved),
            "targets": (YearlyTarget(indicator="homes", fiscal_year=2024, amount=Decimal(18)),),
        }
    )
    own = Variation(targets=(YearlyTarget(indicator="homes", fiscal_year=2024, amount=Decimal(9)),))
    made = MeasureVariation(measure_id=MEASURES[0], lg_code=LG, variation=own, set_on=office_year.DUE)
    facts = Tape().take(report).facts
    known = Known(
        measures={row.object_id: row},
        variations=[row_of(MeasureVariations(), made)] if vary else [],
        confirmations=list(fold_all(Confirmations(), facts).values()),
        filings=list(fold_all(Filings(), facts).values()),
    )
    return initiative_progress(row_of(Rounds(), review), row_of(Plans(), plan), known)


def _belonging(plan_id: str, *, moved: bool) -> Belonging:
    found = Belonging(stays=(Stay(plan_id=plan_id, since=date(2023, 4, 1), placing=PLACE),))
    return found.moved("plan:kumamoto-2", date(2025, 4, 1), Placing(initiative_number=3)) if moved else found


def test_the_last_round_of_a_plan_goes_by_its_own_numbers_after_its_measures_have_moved() -> None:
    [line] = progress(moved=True).table.lines
    assert line.measures == MEASURES[:1]


def test_an_initiative_tells_the_accepted_statements_of_its_measures_by_municipality() -> None:
    made = progress()
    assert (made.fiscal_year, made.measures_fiscal_year, made.plan_id) == (2025, 2024, "plan:kumamoto-1")
    [line] = made.table.lines
    assert (line.initiative.number, line.measures, made.table.elsewhere) == (1, MEASURES[:1], MEASURES[1:])
    told, silent = line.municipalities
    assert (told.lg_code, silent.lg_code, made.outstanding) == (LG, OTHER, (OTHER,))
    [entry] = told.entries
    assert (entry.title, entry.grade, entry.achievement, entry.reduction) == (
        "サンプル事業",
        "A",
        Decimal("50.0"),
        Decimal("2.5"),
    )
    assert [(each.measure_id, each.lg_code) for each in line.unconfirmed] == [(MEASURES[0], OTHER)]
    assert (line.reduction.tonnes, line.reduction.lacking) == (Decimal("2.5"), (OTHER,))


def test_a_municipality_is_measured_by_its_own_target() -> None:
    [line] = progress(vary=True).table.lines
    assert line.municipalities[0].entries[0].achievement == Decimal("100.0")


def test_what_is_not_accepted_yet_is_outstanding_and_tells_nothing() -> None:
    made = progress(accepted=False)
    assert made.outstanding == (LG, OTHER)
    [line] = made.table.lines
    assert (line.reduction.tonnes, line.reduction.lacking) == (None, (LG, OTHER))
    assert [each.lg_code for each in line.unconfirmed] == [LG, OTHER]


def test_the_number_of_an_initiative_of_another_plan_says_nothing_here() -> None:
    made = progress(plan_id="plan:kumamoto-2")
    assert (made.table.lines[0].measures, made.table.elsewhere) == ((), MEASURES)
