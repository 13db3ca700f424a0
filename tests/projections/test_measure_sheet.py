"""The measure sheet: last year's accepted statement beside this year's, measure by measure."""

from datetime import date
from decimal import Decimal

from domain.measure_terms import YearlyTarget
from domain.measure_variation import MeasureVariation, Variation
from domain.progress_report import ProgressReport
from domain.round_frame import MeasureDue
from projections.filings import Filings
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_sheet import Known, MeasureSheet, measure_sheet
from projections.measure_variations import MeasureVariations
from projections.rounds import Rounds
from projections.view import fold_all
from tests.domain import office_year
from tests.domain.office_year import LG, MEASURES, OTHER, statement
from tests.projections import sample_year
from tests.projections.agreement import row_of
from tests.projections.tape import Tape


def last_year(*, accepted: bool) -> ProgressReport:
    made = ProgressReport(
        lg_code=LG, fiscal_year=2024, measures=MEASURES[:1], grades=office_year.GRADES, begun_on=date(2024, 4, 1)
    )
    made.report(statement(grade="A", indicator_actual="9", reduction="4"))
    if accepted:
        office_year.accepted(made)
    return made


def sheet(*, accepted: bool = True, lg_code: str = LG) -> MeasureSheet:
    """Lay out the sheet of a round with one known measure and one that no view knows yet."""
    review = office_year.review_round(
        [MeasureDue(measure_id=each, lg_codes=(LG, OTHER), stage="under-way") for each in MEASURES]
    )
    measure = sample_year.measure()
    measure.set_yearly_target(YearlyTarget(indicator="homes", fiscal_year=2023, amount=18))
    this = office_year.empty_report()
    this.report(statement(indicator_actual="5"))
    vary = MeasureVariation(
        measure_id=MEASURES[0], lg_code=LG, variation=Variation(name="独自の名"), set_on=date(2025, 4, 1)
    )
    before = last_year(accepted=accepted)
    stated = fold_all(Confirmations(), Tape().take(last_year(accepted=accepted), this).facts)
    known = Known(
        measures={measure.id: row_of(MeasureRegister(), measure)},
        variations=[row_of(MeasureVariations(), vary)],
        confirmations=list(stated.values()),
        last_filing=row_of(Filings(), before) if lg_code == LG else None,
    )
    return measure_sheet(row_of(Rounds(), review), lg_code, known)


def test_last_years_accepted_statement_stands_beside_this_years_with_both_results() -> None:
    made = sheet()
    assert (made.fiscal_year, made.measures_fiscal_year, made.last_state) == (2025, 2024, "accepted")
    line = made.lines[0]
    assert (line.measure_id, line.title, line.stage) == (MEASURES[0], "サンプル事業", "under-way")
    assert line.last == statement(grade="A", indicator_actual="9", reduction="4")
    assert line.this == statement(indicator_actual="5")
    assert line.may_be_confirmed_unchanged
    assert line.last_reduction is not None
    assert (line.last_reduction.tonnes, line.last_reduction.basis.japanese) == (Decimal(4), "直接入力")
    assert line.last_reduction.narrative == "サンプル（架空値）"
    assert line.this_reduction is None
    assert line.last_result is not None
    assert line.this_result is not None
    assert [(each.target, str(each.achievement)) for each in (line.last_result, line.this_result)] == [
        (Decimal(18), "50.0"),
        (Decimal(10), "50.0"),
    ]
    assert [each.fiscal_year for each in line.targets] == [2024]
    assert line.variation == Variation(name="独自の名")


def test_what_was_not_accepted_last_year_is_not_shown_as_last_years() -> None:
    made = sheet(accepted=False)
    assert made.last_state == "draft"
    line = made.lines[0]
    assert (line.last, line.last_result, line.may_be_confirmed_unchanged) == (None, None, False)
    assert line.last_reduction is None
    assert line.this is not None


def test_a_measure_about_which_nothing_was_stated_is_on_the_sheet_all_the_same() -> None:
    line = sheet().lines[1]
    assert (line.measure_id, line.title, line.last, line.this) == (MEASURES[1], MEASURES[1], None, None)
    assert (line.indicators, line.this_result, line.variation) == ((), None, None)


def test_no_municipality_sees_the_statements_of_another_on_its_sheet() -> None:
    made = sheet(lg_code=OTHER)
    assert made.last_state is None
    assert [(line.last, line.this, line.variation) for line in made.lines] == [(None, None, None)] * 2
