"""The emission series and the confirmations: accepted figures by edition, nothing invented, nothing zero."""

from datetime import date
from decimal import Decimal

from domain.emissions import Gas
from projections.emission_series import EmissionSeries, Members, area_totals, breaks, figures, newest, precedence
from projections.measure_register import Confirmations, by_fiscal_year
from projections.plans import Plans
from projections.view import fold_all
from tests.domain import office_year
from tests.projections import sample_year
from tests.projections.agreement import assert_agrees, row_of
from tests.projections.tape import Tape

LG, OTHER = office_year.LG, office_year.OTHER


def always(*lg_codes: str) -> Members:
    """Let the same municipalities belong to every year."""
    return lambda _: lg_codes


def test_a_draft_is_not_in_the_series() -> None:
    row = row_of(EmissionSeries(), office_year.full_statement())
    assert len(row.cells) == 2
    assert figures([row]) == ()


def test_every_edition_stays_as_it_was_accepted() -> None:
    made = sample_year.statement()
    row = row_of(EmissionSeries(), made)
    assert_agrees(row, made, "emissions_fiscal_year", "sectors", "cells")
    values = {(each.edition, each.cell.sector): each.cell.value for each in figures([row])}
    assert values == {
        (1, "RES"): Decimal("1234.5"),
        (1, "COM"): Decimal("1234.5"),
        (2, "RES"): Decimal(1200),
        (2, "COM"): Decimal("1234.5"),
    }
    assert row.editions[1].effect == "約3%減"


def test_the_series_as_of_a_day_knows_nothing_of_later_editions() -> None:
    row = row_of(EmissionSeries(), sample_year.statement())
    assert {each.edition for each in figures([row], on=date(2025, 10, 31))} == {1}
    assert figures([row], on=date(2025, 6, 1)) == ()


def test_the_newest_edition_counts() -> None:
    found = newest(figures([row_of(EmissionSeries(), sample_year.statement())]))
    assert found[LG, 2022, "RES", Gas.CO2].cell.value == Decimal(1200)


def test_a_total_names_the_members_of_whom_nothing_was_accepted() -> None:
    row = row_of(EmissionSeries(), sample_year.statement())
    (total,) = area_totals(figures([row]), always(LG, OTHER))
    assert total.emissions_fiscal_year == 2022
    assert total.total.value == Decimal("2434.5")
    assert total.missing == (OTHER,)
    assert (
        area_totals(
            figures([row]),
            always(
                OTHER,
            ),
        )
        == ()
    )


def test_a_total_names_of_whom_it_is_not_known_whether_they_take_part() -> None:
    row = row_of(EmissionSeries(), sample_year.statement())
    (of_some,) = area_totals(figures([row]), always(LG), (OTHER,))
    assert (of_some.total.value, of_some.missing, of_some.not_known) == (Decimal("2434.5"), (), (OTHER,))
    (of_none,) = area_totals(figures([row]), always(), (LG, OTHER))
    assert (of_none.emissions_fiscal_year, of_none.total.value) == (2022, None)
    assert (of_none.missing, of_none.not_known) == ((), (LG, OTHER))


def test_a_cell_without_a_figure_is_a_gap_and_not_a_zero() -> None:
    made = office_year.empty_statement()
    made.state_cells((office_year.cell("RES"), office_year.cell("COM", value=None)))
    office_year.accepted(made)
    (total,) = area_totals(
        figures([row_of(EmissionSeries(), made)]),
        always(
            LG,
        ),
    )
    assert total.total.value == Decimal("1234.5")
    assert [gap.sector for gap in total.total.gaps] == ["COM"]


def test_a_sample_figure_marks_itself_and_every_total_it_enters() -> None:
    made = office_year.empty_statement()
    marked = office_year.cell("RES").model_copy(update={"note": "サンプル（架空値）"})
    made.state_cells((marked, office_year.cell("COM")))
    office_year.accepted(made)
    found = figures([row_of(EmissionSeries(), made)])
    assert all(each.sample for each in found)
    assert area_totals(
        found,
        always(
            LG,
        ),
    )[0].sample
    assert not figures([row_of(EmissionSeries(), sample_year.statement())])[0].sample


def test_a_new_plan_generation_breaks_the_series_where_its_members_change() -> None:
    plans = [sample_year.plan("kumamoto-2", 2, 2026, (LG, "43443")), sample_year.plan()]
    rows = fold_all(Plans(), Tape().take(*plans).facts).values()
    (found,) = breaks(rows)
    assert (found.emissions_fiscal_year, found.plan_id) == (2026, "plan:kumamoto-2")
    assert (found.joined, found.left) == (("43443",), (OTHER,))


def test_whose_part_in_the_next_generation_is_not_known_has_not_left() -> None:
    later = sample_year.plan("kumamoto-2", 2, 2026, (LG,))
    later.leave_membership_open((LG, OTHER, "43443"), 2)
    rows = fold_all(Plans(), Tape().take(later, sample_year.plan()).facts).values()
    (found,) = breaks(rows)
    assert (found.joined, found.left, found.not_known) == ((), (), (OTHER, "43443"))


def test_who_left_a_plan_is_in_the_totals_until_then_and_out_of_them_after_and_the_series_breaks_there() -> None:
    made = sample_year.plan()
    made.record_left(OTHER, date(2023, 3, 31), "サンプル（架空値）")
    made.enter_municipality(OTHER, date(2024, 4, 1))
    [row] = fold_all(Plans(), Tape().take(made).facts).values()
    assert [(each.emissions_fiscal_year, each.plan_id, each.joined, each.left) for each in breaks([row])] == [
        (2022, made.id, (), (OTHER,)),
        (2024, made.id, (OTHER,), ()),
    ]
    stated = [row_of(EmissionSeries(), sample_year.statement())]
    for fiscal_year, missing in ((2021, (OTHER,)), (2022, ()), (2023, ()), (2024, (OTHER,))):
        moved = [each.model_copy(update={"emissions_fiscal_year": fiscal_year}) for each in figures(stated)]
        (total,) = area_totals(moved, row.membership.owing_in)
        assert (total.emissions_fiscal_year, total.missing) == (fiscal_year, missing)


def test_breaks_stand_in_the_order_of_their_years() -> None:
    old, new = sample_year.plan(), sample_year.plan("kumamoto-2", 2, 2026, (LG, "43443"))
    old.record_left(OTHER, date(2027, 4, 1), "サンプル（架空値）")
    new.record_left("43443", date(2026, 4, 1), "サンプル（架空値）")
    rows = fold_all(Plans(), Tape().take(new, old).facts).values()
    assert [(each.emissions_fiscal_year, each.plan_id, each.left) for each in breaks(rows)] == [
        (2026, "plan:kumamoto-2", ()),
        (2026, "plan:kumamoto-2", ("43443",)),
        (2027, "plan:kumamoto-1", (OTHER,)),
    ]


def test_confirmations_stand_by_measure_and_year_with_the_last_word() -> None:
    rows = fold_all(Confirmations(), Tape().take(sample_year.report()).facts)
    assert [*rows] == [f"measure:43100-000{number}:2025:43100" for number in (1, 2, 3)]
    first = rows["measure:43100-0001:2025:43100"]
    assert first.statement.narrative == "訂正"
    assert by_fiscal_year(rows.values(), "measure:43100-0001") == {2025: [first]}


def test_what_a_round_says_of_a_year_goes_before_what_was_entered_from_before_it() -> None:
    entered = ("past-emissions:43100:2022", 3)
    stated = ("emission-statement:43100:2025", 1)
    corrected = ("emission-statement:43100:2026", 1)
    ordered = sorted([corrected, entered, stated], key=lambda each: (precedence(each[0]), each[1]))
    assert ordered == [entered, stated, corrected]
