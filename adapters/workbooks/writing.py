"""Writing a survey form: one A4 workbook, yellow cells to fill in, drop-downs, and the hidden sheet that names it.

The same survey gives the same bytes. Texts are written as texts, whatever they look like: nothing that came from an
office becomes a formula or a link.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from adapters.workbooks.layout import CODE, DUE, FORM, KEY_HEADING, KEY_SHEET, LISTS, REFERENCE, SHEET, TOWN, YEAR
from application.letter_text import SAMPLE_MARK
from application.survey_form import LONGEST, MARK, Choices, Column, EntryKind, SurveyContent, SurveyLine
from application.survey_keys import SurveyKeys
from domain.calendar import wareki, wareki_fiscal_year

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TOP = 9  # the row of the headings, counted from 0
KEY_WIDTH, INLINE, LIST_ROWS = 17, 255, 1_048_576
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
FONT = {"font_name": "游ゴシック", "font_size": 10, "valign": "top"}
BORDER = {**FONT, "border": 1, "border_color": "#8C8C8C", "text_wrap": True}
LOOKS: dict[str, dict[str, Any]] = {
    "label": {**FONT, "bold": True},
    "told": {**FONT, "text_wrap": False},
    "title": {**FONT, "font_size": 15, "bold": True},
    "sample": {**FONT, "bold": True, "font_color": "#C00000"},
    "guide": {**FONT, "font_color": "#404040"},
    "heading": {**BORDER, "bold": True, "bg_color": "#D9E2F0", "valign": "vcenter", "align": "center"},
    "shown": {**BORDER, "bg_color": "#F5F5F5", "num_format": "@"},
    "closed": {**BORDER, "bg_color": "#BFBFBF", "num_format": "@"},
    "text": {**BORDER, "bg_color": "#FFF9C4", "locked": False, "num_format": "@"},
    "word": {**BORDER, "bg_color": "#FFF9C4", "locked": False, "align": "center"},
    "figure": {**BORDER, "bg_color": "#FFF9C4", "locked": False, "align": "right"},
    "whole": {**BORDER, "bg_color": "#FFF9C4", "locked": False, "align": "right", "num_format": "#,##0"},
}
LOOK_OF = {
    EntryKind.TEXT: "text",
    EntryKind.FIGURE: "figure",
    EntryKind.CHOICE: "word",
    EntryKind.MARK: "word",
}


def workbook_of(survey: SurveyContent, keys: SurveyKeys, issued: datetime) -> bytes:
    """Write the workbook of a survey; ``issued`` is the moment that its properties name."""
    held = io.BytesIO()
    with Workbook(held, OPTIONS) as book:
        book.set_properties(
            {"title": survey.form.title, "subject": f"{survey.lg_code} {survey.fiscal_year}", "created": issued}
        )
        _Writer(book, survey, keys).write()
    return held.getvalue()


class _Writer:
    """Write the sheets of one workbook, from top to bottom."""

    def __init__(self, book: Workbook, survey: SurveyContent, keys: SurveyKeys) -> None:
        self._looks: dict[str, Format] = {name: book.add_format(look) for name, look in LOOKS.items()}
        self._sheet: Worksheet = book.add_worksheet(SHEET)
        self._key: Worksheet = book.add_worksheet(KEY_SHEET)
        self._lists: Worksheet = book.add_worksheet(LISTS)
        self._listed: dict[tuple[str, ...], str] = {}
        self._asked: dict[tuple[int, Column, Choices], list[int]] = {}
        self._survey = survey
        self._keys = keys

    def write(self) -> None:
        """Write everything."""
        content, signature = self._keys.sealed(self._survey)
        self._key.write_string(0, 0, content)
        self._key.write_string(1, 0, signature)
        for hidden in (self._key, self._lists):
            hidden.very_hidden()
            hidden.protect()
        self._paper()
        self._head()
        self._headings()
        for nth, line in enumerate(self._survey.lines, start=TOP + 1):
            self._line(nth, line)
        self._rules()

    def _paper(self) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&9" + f"{self._survey.form.name}　{self._survey.town}" + "&R&9&P / &N")
        sheet.repeat_rows(TOP)
        sheet.freeze_panes(TOP + 1, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_column(0, 0, KEY_WIDTH)
        for nth, width in enumerate(self._widths(), start=1):
            sheet.set_column(nth, nth, width)

    def _widths(self) -> Sequence[int]:
        form = self._survey.form
        return [*(width for _, width in form.shown), *(each.width for each in form.columns)]

    def _head(self) -> None:
        survey, sheet, looks = self._survey, self._sheet, self._looks
        subject = f"{wareki_fiscal_year(survey.subject_fiscal_year)}{survey.form.subject}"
        sheet.write_string(0, 0, f"{survey.form.title}（{subject}）", looks["title"])
        sheet.set_row(0, 24)
        year = f"{wareki_fiscal_year(survey.fiscal_year)}（{survey.fiscal_year}年度）"
        told = [
            (FORM, survey.form.name),
            (CODE, survey.lg_code),
            (TOWN, survey.town),
            (YEAR, year),
            (DUE, wareki(survey.due_on)),
            (REFERENCE, self._keys.reference(survey)),
        ]
        for nth, (label, value) in enumerate(told, start=1):
            sheet.write_string(nth, 0, label, looks["label"])
            sheet.write_string(nth, 1, value, looks["told"])
        for nth, line in enumerate(self._survey.form.guide, start=1):
            sheet.write_string(nth, 2, line, looks["guide"])
        if survey.sample:
            sheet.write_string(len(survey.form.guide) + 1, 2, SAMPLE_MARK, looks["sample"])

    def _headings(self) -> None:
        form = self._survey.form
        headings = [KEY_HEADING, *(heading for heading, _ in form.shown), *(each.heading for each in form.columns)]
        for nth, heading in enumerate(headings):
            self._sheet.write_string(TOP, nth, heading, self._looks["heading"])
        self._sheet.set_row(TOP, 30)

    def _line(self, row: int, line: SurveyLine) -> None:
        self._sheet.write_string(row, 0, line.key, self._looks["shown"])
        for nth, told in enumerate(line.shown, start=1):
            self._sheet.write_string(row, nth, told, self._looks["shown"])
        for nth, column in enumerate(self._survey.form.columns, start=1 + len(self._survey.form.shown)):
            value = line.entries.get(column.name, "")
            if column.name in line.closed:
                self._text(row, nth, self._word(column, line, value), "closed")
            else:
                self._entry(row, nth, column, line, value)
        self._sheet.set_row(row, self._height(line))

    def _entry(self, row: int, nth: int, column: Column, line: SurveyLine, value: str) -> None:
        if column.kind is EntryKind.FIGURE and value:
            self._figure(row, nth, value)
        else:
            self._text(row, nth, self._word(column, line, value), LOOK_OF[column.kind])
        self._asked.setdefault((nth, column, tuple(line.choices_of(column))), []).append(row)

    def _text(self, row: int, nth: int, text: str, look: str) -> None:
        if text:
            self._sheet.write_string(row, nth, text, self._looks[look])
        else:
            self._sheet.write_blank(row, nth, None, self._looks[look])

    def _figure(self, row: int, nth: int, value: str) -> None:
        """Write a figure as a number where a number of Excel can hold it, and as text where it cannot."""
        number = float(value)
        look = self._looks["whole" if "." not in value else "figure"]
        if _spelt(number) == Decimal(value):
            self._sheet.write_number(row, nth, number, look)
        else:
            self._sheet.write_string(row, nth, value, self._looks["figure"])

    @staticmethod
    def _word(column: Column, line: SurveyLine, value: str) -> str:
        if column.kind is EntryKind.MARK:
            return MARK if value == "true" else value
        return dict(line.choices_of(column)).get(value, value)

    def _rules(self) -> None:
        """Say what each cell takes, once for all neighbours that take the same."""
        for (nth, column, choices), rows in self._asked.items():
            rule = self._rule(column, choices)
            for _, run in groupby(enumerate(rows), key=lambda each: each[1] - each[0]):
                held = [row for _, row in run]
                self._sheet.data_validation(held[0], nth, held[-1], nth, rule)

    def _rule(self, column: Column, choices: Choices) -> dict[str, Any]:
        told = {"error_title": "入力の誤り", "ignore_blank": True}
        if column.hint:
            told |= {"input_title": column.heading[:32], "input_message": column.hint}
        if column.kind is EntryKind.TEXT:
            limit = {"validate": "length", "criteria": "<=", "value": LONGEST}
            return {**told, **limit, "error_message": f"{LONGEST}字以内で記入してください。"}
        if column.kind is EntryKind.FIGURE:
            span = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
            return {**told, **span, "error_message": "数値だけを記入してください（単位や「約」は付けません）。"}
        source = [MARK] if column.kind is EntryKind.MARK else self._source(choices)
        return {**told, "validate": "list", "source": source, "error_message": "一覧から選んでください。"}

    def _source(self, choices: Choices) -> list[str] | str:
        words = [word for _, word in choices]
        if len(",".join(words)) <= INLINE and not any("," in word for word in words):
            return words
        found = self._listed.get(tuple(words))
        if found is None:
            row = len(self._listed)
            for nth, word in enumerate(words):
                self._lists.write_string(row, nth, word)
            found = f"={LISTS}!$A${row + 1}:${_letters(len(words) - 1)}${row + 1}"
            self._listed[tuple(words)] = found
        return found

    def _height(self, line: SurveyLine) -> float:
        """Give a height at which every text of the line can be read, two columns for a full-width sign."""
        texts = [*line.shown, *(self._word(c, line, line.entries.get(c.name, "")) for c in self._survey.form.columns)]
        rows = max(
            sum(max(1, -(-_columns(part) // width)) for part in text.split("\n"))
            for text, width in zip(texts, self._widths(), strict=True)
        )
        return min(409.0, 15.0 * max(2, rows) + 3)


def _columns(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _spelt(number: float) -> Decimal:
    """Give a number with the fifteen digits that a spreadsheet program keeps of it."""
    return Decimal(f"{number:.15G}")


def _letters(nth: int) -> str:
    letters = ""
    while nth >= 0:
        letters = chr(ord("A") + nth % 26) + letters
        nth = nth // 26 - 1
    return letters
