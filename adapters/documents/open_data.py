"""Open data files: the facts of an edition as CSV and JSON; CSV for Excel, with nothing in it that is computed."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.documents.facts import Fact, facts
from adapters.tables import BOM, harmless
from adapters.web.words import word
from domain.errors import Refusal
from domain.publication import Edition
from domain.report import AnnualReport

FIGURES = frozenset({"fiscal_year", "figure", "figure_edition", "report_fiscal_year", "edition"})
COLUMNS = tuple(Fact.model_fields)
MOST_NAMED = 50  # characters that a refusal names; more of them are counted


class CharactersNotInCp932(Refusal):
    """CP932（シフトJIS）にない文字が含まれているため、この文字コードでは提供できません。UTF-8で取得してください。"""


def headings() -> list[str]:
    """Give the Japanese heads of the columns, in their order."""
    return [(Fact.model_fields[name].description or name).partition("。")[0].partition("（")[0] for name in COLUMNS]


def csv_of(report: AnnualReport, edition: Edition) -> bytes:
    """Write the facts as CSV in UTF-8 with BOM, lines ended by CR LF."""
    return b"".join(csv_lines(facts(report, edition)))


def csv_lines(rows: Iterable[Fact]) -> Iterator[bytes]:
    """Yield the lines of a CSV one by one, the head with its BOM first."""
    yield head_line()
    for row in rows:
        yield _line(_cells(row)).encode()


def head_line() -> bytes:
    """Give the first line of every table, with the BOM by which Excel reads UTF-8."""
    return (BOM + _line(headings())).encode()


def body_of(table: bytes) -> bytes:
    """Give the lines of a table of ours below its head, which is the first line in every version of the columns."""
    return table[table.index(b"\r\n") + 2 :]


def json_of(report: AnnualReport, edition: Edition) -> bytes:
    """Write the facts as JSON: what they are of, then one object for each, figures as text without rounding."""
    told: Mapping[str, Any] = {
        "report": {
            "fiscal_year": report.frame.fiscal_year,
            "edition": edition.edition,
            "published_on": edition.published_on.isoformat(),
            "content_hash": edition.content.content_hash,
            "reason": edition.reason,
            "sample": report.sample,
        },
        "columns": dict(zip(COLUMNS, headings(), strict=True)),
        "facts": [each.model_dump(mode="json") for each in facts(report, edition)],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def as_cp932(content: bytes) -> bytes:
    """Give a CSV of ours in CP932; raises ``CharactersNotInCp932`` naming what that cannot hold."""
    text = content.decode("utf-8-sig")
    lacking = not_in_cp932(text)
    if lacking:
        raise cp932_refusal(lacking)
    return text.encode("cp932")


def not_in_cp932(text: str) -> frozenset[str]:
    """Name the characters of a text that CP932 does not have."""
    return frozenset(letter for letter in set(text) if not _held(letter))


def cp932_refusal(lacking: Iterable[str]) -> CharactersNotInCp932:
    """Refuse with the characters that are lacking, as people see them and by their codes."""
    found = sorted(set(lacking))
    named = [f"{letter}（U+{ord(letter):04X}）" for letter in found[:MOST_NAMED]]
    return CharactersNotInCp932(characters=named, count=len(found))


def _held(letter: str) -> bool:
    """Tell whether a letter comes back as it was: some are only taken for another one, such as the minus sign."""
    try:
        return letter.encode("cp932").decode("cp932") == letter
    except UnicodeEncodeError:
        return False


def _line(cells: Iterable[str]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow(cells)
    return held.getvalue()


def _cells(row: Fact) -> Iterator[str]:
    told = row.model_dump(mode="json")
    for name in COLUMNS:
        value = told[name]
        if name == "kind":
            yield word(row.kind)
        elif name in FIGURES:
            yield "" if value is None else str(value)
        else:
            yield harmless(value)
