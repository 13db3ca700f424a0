"""What officers really type, and what is read of it: a table, and nothing read otherwise without saying so."""

import pytest

from application.survey_form import FORMS, Column, EntryKind
from application.survey_raw import RawCell
from application.survey_values import (
    Read,
    SurveyChoiceUnknown,
    SurveyCorrection,
    SurveyDashUnclear,
    SurveyDittoUnfounded,
    SurveyFigureUnreadable,
    SurveyFormulaFound,
    read_cell,
    same_value,
)
from domain.errors import Refusal
from domain.survey import SurveyKind

TONNES = next(each for each in FORMS[SurveyKind.PROGRESS].columns if each.name == "reduction")
ACTUAL = next(each for each in FORMS[SurveyKind.PROGRESS].columns if each.name == "indicator_actual")
STATUS = next(each for each in FORMS[SurveyKind.PROGRESS].columns if each.name == "status")
MARKED = next(each for each in FORMS[SurveyKind.PROGRESS].columns if each.name == "no_change")
TEXT = next(each for each in FORMS[SurveyKind.PROGRESS].columns if each.name == "narrative")
VALUE = next(each for each in FORMS[SurveyKind.EMISSIONS].columns if each.name == "value")
C = SurveyCorrection


def read(column: Column, typed: str | None, unit: str = "", above: Read | None = None, **how: bool) -> Read:
    return read_cell(column, RawCell(address="A1", typed=typed, **how), column.choices, unit, above)


@pytest.mark.parametrize(
    ("column", "typed", "value", "corrections"),
    [
        (TONNES, "120.5", "120.5", ()),
        (TONNES, "１２０．５", "120.5", (C.WIDTH,)),
        (TONNES, "1,234,567", "1234567", (C.GROUPED,)),
        (TONNES, "△12", "-12", (C.MINUS,)),
        (TONNES, "▲ 12", "-12", (C.MINUS,)),
        (TONNES, "－12", "-12", (C.WIDTH,)),
        (TONNES, "−12", "-12", (C.MINUS,)),
        (TONNES, "約500", "500", (C.ABOUT,)),
        (TONNES, "おおむね５００", "500", (C.WIDTH, C.ABOUT)),
        (TONNES, "500 t-CO2", "500", (C.UNIT,)),
        (TONNES, "500トン", "500", (C.UNIT,)),
        (TONNES, "500ｔ－ＣＯ２", "500", (C.WIDTH, C.UNIT)),
        (TONNES, "1.5千t-CO2", "1500.0", (C.THOUSAND,)),
        (TONNES, "約１，２００ｔ", "1200", (C.WIDTH, C.ABOUT, C.GROUPED, C.UNIT)),
        (TONNES, "-", "", (C.DASH,)),
        (TONNES, "ー", "", (C.DASH,)),
        (TONNES, "――", "", (C.DASH,)),
        (TONNES, " ", "", ()),
        (TONNES, None, "", ()),
        (STATUS, "実施中", "under-way", ()),
        (STATUS, " 実施中 ", "under-way", ()),
        (STATUS, "実施 中", "under-way", (C.WORD,)),
        (STATUS, "under-way", "under-way", (C.WORD,)),
        (STATUS, "―", "", (C.DASH,)),
        (MARKED, "○", "true", ()),
        (MARKED, "〇", "true", (C.WORD,)),
        (MARKED, "◯", "true", (C.WORD,)),
        (MARKED, "レ", "true", (C.WORD,)),
        (MARKED, "TRUE", "true", (C.WORD,)),
        (TEXT, "－", "－", ()),  # a text is what stands there
        (TEXT, "=1+1", "=1+1", ()),
        (TEXT, "一行目\r\n二行目", "一行目\n二行目", ()),
        (VALUE, "０", "0", (C.WIDTH,)),
    ],
)
def test_what_officers_type_is_read_and_every_difference_is_told(
    column: Column, typed: str | None, value: str, corrections: tuple[SurveyCorrection, ...]
) -> None:
    assert read(column, typed) == Read(value, corrections)


@pytest.mark.parametrize(
    ("column", "typed", "refusal"),
    [
        (TONNES, "1,23", SurveyFigureUnreadable),  # 1.23, or 123?
        (TONNES, "12件", SurveyFigureUnreadable),
        (TONNES, "12kg", SurveyFigureUnreadable),
        (TONNES, "なし", SurveyFigureUnreadable),
        (TONNES, "1.2.3", SurveyFigureUnreadable),
        (TONNES, "1e5", SurveyFigureUnreadable),
        (TONNES, "2025-06-30", SurveyFigureUnreadable),  # a spreadsheet has made a day of it
        (TONNES, "9" * 5_000, SurveyFigureUnreadable),
        (TONNES, "同上", SurveyDittoUnfounded),
        (VALUE, "－", SurveyDashUnclear),  # 未発生 or 未推計?
        (STATUS, "順調", SurveyChoiceUnknown),
        (MARKED, "×", SurveyChoiceUnknown),
    ],
)
def test_what_could_mean_two_things_is_never_guessed(column: Column, typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read(column, typed)


def test_a_formula_is_refused_whatever_it_comes_to() -> None:
    with pytest.raises(SurveyFormulaFound):
        read(TEXT, "120", formula=True)


def test_the_unit_of_the_measure_itself_is_taken_out_and_no_other() -> None:
    assert read(ACTUAL, "１２０件", "件") == Read("120", (C.WIDTH, C.UNIT))
    with pytest.raises(SurveyFigureUnreadable):
        read(ACTUAL, "120台", "件")


def test_a_ditto_and_a_merged_range_repeat_what_stands_above() -> None:
    above = Read("under-way")
    assert read(STATUS, "同上", above=above) == Read("under-way", (C.DITTO,))
    assert read(STATUS, "〃", above=above) == Read("under-way", (C.DITTO,))
    assert read(STATUS, None, above=above, spread=True) == Read("under-way", (C.SPREAD,))
    assert read(STATUS, None, above=Read(""), spread=True) == Read("")


def test_a_number_of_the_sheet_is_taken_as_it_is() -> None:
    assert read(TONNES, "1234567.891", number=True) == Read("1234567.891")


def test_figures_are_the_same_however_many_zeros_they_are_spelt_with() -> None:
    assert same_value(TONNES, "12.50", "12.5")
    assert not same_value(TONNES, "12.5", "12.6")
    assert not same_value(TEXT, "12.50", "12.5")
    assert {each.kind for form in FORMS.values() for each in form.columns} == set(EntryKind)
