"""What is written into a workbook is read out of it again, whatever it is, by whichever program it was saved."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.workbooks.extraction import extract
from adapters.workbooks.inspection import inspect
from adapters.workbooks.layout import KEY_SHEET, SHEET
from adapters.workbooks.reading import WorkbookReader
from adapters.workbooks.writing import workbook_of
from application.survey_compare import compare
from application.survey_form import FORMS, Column, EntryKind, SurveyContent, SurveyForm, SurveyLine
from application.survey_keys import SurveyKeys, SurveyReferenceUnknown
from application.survey_raw import RawSurvey
from domain.survey import SurveyKind

KEYS = SurveyKeys(b"a test's own key of enough bytes")
ISSUED = datetime(2025, 4, 1)  # noqa: DTZ001 - the days of a workbook bear no zone
STRANGE = "𠮷髙﨑葛󠄀①㍻Ⅲ"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "'=1", "_x0041_", "http://x.example/")
CHOICES = {"indicator": (("kensu", "補助件数（件）"), ("kw", "出力, 合計（kW）")), "grade": (("A", "A"), ("B", "B"))}
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["C"]), st.sampled_from(STRANGE + "\n")), min_size=1, max_size=60
).map(str.strip)
FIGURES = st.decimals(min_value=-(10**14), max_value=10**14, places=6).map(lambda each: format(each, "f"))


def values(column: Column) -> st.SearchStrategy[str]:
    if column.kind is EntryKind.TEXT:
        return st.one_of(TEXTS, st.sampled_from([*FORMULAS, STRANGE]), st.just(""))
    if column.kind is EntryKind.FIGURE:
        return st.one_of(FIGURES, st.sampled_from(["0", "120.5", "12345678901234.123456", "-0.000001", ""]))
    if column.kind is EntryKind.MARK:
        return st.sampled_from(["true", ""])
    return st.sampled_from([value for value, _ in CHOICES.get(column.name, column.choices)] + [""])


def lines(form: SurveyForm) -> st.SearchStrategy[list[Mapping[str, str]]]:
    line = st.fixed_dictionaries({each.name: values(each) for each in form.columns})
    return st.lists(line.map(lambda each: {name: value for name, value in each.items() if value}), max_size=6)


def survey(
    form: SurveyForm, entries: Sequence[Mapping[str, str]], closed: frozenset[str] = frozenset()
) -> SurveyContent:
    shown = tuple(f"{heading}の内容 {STRANGE}" for heading, _ in form.shown)
    made = [SurveyLine(f"sample-{nth:04}", shown, each, closed, CHOICES) for nth, each in enumerate(entries)]
    return SurveyContent(form, "43100", "熊本市", 2025, 2024, 7, date(2025, 6, 30), made, sample=True)


def read(content: bytes) -> RawSurvey:
    inspect(content)
    return RawSurvey.model_validate(extract(content))


@pytest.mark.parametrize("kind", list(SurveyKind))
def test_whatever_is_written_is_read_again(kind: SurveyKind) -> None:
    form = FORMS[kind]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(lines(form))
    def holds(entries: list[Mapping[str, str]]) -> None:
        issued = survey(form, entries)
        empty = survey(form, [{} for _ in entries])
        raw = read(workbook_of(issued, KEYS, ISSUED))
        same = compare(issued, issued, raw)
        assert [same.changes, same.problems, same.readings, same.missing, same.entered] == [[], [], [], [], {}]
        told = compare(empty, empty, raw)
        assert not told.problems
        got = [dict(told.entered.get(each.key, {})) for each in issued.lines]
        assert [_plain(form, each) for each in got] == [_plain(form, each) for each in entries]

    holds()


def _plain(form: SurveyForm, entries: Mapping[str, str]) -> Mapping[str, str | Decimal]:
    figures = {each.name for each in form.columns if each.kind is EntryKind.FIGURE}
    return {name: Decimal(value) if name in figures else value for name, value in entries.items()}


def test_a_figure_of_more_digits_than_a_program_keeps_is_written_as_text() -> None:
    told = {"indicator_actual": "17553006712.115322", "reduction": "12345678901234.5"}
    issued = survey(FORMS[SurveyKind.PROGRESS], [told])
    raw = read(workbook_of(issued, KEYS, ISSUED))
    [line] = raw.lines
    assert [(line.cells[name].typed, line.cells[name].number) for name in ("実績値", "削減量（t-CO2）")] == [
        ("17553006712.115322", False),
        ("12345678901234.5", True),
    ]
    assert compare(issued, issued, raw).changes == []


@pytest.fixture
def issued() -> SurveyContent:
    entries = [{"status": "under-way", "narrative": "周知した。", "indicator_actual": "120.5"}, {}]
    return survey(FORMS[SurveyKind.PROGRESS], entries)


@pytest.fixture
def book(issued: SurveyContent) -> bytes:
    return workbook_of(issued, KEYS, ISSUED)


def resaved(content: bytes, **changes: str) -> bytes:
    """Save a workbook by another program, without what is hidden, and with what an officer typed into cells."""
    opened = openpyxl.load_workbook(io.BytesIO(content))
    for name in [each for each in opened.sheetnames if each != SHEET]:
        del opened[name]
    for address, value in changes.items():
        opened[SHEET][address] = value
    held = io.BytesIO()
    opened.save(held)
    return held.getvalue()


def test_one_survey_gives_the_same_bytes_every_time(issued: SurveyContent, book: bytes) -> None:
    assert workbook_of(issued, KEYS, ISSUED) == book


async def test_the_child_reads_what_stands_there(issued: SurveyContent, book: bytes) -> None:
    raw = await WorkbookReader().read(book)
    assert raw == read(book)
    assert KEYS.unsealed(raw.sealed or "", raw.signature or "") == raw.reference == KEYS.reference(issued)
    reference = KEYS.read(raw.reference)
    assert (reference.lg_code, reference.fiscal_year, reference.version) == ("43100", 2025, 7)
    assert raw.form == "様式第1号（第1版）"


def test_a_form_is_known_again_without_its_hidden_sheet_and_saved_by_another_program(
    issued: SurveyContent, book: bytes
) -> None:
    raw = read(resaved(book))
    assert raw.sealed is None
    assert KEYS.read(raw.reference).version == 7
    found = compare(issued, issued, raw)
    assert [found.changes, found.problems] == [[], []]


def test_what_the_office_typed_is_what_changes_and_stands_where_it_typed_it(issued: SurveyContent, book: bytes) -> None:
    raw = read(resaved(book, F11="広報紙で周知した。", H11="１３０", I12="=1+1", E12="実施 中"))
    found = compare(issued, issued, raw)
    told = {(each.address, each.before, each.after) for each in found.changes}
    assert told == {("F11", "周知した。", "広報紙で周知した。"), ("H11", "120.5", "130"), ("E12", "", "実施中")}
    assert {each.address for each in found.readings} == {"H11", "E12"}
    assert [(each.address, each.code) for each in found.problems] == [("I12", "survey-formula-found")]


def test_what_was_changed_on_a_page_meanwhile_stays_unless_the_workbook_changes_it_too(
    issued: SurveyContent, book: bytes
) -> None:
    first, second = issued.lines
    meanwhile = {**first.entries, "narrative": "画面で直した。", "indicator_actual": "140"}
    now = replace(issued, lines=[replace(first, entries=meanwhile), second])
    untouched = compare(now, issued, read(book))
    assert not untouched.changes
    touched = compare(now, issued, read(resaved(book, H11="150")))
    [change] = touched.changes
    assert (change.before, change.after, change.moved) == ("140", "150", True)
    assert touched.entered["sample-0000"]["narrative"] == "画面で直した。"


def test_lines_that_are_not_ours_or_come_twice_are_named_and_lost_ones_told(issued: SurveyContent, book: bytes) -> None:
    found = compare(issued, issued, read(resaved(book, A12="sample-0000", A13="sample-9999")))
    assert sorted(each.code for each in found.problems) == ["survey-line-twice"] * 2 + ["survey-line-unknown"]
    assert found.missing == ["sample-0001"]


def test_a_column_that_is_not_asked_stays_empty(book: bytes) -> None:
    asked = survey(FORMS[SurveyKind.PROGRESS], [{}, {}], frozenset({"indicator"}))
    found = compare(asked, asked, read(resaved(book, G12="補助件数（件）")))
    assert ("G12", "survey-cell-closed") in {(each.address, each.code) for each in found.problems}


def test_a_reference_that_somebody_changed_is_not_believed(book: bytes) -> None:
    raw = read(book)
    for reference in (raw.reference.replace("43100", "43210"), raw.reference[:-1], "", "1.1-43100-2025-7-AAAAAAAA"):
        with pytest.raises(SurveyReferenceUnknown):
            KEYS.read(reference)
    with pytest.raises(SurveyReferenceUnknown):
        KEYS.unsealed((raw.sealed or "").replace("43100", "43210"), raw.signature or "")
    with pytest.raises(SurveyReferenceUnknown):
        SurveyKeys(b"another key of another service..").read(raw.reference)


def test_the_sheet_is_for_a4_locked_but_for_the_yellow_cells_and_says_what_it_takes(book: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened[SHEET]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.protection.sheet
    assert opened[KEY_SHEET].sheet_state == "veryHidden"
    unlocked = {cell.coordinate for row in sheet.iter_rows(min_row=11) for cell in row if not cell.protection.locked}
    assert unlocked == {f"{column}{row}" for column in "DEFGHIJ" for row in (11, 12)}
    lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert {str(each.sqref) for each in lists} == {f"{column}11:{column}12" for column in "DEGJ"}
    assert all(each.error and each.errorTitle == "入力の誤り" for each in sheet.data_validations.dataValidation)
    assert "サンプル（架空値）" in {str(cell.value) for row in sheet.iter_rows(max_row=9) for cell in row}
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
