"""Survey forms (調査票): what a workbook for an office asks, column by column, and what stands in it when it is issued.

A form says nothing of sheets and cells: those who write and read workbooks lay it out, and find it again by its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.emissions import Method, Notation
from domain.labels import Labelled
from domain.progress_report import MeasureStatus
from domain.survey import SurveyKind

Choices: TypeAlias = Sequence[tuple[str, str]]  # what is meant, and the word by which people choose it
MARK, LONGEST = "○", 2_000


class EntryKind(StrEnum):
    """What a column takes: a text, a figure, one of several words, or a mark."""

    TEXT = "text"
    FIGURE = "figure"
    CHOICE = "choice"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Column:
    """記入欄: a column that the office fills in; ``unit`` is that of its figures, ``width`` in characters."""

    name: str
    heading: str
    kind: EntryKind
    width: int
    choices: Choices = ()
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """様式: number and version stand visibly in the workbook; a form that is changed gets a new version.

    ``subject`` is what is asked of the year under review, as it stands behind that year in the title.
    """

    kind: SurveyKind
    number: str
    version: int
    title: str
    subject: str
    shown: Sequence[tuple[str, int]]  # headings and widths of what is told and not asked, after the number
    columns: Sequence[Column]
    guide: Sequence[str]

    @property
    def name(self) -> str:
        """Give number and version as they stand in the workbook, such as 様式第1号（第1版）."""
        return f"{self.number}（第{self.version}版）"


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """調査票の行: by its key; ``entries`` are the values as they stand, ``closed`` the columns that are not asked here.

    ``choices`` and ``units`` take the place of those of a column where they differ from line to line.
    """

    key: str
    shown: Sequence[str]
    entries: Mapping[str, str]
    closed: frozenset[str] = frozenset()
    choices: Mapping[str, Choices] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def choices_of(self, column: Column) -> Choices:
        """Give what can be chosen in a column of this line."""
        return self.choices.get(column.name, column.choices)


@dataclass(frozen=True, slots=True)
class SurveyContent:
    """調査票: one form for one municipality and review year, as of a version of the object that it is about.

    ``subject_fiscal_year`` is the year whose measures or emissions are reviewed.
    """

    form: SurveyForm
    lg_code: str
    town: str
    fiscal_year: int
    subject_fiscal_year: int
    version: int
    due_on: date
    lines: Sequence[SurveyLine]
    sample: bool

    def line(self, key: str) -> SurveyLine | None:
        """Give the line of a key."""
        return next((each for each in self.lines if each.key == key), None)


def words_of(kind: type[Labelled]) -> Choices:
    """Give the choices that an enumeration stands for."""
    return tuple((each.value, each.japanese) for each in kind)


FORMS: Mapping[SurveyKind, SurveyForm] = {
    SurveyKind.PROGRESS: SurveyForm(
        kind=SurveyKind.PROGRESS,
        number="様式第1号",
        version=1,
        title="施策の取組状況　調査票",
        subject="の取組",
        shown=(("施策", 30), ("前年度の内容", 34)),
        columns=(
            Column("no_change", "変更なし", EntryKind.MARK, 6, hint="前年度から変わらないときに○"),
            Column("status", "取組状況", EntryKind.CHOICE, 10, words_of(MeasureStatus)),
            Column("narrative", "取組内容", EntryKind.TEXT, 40),
            Column("indicator", "実績の指標", EntryKind.CHOICE, 14),
            Column("indicator_actual", "実績値", EntryKind.FIGURE, 10, hint="指標の単位の数値だけ"),
            Column("reduction", "削減量（t-CO2）", EntryKind.FIGURE, 12, unit="t-CO2", hint="t-CO2の数値だけ"),
            Column("grade", "評価", EntryKind.CHOICE, 6),
        ),
        guide=(
            "黄色の欄に記入してください。前年度から変わらない施策は「変更なし」に○を選ぶだけで結構です。",
            "分からない数値は空欄としてください。0（ゼロ）は「なかった」ことを意味します。灰色の欄は記入不要です。",
        ),
    ),
    SurveyKind.EMISSIONS: SurveyForm(
        kind=SurveyKind.EMISSIONS,
        number="様式第2号",
        version=1,
        title="温室効果ガス排出量　調査票",
        subject="の排出量",
        shown=(("部門", 26), ("ガス", 20), ("前年度（t-CO2）", 14)),
        columns=(
            Column("value", "排出量（t-CO2）", EntryKind.FIGURE, 16, unit="t-CO2", hint="t-CO2の数値だけ"),
            Column("notation", "注記", EntryKind.CHOICE, 12, words_of(Notation)),
            Column("method", "算定方法", EntryKind.CHOICE, 20, words_of(Method)),
            Column("note", "出典・備考", EntryKind.TEXT, 40),
        ),
        guide=(
            "黄色の欄に記入してください。数値がないときは、空欄のままにせず「注記」を選んでください。",
            "表にないガスを加えるときは、進捗管理システムの画面から記入してください。",
        ),
    ),
    SurveyKind.EVALUATION: SurveyForm(
        kind=SurveyKind.EVALUATION,
        number="様式第3号",
        version=1,
        title="点検評価　調査票",
        subject="の点検評価",
        shown=(("評価者", 20), ("点検の対象", 36), ("前年度の評価", 28)),
        columns=(
            Column("grade", "評価", EntryKind.CHOICE, 10),
            Column("comment", "所見", EntryKind.TEXT, 50),
        ),
        guide=(
            "黄色の欄に、担当・課長・部局長の順に記入してください。下位の評価を改めると、上位の評価も改めて必要になります。",
            "自分で取り込めるのは自分の職位の評価だけです。他の職位の分は、その職位の方が取り込むか、事務局へ送付してください。",
        ),
    ),
    SurveyKind.OWN_EMISSIONS: SurveyForm(
        kind=SurveyKind.OWN_EMISSIONS,
        number="様式第4号",
        version=1,
        title="事務事業に伴う排出量　調査票",
        subject="までの排出量",
        shown=(("年度", 26), ("記録済みの値（t-CO2）", 20), ("記録済みの出典", 34)),
        columns=(
            Column("tonnes", "排出量（t-CO2）", EntryKind.FIGURE, 16, unit="t-CO2", hint="t-CO2の数値だけ"),
            Column("source", "出典", EntryKind.TEXT, 34, hint="公表資料の名称等"),
            Column("reason", "改める理由", EntryKind.TEXT, 34, hint="記録済みの値を改めるときだけ"),
        ),
        guide=(
            "黄色の欄に、市町村の事務事業（庁舎・施設・公用車等）に伴う排出量を記入してください（地方公共団体実行計画（事務事業編））。",
            "分からない年度は空欄としてください。記録済みの値を改めるときは、理由も記入してください。灰色の欄は記入不要です。",
        ),
    ),
}
