"""過少 and 暫定 in the report: every amount names the figures in it that are too small or provisional."""

from decimal import Decimal

import pytest

from domain.emissions import Cell, Factor, Mark, beside
from domain.report_emissions import EmissionTable, emission_table
from domain.report_marks import MARKING, MarkedFigure, Marks
from tests.domain.test_report import CITY, LEAVES, TOWN, TREE, figure, full, sector

FACTOR = Factor(value=Decimal("0.5"), edition="サンプル（架空値）", fiscal_year=2021)
NOTHING = Marks(understated=(), provisional=(), label=None)


def understated(code: str) -> Cell:
    return figure(code, "1").model_copy(update={"understated": True})


def provisional(code: str) -> Cell:
    return figure(code, "2").model_copy(update={"factor": FACTOR})


def table(statements: dict[str, list[Cell]], *, marked: bool = True) -> EmissionTable:
    return emission_table(2022, (CITY, TOWN), TREE, LEAVES, statements, marked=marked)


STATED = {
    CITY: [understated("IND_MFG"), figure("IND_AGRI", "3"), provisional("RES"), figure("SINK", "-4")],
    TOWN: [figure("IND_MFG", "5"), figure("IND_AGRI", "6"), understated("RES"), provisional("SINK")],
}


def of(code: str, leaf: str) -> MarkedFigure:
    return MarkedFigure(lg_code=code, sector=leaf, gas=figure(leaf, "1").gas)


def test_a_sum_names_the_figures_of_each_mark_and_is_labelled_with_both() -> None:
    made = table(STATED)
    assert made.total.tonnes == Decimal(18)
    assert made.total.marks == Marks(
        understated=(of(CITY, "IND_MFG"), of(TOWN, "RES")), provisional=(of(CITY, "RES"),), label="過少・暫定"
    )
    assert made.marking == MARKING


def test_each_sector_and_municipality_has_the_marks_of_its_own_figures_alone() -> None:
    made = table(STATED)
    assert sector(made, "IND").marks == Marks(understated=(of(CITY, "IND_MFG"),), provisional=(), label="過少")
    assert sector(made, "IND_AGRI").marks == NOTHING
    assert sector(made, "RES").marks == Marks(
        understated=(of(TOWN, "RES"),), provisional=(of(CITY, "RES"),), label="過少・暫定"
    )
    city, town = (each.amount.marks for each in made.municipalities)
    assert city == Marks(understated=(of(CITY, "IND_MFG"),), provisional=(of(CITY, "RES"),), label="過少・暫定")
    assert town == Marks(understated=(of(TOWN, "RES"),), provisional=(), label="過少")
    assert made.sink is not None
    assert made.sink.marks == Marks(understated=(), provisional=(of(TOWN, "SINK"),), label="暫定")


def test_a_table_of_an_earlier_form_has_no_marks_and_the_same_figures() -> None:
    plain, marked = table(STATED, marked=False), table(STATED)
    assert (plain.total.marks, plain.marking) == (None, None)
    assert "marks" not in plain.model_dump_json()
    assert "marking" not in plain.model_dump_json()
    assert plain.total.tonnes == marked.total.tonnes
    assert {line.amount.marks for line in plain.sectors} == {None}
    assert {town.amount.marks for town in plain.municipalities} == {None}


def test_an_amount_without_marks_says_so_and_one_that_is_missing_has_none() -> None:
    made = table({CITY: full("1", "2", "3", "-4")})
    assert made.total.marks == NOTHING
    assert made.municipalities[1].amount.marks == NOTHING


def test_an_older_factor_counts_against_the_year_of_the_table() -> None:
    assert emission_table(2021, (CITY,), TREE, LEAVES, STATED, marked=True).total.marks == Marks(
        understated=(of(CITY, "IND_MFG"),), provisional=(), label="過少"
    )


@pytest.mark.parametrize(
    ("marks", "label"),
    [((), None), ((Mark.PROVISIONAL,), "暫定"), ((Mark.UNDERSTATED, Mark.PROVISIONAL), "過少・暫定")],
)
def test_the_words_beside_a_figure_stand_in_one_order(marks: tuple[Mark, ...], label: str | None) -> None:
    assert beside(marks) == label
