"""The area's totals, per head, against the base year; and which statements a factor touches."""

from datetime import date
from decimal import Decimal

from domain.emission_checks import Comparison
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Factor
from domain.people import HeadCount
from domain.recalculation import RecalculationState, RecalculationWay
from projections.area_emissions import against_base, area_years, complete_totals, marked_years
from projections.emission_series import EmissionSeries, Figure, StatementRow, figures
from projections.factor_tables import FactorTables
from projections.recalculations import book_of_rows, touched_statements
from tests.domain import office_year
from tests.domain.emission_samples import DAY, SAMPLE, book, entry, kerosene, table
from tests.domain.office_year import LG, OTHER, cell
from tests.domain.test_recalculation import provisional
from tests.projections import sample_year
from tests.projections.agreement import row_of
from tests.projections.test_series import always


def count(population: int, households: int, fiscal_year: int = 2015) -> HeadCount:
    return HeadCount(fiscal_year=fiscal_year, population=population, households=households, source=SAMPLE)


HEADS = {LG: (count(1000, 400),), OTHER: (count(500, 100),)}
THIRD = "43211"


def statement(lg_code: str, emissions_fiscal_year: int, *cells: Cell) -> EmissionStatement:
    made = EmissionStatement(
        lg_code=lg_code,
        fiscal_year=emissions_fiscal_year + 3,
        emissions_fiscal_year=emissions_fiscal_year,
        sectors=("RES", "COM", "SINK"),
        begun_on=office_year.BEFORE,
    )
    made.take_comparison(Comparison())
    made.state_cells((*cells, cell("SINK", value="-50")))
    office_year.accepted(made)
    return made


def row(made: EmissionStatement) -> StatementRow:
    found = row_of(EmissionSeries(), made)
    assert isinstance(found, StatementRow)
    return found


def stated(*made: EmissionStatement) -> tuple[Figure, ...]:
    return figures(map(row, made))


def two_towns() -> tuple[Figure, ...]:
    return stated(
        statement(LG, 2022, cell("RES", value="2000"), cell("COM", value="1000.5")),
        statement(OTHER, 2022, cell("RES", value="250"), cell("COM", value="250")),
    )


def test_the_area_is_summed_without_sinks_and_divided_by_those_who_have_figures() -> None:
    (found,) = area_years(two_towns(), always(LG, OTHER, THIRD), HEADS)
    assert found.emissions_fiscal_year == 2022
    assert found.emitted.total.value == Decimal("3500.5")
    assert found.emitted.thousand_tonnes == Decimal(4)
    heads = found.emitted.heads
    assert (heads.population, heads.households) == (1500, 500)
    assert (heads.per_person, heads.per_household) == (Decimal("2.333667"), Decimal("7.001"))
    assert found.missing == (THIRD,)
    assert not found.sample


def test_each_municipality_has_its_own_line() -> None:
    (found,) = area_years(two_towns(), always(OTHER, LG), HEADS)
    assert [
        (each.lg_code, each.emitted.total.value, each.emitted.heads.per_person) for each in found.municipalities
    ] == [
        (LG, Decimal("3000.5"), Decimal("3.0005")),
        (OTHER, Decimal(500), Decimal(1)),
    ]
    assert found.missing == ()


def test_each_year_is_divided_by_its_own_people_and_says_of_which_year_they_are() -> None:
    found = stated(
        statement(LG, 2013, cell("RES", value="2000"), cell("COM", value="0")),
        statement(LG, 2022, cell("RES", value="3000"), cell("COM", value="0")),
        statement(OTHER, 2022, cell("RES", value="3000"), cell("COM", value="0")),
    )
    heads = {LG: (count(1000, 400), count(1500, 500, 2020), count(9, 9, 2023)), OTHER: (count(500, 100),)}
    base, later = area_years(found, always(LG, OTHER), heads)
    assert (base.emitted.heads.population, base.emitted.heads.per_person) == (1000, Decimal(2))
    (used,) = base.emitted.heads.used
    assert (used.fiscal_year, used.source, used.lg_codes) == (2015, SAMPLE, (LG,))
    assert used.label == f"人口・世帯数は2015年度（{SAMPLE}）"
    assert (later.emitted.heads.population, later.emitted.heads.households) == (2000, 600)
    assert [(each.fiscal_year, each.lg_codes) for each in later.emitted.heads.used] == [(2015, (OTHER,)), (2020, (LG,))]
    assert [each.emitted.heads.population for each in later.municipalities] == [1500, 500]


def test_who_is_no_member_is_in_no_sum_and_unknown_people_are_no_divisor() -> None:
    (found,) = area_years(
        two_towns(),
        always(OTHER),
        {},
    )
    assert found.emitted.total.value == Decimal(500)
    heads = found.emitted.heads
    assert (heads.population, heads.households, heads.per_person, heads.per_household) == (None, None, None, None)


def test_a_year_of_gaps_alone_has_no_figure_and_no_quotient() -> None:
    found = stated(statement(LG, 2022, cell("RES", value=None), cell("COM", value=None)))
    (only,) = area_years(
        found,
        always(
            LG,
        ),
        HEADS,
    )
    assert (only.emitted.total.value, only.emitted.thousand_tonnes) == (None, None)
    assert only.emitted.heads.per_person is None
    assert only.emitted.heads.population == 1000


def test_only_a_year_that_lacks_neither_member_nor_figure_can_be_compared() -> None:
    whole = (cell("RES", value="1"), cell("COM", value="2"))
    found = stated(
        statement(LG, 2013, *whole),
        statement(OTHER, 2013, *whole),
        statement(LG, 2020, *whole),
        statement(LG, 2021, *whole),
        statement(OTHER, 2021, cell("RES", value=None), cell("COM", value="2")),
    )
    assert complete_totals(area_years(found, always(LG, OTHER), HEADS)) == {2013: Decimal(6)}


def test_of_whom_it_is_not_known_whether_they_take_part_is_named_and_in_no_sum_nor_quotient() -> None:
    (found,) = area_years(two_towns(), always(LG), HEADS, (OTHER, THIRD))
    assert (found.emitted.total.value, found.missing, found.not_known) == (Decimal("3000.5"), (), (OTHER, THIRD))
    assert [each.lg_code for each in found.municipalities] == [LG]
    assert found.emitted.heads.population == 1000
    assert complete_totals([found]) == {}


def test_a_year_of_which_only_they_have_figures_has_no_sum_and_no_people_rather_than_none_at_all() -> None:
    (found,) = area_years(two_towns(), always(), HEADS, (LG, OTHER, THIRD))
    assert (found.emissions_fiscal_year, found.not_known) == (2022, (LG, OTHER, THIRD))
    assert (found.emitted.total.value, found.emitted.thousand_tonnes) == (None, None)
    heads = found.emitted.heads
    assert (heads.population, heads.households, heads.per_person, heads.used) == (None, None, None, ())
    assert area_years(two_towns(), always(), HEADS, (THIRD,)) == ()


def test_a_sample_figure_marks_the_year() -> None:
    marked = cell("RES").model_copy(update={"note": SAMPLE})
    (found,) = area_years(
        stated(statement(LG, 2022, marked, cell("COM"))),
        always(
            LG,
        ),
        HEADS,
    )
    assert found.sample


def test_every_edition_of_a_year_is_held_against_every_edition_of_the_base_year() -> None:
    base = statement(LG, 2013, cell("RES", value="100"), cell("COM", value="100"))
    base.restate((cell("RES", value="150"),), on=date(2025, 12, 1), reason="統計", authority="国", effect="増")
    now = statement(LG, 2022, cell("RES", value="100"), cell("COM", value="50"))
    found = against_base(map(row, (base, now)), 2013)
    assert [(each.edition, each.base_edition, each.difference, each.percent) for each in found] == [
        (1, 1, Decimal(-50), Decimal("-25.0")),
        (1, 2, Decimal(-100), Decimal("-40.0")),
    ]
    assert {(each.object_id, each.base_object_id) for each in found} == {(now.id, base.id)}
    assert {each.emissions_fiscal_year for each in found} == {2022}
    assert [each.base_total.value for each in found] == [Decimal(200), Decimal(250)]
    assert found[0].total.value == Decimal(150)


def test_a_year_or_a_base_that_lacks_figures_is_compared_by_no_number() -> None:
    base = row(statement(LG, 2013, cell("RES", value="100"), cell("COM", value="100")))
    gap = row(statement(LG, 2022, cell("RES", value="100"), cell("COM", value=None)))
    for fiscal_year in (2013, 2022):
        (found,) = against_base((base, gap), fiscal_year)
        assert (found.difference, found.percent) == (None, None)
    zero = statement(LG, 2013, cell("RES", value="0"), cell("COM", value="0"))
    later = statement(LG, 2022, cell("RES", value="100"), cell("COM", value="0"))
    (known,) = against_base(map(row, (zero, later)), 2013)
    assert (known.difference, known.percent) == (Decimal(100), None)
    assert against_base([gap], 2013) == ()


def test_a_total_that_holds_an_understated_or_provisional_figure_is_labelled_and_its_year_named() -> None:
    low = cell("RES", value="1").model_copy(update={"understated": True})
    old = cell("COM", value="2").model_copy(
        update={"factor": Factor(value=Decimal(1), edition=SAMPLE, fiscal_year=2021)}
    )
    years = area_years(
        stated(
            statement(LG, 2013, cell("RES", value="1"), cell("COM", value="2")),
            statement(LG, 2021, low, old),
            statement(LG, 2022, low, old),
            statement(OTHER, 2022, low, cell("COM", value="4")),
        ),
        lambda _: (LG, OTHER),
        HEADS,
    )
    assert [each.emitted.label for each in years] == [None, "過少", "過少・暫定"]
    assert [(each.lg_code, each.emitted.label) for each in years[-1].municipalities] == [
        (LG, "過少・暫定"),
        (OTHER, "過少"),
    ]
    assert [(each.emissions_fiscal_year, each.label) for each in marked_years(years)] == [
        (2021, "過少"),
        (2022, "過少・暫定"),
    ]


def test_a_statement_on_provisional_factors_is_named_with_what_would_change() -> None:
    published = book(entry(2021, "0.0007"), entry(2022))
    draft = row(provisional())
    (before,) = touched_statements([draft], book(entry(2021, "0.0007")), closed=())
    assert (before.provisional, before.touched, before.proposals) == (("RES.co2",), (), ())
    (after,) = touched_statements([draft], published, closed=())
    assert (after.object_id, after.touched) == (draft.object_id, ("RES.co2",))
    assert (after.lg_code, after.fiscal_year, after.emissions_fiscal_year) == (LG, 2025, 2022)
    made = provisional()
    made.propose_recalculation(published, on=DAY, ground=SAMPLE)
    (proposed,) = touched_statements([row(made)], published, closed=())
    (proposal,) = proposed.proposals
    assert (proposal.number, proposal.state, proposal.ground) == (1, RecalculationState.PROPOSED, SAMPLE)
    assert (proposed.total.value, proposal.total_with_it.value) == (Decimal("1934.5"), Decimal("1734.5"))


def test_what_a_factor_touches_in_a_closed_round_is_named_as_open_for_the_next_one() -> None:
    published, draft = book(entry(2021, "0.0007"), entry(2022)), row(provisional())
    (in_round,) = touched_statements([draft], published, closed=(2024,))
    (after,) = touched_statements([draft], published, closed=(2024, 2025))
    assert (in_round.way, after.way) == (RecalculationWay.IN_ROUND, RecalculationWay.AFTER_CLOSING)
    assert after.touched == ("RES.co2",)


def test_a_statement_that_no_factor_touches_is_not_named() -> None:
    assert touched_statements([row(office_year.full_statement())], book(entry()), closed=()) == ()


def test_the_tables_as_read_bind_to_the_book_of_what_is_in_force() -> None:
    rows = [row_of(FactorTables(), made) for made in (sample_year.factor_table(), table(kerosene(), slug="fuel"))]
    assert book_of_rows(rows) == book(entry(2021), entry(2022, "0.0004"), kerosene())


def test_who_does_not_belong_to_a_year_is_neither_summed_nor_missing_in_it() -> None:
    found = stated(
        statement(LG, 2013, cell("RES", value="1"), cell("COM", value="2")),
        statement(OTHER, 2013, cell("RES", value="4"), cell("COM", value="8")),
        statement(LG, 2022, cell("RES", value="16"), cell("COM", value="32")),
    )
    base, after = area_years(found, lambda year: (LG, OTHER) if year < 2022 else (LG,), HEADS)
    assert (base.emitted.total.value, base.missing) == (Decimal(15), ())
    assert (after.emitted.total.value, after.missing) == (Decimal(48), ())
    (only, _) = area_years(found, lambda year: (LG,) if year < 2022 else (LG, OTHER), HEADS)
    assert only.emitted.total.value == Decimal(3)
