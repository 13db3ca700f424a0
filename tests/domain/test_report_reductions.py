"""The reductions of the report: every stated figure is there, and one without a formula is a direct entry by name."""

from decimal import Decimal

from domain.reduction import ReductionBasis
from domain.report_reductions import ReductionTable, StatedReduction, reduction_table, stated_reduction
from tests.domain.test_report import CITY, SOLAR, STUDY, TOWN, statement

FORMULA = {"method": "activity-and-factor", "activity": "2", "activity_unit": "件", "factor": "0.5"}
EDITION = "サンプル（架空値）の版"
COMPUTED = {**FORMULA, "factor_edition": EDITION}
MEASURED = {"method": "direct", "ground": "電力計の実測"}


def test_a_figure_without_a_formula_is_a_direct_entry_with_whatever_was_told() -> None:
    stated = stated_reduction(statement(SOLAR, reduction="3.50", narrative="聞き取りによる"))
    assert stated == StatedReduction(tonnes=Decimal("3.5"), basis=ReductionBasis.ENTERED, narrative="聞き取りによる")
    assert stated.model_dump(mode="json") == {
        "tonnes": "3.5",
        "basis": "entered",
        "activity": None,
        "activity_unit": None,
        "factor": None,
        "factor_edition": None,
        "ground": None,
        "narrative": "聞き取りによる",
    }


def test_a_figure_with_a_ground_is_no_entry_without_one_and_a_formula_shows_its_members() -> None:
    measured = stated_reduction(statement(SOLAR, reduction="3", reduction_formula=MEASURED))
    assert measured is not None
    assert (measured.basis, measured.ground, measured.narrative) == (ReductionBasis.GROUND, "電力計の実測", None)
    computed = stated_reduction(statement(SOLAR, reduction="1", reduction_formula=COMPUTED))
    assert computed is not None
    assert (computed.basis, computed.ground) == (ReductionBasis.FORMULA, None)
    assert (computed.activity, computed.activity_unit) == (Decimal(2), "件")
    assert (computed.factor, computed.factor_edition) == (Decimal("0.5"), EDITION)


def test_who_states_no_figure_has_no_reduction_and_zero_is_a_figure() -> None:
    assert stated_reduction(statement(SOLAR)) is None
    zero = stated_reduction(statement(SOLAR, reduction="0"))
    assert zero is not None
    assert (zero.tonnes, zero.basis) == (Decimal(0), ReductionBasis.ENTERED)


def table() -> ReductionTable:
    return reduction_table(
        2024,
        [SOLAR, STUDY],
        {
            CITY: [
                statement(STUDY, reduction="4"),
                statement(SOLAR, reduction="1", reduction_formula=COMPUTED),
            ],
            TOWN: [statement(SOLAR, reduction="2")],
            "43999": [statement(SOLAR, reduction="9")],
        },
    )


def test_every_stated_figure_has_a_line_by_measure_then_municipality() -> None:
    made = table()
    assert made.fiscal_year == 2024
    assert [(each.measure_id, each.lg_code, each.stated.basis.value) for each in made.lines] == [
        (SOLAR.measure_id, CITY, "formula"),
        (SOLAR.measure_id, TOWN, "entered"),
        (STUDY.measure_id, CITY, "entered"),
    ]
    assert "活動量×係数" in made.rule


def test_the_table_counts_on_what_how_many_figures_rest_and_names_what_nobody_used() -> None:
    assert [(each.basis.value, each.count) for each in table().counts] == [
        ("formula", 1),
        ("ground", 0),
        ("entered", 2),
    ]
    empty = reduction_table(2024, [SOLAR], {CITY: [statement(SOLAR)]})
    assert (empty.lines, {each.count for each in empty.counts}) == ((), {0})


def test_a_direct_entry_is_called_so_in_both_languages() -> None:
    assert ReductionBasis.ENTERED.japanese == "直接入力"
    assert ReductionBasis.ENTERED.english == "direct entry, without a stated ground"
