"""What officers type, and what is read of it: full-width digits, △ for minus, units, 約, 同上, ○. Never a silent guess.

Every difference between what stands in a cell and what is read of it is a correction, shown before anything is taken
over. What could mean two things is a problem: a person says what is meant.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from application.survey_form import MARK, Choices, Column, EntryKind
from application.survey_raw import RawCell
from domain.errors import Refusal
from domain.labels import Labelled

DASHES = frozenset("-‐‑‒–—―−－ー─")
DITTO = frozenset({"同上", "〃", "々", "″", '"', "仝", "上に同じ"})
MARKED = frozenset({MARK, "〇", "◯", "●", "◎", "✓", "✔", "☑", "レ", "有", "はい", "true", "1", "変更なし"})
ABOUT = re.compile(r"^(約|およそ|おおよそ|概ね|おおむね)\s*")
FIGURE = re.compile(r"^([+-]?)\s*(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(\D.*)?$")
GROUPED = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
TONNES: Mapping[str, int] = {
    **dict.fromkeys(("t", "t-co2", "tco2", "トン", "t-co2eq", "tco2eq", "トン-co2"), 1),
    **dict.fromkeys(("千t", "千t-co2", "千tco2", "千トン", "kt", "kt-co2", "ktco2"), 1_000),
}
DIGITS = 40  # of a figure as typed: no plan counts further, and arithmetic on more is not free


class SurveyCorrection(Labelled):
    """読替え: how what was typed differs from what was read."""

    WIDTH = "width", "全角の数字・記号を半角とした", "full-width signs were read as half-width ones"
    MINUS = "minus", "△・▲等を負号とした", "a triangle was read as a minus"
    GROUPED = "grouped", "桁区切りを外した", "separators of thousands were taken out"
    UNIT = "unit", "単位の文字を外した", "the unit was taken out"
    THOUSAND = "thousand", "千t-CO2をt-CO2に換算した", "thousands of tonnes were converted to tonnes"
    ABOUT = "about", "「約」等を外した", "the word for about was taken out"
    DASH = "dash", "横線を空欄とした", "a dash was read as nothing"
    DITTO = "ditto", "「同上」を上の行の内容とした", "a ditto was read as what stands above"
    SPREAD = "spread", "結合された欄の内容を各行の内容とした", "what stands in a merged range was read for each line"
    WORD = "word", "選択肢の表記に合わせた", "a word was read as the choice that it spells"


class SurveyFigureUnreadable(Refusal):
    """数値として読み取れません。数値だけを記入してください。"""


class SurveyDashUnclear(Refusal):
    """横線の意味を決められません。数値がないときは「注記」を選んでください。"""


class SurveyChoiceUnknown(Refusal):
    """選択肢にない内容です。"""


class SurveyFormulaFound(Refusal):
    """数式が入っています。値だけを記入してください。"""


class SurveyDittoUnfounded(Refusal):
    """「同上」の上に、写す内容がありません。"""


@dataclass(frozen=True, slots=True)
class Read:
    """読み取った値: as the system holds it, empty for nothing, with what was corrected on the way."""

    value: str
    corrections: tuple[SurveyCorrection, ...] = ()


def read_cell(column: Column, cell: RawCell, choices: Choices, unit: str, above: Read | None) -> Read:
    """Read one cell; ``above`` is what was read of the line before. Raises what a person must mend."""
    if cell.formula:
        raise SurveyFormulaFound
    typed = (cell.typed or "").strip()
    if cell.spread or typed in DITTO:
        return _above(above, SurveyCorrection.SPREAD if cell.spread else SurveyCorrection.DITTO)
    if not typed:
        return Read("")
    if column.kind is EntryKind.TEXT:
        return Read(typed.replace("\r\n", "\n"))
    if set(typed) <= DASHES:
        return _dash(column)
    if column.kind is EntryKind.FIGURE:
        return Read(typed) if cell.number else _figure(typed, unit or column.unit)
    return _mark(typed) if column.kind is EntryKind.MARK else _choice(typed, choices)


def _dash(column: Column) -> Read:
    if column.name == "value":  # of a cell of emissions: 未発生 and 未推計 are both written as a dash
        raise SurveyDashUnclear
    return Read("", (SurveyCorrection.DASH,))


def _above(above: Read | None, correction: SurveyCorrection) -> Read:
    if above is not None and above.value:
        return Read(above.value, (correction,))
    if correction is SurveyCorrection.SPREAD:
        return Read("")
    raise SurveyDittoUnfounded


def same_value(column: Column, one: str, other: str) -> bool:
    """Tell whether two values say the same; a figure is the same however many zeros it is spelt with."""
    if column.kind is EntryKind.FIGURE and one and other:
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return one == other
    return one == other


def _figure(typed: str, unit: str) -> Read:
    plain = unicodedata.normalize("NFKC", typed)
    found = [SurveyCorrection.WIDTH] if plain != typed else []
    about = ABOUT.sub("", plain)
    found += [SurveyCorrection.ABOUT] if about != plain else []
    signed = re.sub(r"^[△▲−–—―ー‐]\s*", "-", about)
    found += [SurveyCorrection.MINUS] if signed != about else []
    parts = FIGURE.fullmatch(signed)
    if parts is None or len(signed) > DIGITS:
        raise SurveyFigureUnreadable(typed=typed[:60])
    digits = parts[2]
    if "," in digits:
        if not GROUPED.fullmatch(digits):
            raise SurveyFigureUnreadable(typed=typed[:60])
        found.append(SurveyCorrection.GROUPED)
    number = Decimal(parts[1] + digits.replace(",", "")) * _times(parts[3], unit, typed, found)
    return Read(format(number, "f"), tuple(found))


def _times(told: str | None, unit: str, typed: str, found: list[SurveyCorrection]) -> int:
    """Read a unit behind a figure; one that is not asked for is nothing to guess about."""
    if told is None:
        return 1
    spelt = told.strip().casefold().replace(" ", "")
    of_tonnes = TONNES.get(spelt) if unit == "t-CO2" else None
    if of_tonnes is None and spelt != unicodedata.normalize("NFKC", unit).casefold().replace(" ", ""):
        raise SurveyFigureUnreadable(typed=typed[:60], unit=unit)
    found.append(SurveyCorrection.UNIT if of_tonnes in {None, 1} else SurveyCorrection.THOUSAND)
    return of_tonnes or 1


def _mark(typed: str) -> Read:
    if typed == MARK:
        return Read("true")
    if unicodedata.normalize("NFKC", typed).casefold() in MARKED:
        return Read("true", (SurveyCorrection.WORD,))
    raise SurveyChoiceUnknown(typed=typed[:60], choices=[MARK])


def _choice(typed: str, choices: Choices) -> Read:
    for value, word in choices:
        if typed == word:
            return Read(value)
    spelt = _spelt(typed)
    for value, word in choices:
        if spelt in {_spelt(word), _spelt(value)}:
            return Read(value, (SurveyCorrection.WORD,))
    raise SurveyChoiceUnknown(typed=typed[:60], choices=[word for _, word in choices])


def _spelt(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
