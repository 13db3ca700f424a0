"""Typesetting: PDF/UA-1 and PDF/A-2a by typst, with fonts that come along; any warning ends the work."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file
from typing import Any, Literal

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import typst
from fontTools.ttLib import TTFont

from domain.errors import Refusal

STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")
GETA = "〓"  # what printers set for a letter that they have not
LONGEST_RUN, PIECE = 24, 12
BREAK = "\u200b"  # lets a long run of Latin letters break, and is not seen
FONTS = (noto_cjk_sans_jp_regular.FONT_PATH, noto_cjk_sans_jp_bold.FONT_PATH)


class TypesettingFailed(Refusal):
    """文書を組版できませんでした。警告または誤りがあります。運用者に連絡してください。"""


def typeset(template: bytes, data: Mapping[str, Any], moment: datetime) -> bytes:
    """Make a PDF of a template; raises ``TypesettingFailed`` on any warning or error.

    The same template, data and moment give the same bytes. ``moment`` stands in the metadata as the day of making.
    """
    told = json.dumps(data, ensure_ascii=False, sort_keys=True)
    try:
        made, warnings = typst.compile_with_warnings(
            template,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": told},
            pdf_standards=list(STANDARDS),
            timestamp=int(moment.astimezone(UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise TypesettingFailed(problem=str(error)[:500]) from error
    if warnings:
        raise TypesettingFailed(problem="; ".join(each.message for each in warnings)[:500])
    return made


def printable(text: str) -> tuple[str, frozenset[str]]:
    """Give a text as it can be printed, and the letters that the fonts do not have, for which ``GETA`` stands.

    What would change the order of the letters or has no shape is left out; selectors of variants stay with the letter
    that they belong to.
    """
    lacking: set[str] = set()
    told = []
    for letter in text.replace("\r\n", "\n").replace("\r", "\n"):
        if letter == "\n" or _selects(letter):
            told.append(letter)
        elif letter == "\t":
            told.append(" ")
        elif unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}:
            continue
        elif ord(letter) in _covered():
            told.append(letter)
        else:
            lacking.add(letter)
            told.append(GETA)
    return "".join(told), frozenset(lacking)


def breakable(text: str) -> str:
    """Let every long run of Latin letters and digits break, so that it stays in its column."""
    told: list[str] = []
    run: list[str] = []
    for letter in (*text, " "):
        if "!" <= letter <= "~":
            run.append(letter)
            continue
        told.append(_broken("".join(run)))
        told.append(letter)
        run = []
    return "".join(told)[:-1]


def _broken(run: str) -> str:
    if len(run) <= LONGEST_RUN:
        return run
    return BREAK.join(run[at : at + PIECE] for at in range(0, len(run), PIECE))


def _selects(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


@cache
def _covered() -> frozenset[int]:
    """Name the letters that every weight has."""
    covered: list[set[int]] = []
    for path in FONTS:
        with as_file(path) as file, TTFont(file, lazy=True) as font:
            covered.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*covered))


@cache
def _fonts() -> typst.Fonts:
    folders = [str(path.parent) for path in FONTS]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
