"""A workbook that comes back, held against the record: what it changes, what was read in another way, what is wrong.

Three things are compared: the workbook, the record as it stood when the workbook was issued, and as it stands now. What
the office left as it was issued changes nothing, whatever was written on a page meanwhile.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from application.survey_form import Column, SurveyContent, SurveyLine
from application.survey_raw import RawCell, RawLine, RawSurvey
from application.survey_values import Read, SurveyCorrection, read_cell, same_value
from domain.errors import Refusal
from domain.kernel import Value


class SurveyColumnsMissing(Refusal):
    """調査票の列が足りません。列を削除したり、見出しを書き換えたりせずに提出してください。"""


class SurveyLineUnknown(Refusal):
    """調査票にない行です。行を加えずに提出してください。"""


class SurveyLineTwice(Refusal):
    """同じ番号の行が二つあります。"""


class SurveyCellClosed(Refusal):
    """この行では記入しない欄です。"""


class SurveyLineEmptied(Refusal):
    """記入済みの内容がすべて消されています。取り消すことはできないため、正しい内容を記入してください。"""


class SurveyLineIncomplete(Refusal):
    """この行の記入が足りないか、正しくありません。"""


class SurveyChange(Value):
    """変更: one value that the workbook changes; ``moved`` tells that somebody changed it after it was issued."""

    key: str
    title: str
    heading: str
    address: str
    before: str
    after: str
    moved: bool


class SurveyReading(Value):
    """読替え: where what was read differs from what was typed, and by which rules."""

    address: str
    heading: str
    typed: str
    read_as: str
    rules: tuple[SurveyCorrection, ...]


class SurveyProblem(Value):
    """問題: what must be mended in the workbook, and in which cell."""

    address: str
    heading: str
    code: str
    japanese: str
    typed: str = ""


@dataclass(slots=True)
class Compared:
    """照合の結果: ``entered`` are the inputs of each line that the workbook changes, as they will be.

    ``faulty`` are the lines in which a cell is a problem already: what else they lack is told once that is mended.
    """

    entered: dict[str, Mapping[str, str]] = field(default_factory=dict)
    changes: list[SurveyChange] = field(default_factory=list)
    readings: list[SurveyReading] = field(default_factory=list)
    problems: list[SurveyProblem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)


def compare(now: SurveyContent, issued: SurveyContent, raw: RawSurvey) -> Compared:
    """Hold a workbook against the record as it was issued on and as it stands; raises ``SurveyColumnsMissing``."""
    lacking = [each.heading for each in now.form.columns if each.heading not in raw.headings]
    if lacking:
        raise SurveyColumnsMissing(headings=lacking)
    found = Compared()
    above: dict[str, Read] = {}
    times = Counter(each.key for each in raw.lines)
    for raw_line in raw.lines:
        line, before = now.line(raw_line.key), issued.line(raw_line.key)
        if line is None or times[raw_line.key] > 1:
            refusal = SurveyLineUnknown() if line is None else SurveyLineTwice()
            found.problems.append(_problem(raw_line.address, "番号", refusal, raw_line.key))
            continue
        _compare_line(now, line, before.entries if before else {}, raw_line, above, found)
    found.missing = [each.key for each in now.lines if times[each.key] == 0]
    return found


def _compare_line(  # noqa: PLR0913, PLR0917 - a line, thrice, and where to write what is found
    survey: SurveyContent,
    line: SurveyLine,
    issued: Mapping[str, str],
    raw: RawLine,
    above: dict[str, Read],
    found: Compared,
) -> None:
    entered = dict(line.entries)
    for column, cell, read in _read(survey, line, raw, above, found):
        told, was, stands = read.value, issued.get(column.name, ""), line.entries.get(column.name, "")
        if same_value(column, told, was) or same_value(column, told, stands):
            continue
        if column.name in line.closed:
            found.problems.append(_problem(cell.address, column.heading, SurveyCellClosed(), cell.typed or ""))
            continue
        entered[column.name] = told
        moved = not same_value(column, was, stands)
        found.changes.append(
            SurveyChange(
                key=line.key,
                title=" ".join(line.shown[0].split("\n")[:1]),
                heading=column.heading,
                address=cell.address,
                before=shown_value(column, line, stands),
                after=shown_value(column, line, told),
                moved=moved,
            )
        )
    kept = {name: value for name, value in entered.items() if value}
    if kept != line.entries:
        if not kept:
            found.problems.append(_problem(raw.address, "番号", SurveyLineEmptied(), raw.key))
        found.entered[line.key] = kept


def _read(
    survey: SurveyContent, line: SurveyLine, raw: RawLine, above: dict[str, Read], found: Compared
) -> Iterator[tuple[Column, RawCell, Read]]:
    """Read the cells of a line; what cannot be read is a problem, and the next line has nothing above it there."""
    for column in survey.form.columns:
        cell = raw.cells[column.heading]
        unit = line.units.get(column.name, "")
        try:
            read = read_cell(column, cell, line.choices_of(column), unit, above.get(column.name))
        except Refusal as refusal:
            found.problems.append(_problem(cell.address, column.heading, refusal, cell.typed or ""))
            above.pop(column.name, None)
            found.faulty.add(line.key)
            continue
        above[column.name] = read
        if read.corrections:
            found.readings.append(
                SurveyReading(
                    address=cell.address,
                    heading=column.heading,
                    typed=cell.typed or "",
                    read_as=shown_value(column, line, read.value),
                    rules=read.corrections,
                )
            )
        yield column, cell, read


def shown_value(column: Column, line: SurveyLine, value: str) -> str:
    """Spell a value as people read it: a choice by its word."""
    words = dict(line.choices_of(column)) | ({"true": "○"} if not column.choices else {})
    return words.get(value, value)


def _problem(address: str, heading: str, refusal: Refusal, typed: str) -> SurveyProblem:
    japanese = refusal.japanese
    choices = refusal.details.get("choices")
    if isinstance(choices, list):
        japanese += f"選択肢：{'、'.join(map(str, choices))}"
    return SurveyProblem(address=address, heading=heading, code=refusal.code, japanese=japanese, typed=typed[:60])
