"""The open data: one row per fact, nothing that a spreadsheet computes, CSV and JSON alike, CP932 or a loud no."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.documents.facts import Fact, FactKind, facts
from adapters.documents.open_data import (
    COLUMNS,
    FIGURES,
    CharactersNotInCp932,
    as_cp932,
    body_of,
    csv_of,
    head_line,
    headings,
    json_of,
)
from adapters.tables import COMPUTED, as_written, harmless
from domain.report import AnnualReport
from tests.adapters.documents.printed_samples import FORMULA, HARD_NAMES, content, edition

GOLDEN = Path(__file__).parents[2] / "golden_reports"
KINDS = {each.japanese: each.value for each in FactKind}
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


def made(told: bytes) -> tuple[AnnualReport, Any]:
    return AnnualReport.model_validate_json(told), edition(told)


def read_back(table: bytes, encoding: str = "utf-8-sig") -> list[dict[str, Any]]:
    """Read a table as somebody would who knows its rules: the first apostrophe of a text off, an empty figure none."""
    rows = list(csv.reader(io.StringIO(table.decode(encoding), newline="")))
    assert rows[0] == headings()
    found = []
    for row in rows[1:]:
        told: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        for name in COLUMNS:
            if name in FIGURES:
                told[name] = told[name] or None
            elif name != "kind":
                told[name] = as_written(told[name])
        told["kind"] = KINDS[told["kind"]]
        found.append(Fact.model_validate(told).model_dump(mode="json"))
    return found


def test_the_table_and_the_json_say_the_same_and_both_give_the_facts_back() -> None:
    report, published = made(content(title=FORMULA))
    told = [each.model_dump(mode="json") for each in facts(report, published)]
    assert read_back(csv_of(report, published)) == told
    assert json.loads(json_of(report, published))["facts"] == told
    assert {each["kind"] for each in told} >= {"emission", "area-total", "measure-status", "reduction", "outreach"}


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["", "=", "+", "-", "@", "'"]))
def test_any_text_comes_back_from_the_table_as_it_was(text: str, first: str) -> None:
    report, published = made(content(title=f"{first}{text}{HARD_NAMES}"))
    told = [each.model_dump(mode="json") for each in facts(report, published)]
    table = csv_of(report, published)
    assert read_back(table) == told
    for row in csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")):
        texts = [cell for cell, name in zip(row, COLUMNS, strict=True) if name not in FIGURES]
        assert not [cell for cell in texts if cell.startswith(COMPUTED[:-1])]


@given(st.text())
def test_a_cell_made_harmless_is_given_back(cell: str) -> None:
    assert as_written(harmless(cell)) == cell


def test_a_figure_keeps_its_sign_and_every_digit_and_a_missing_one_says_why() -> None:
    report, published = made(content())
    told = list(facts(report, published))
    sink = next(each for each in told if each.kind is FactKind.EMISSION and each.subject == "SINK")
    assert (sink.figure, sink.unit, sink.lg_code, sink.fiscal_year) == (Decimal(-4), "t-CO2", "43100", 2022)
    hidden = next(each for each in told if each.notation == "秘匿")
    assert (hidden.figure, hidden.method) == (None, "")
    assert b",-4," in csv_of(report, published)
    total = next(each for each in told if each.kind is FactKind.AREA_TOTAL)
    assert (total.name, total.lg_code, total.figure) == ("熊本連携中枢都市圏", "", Decimal("6.5"))
    assert "を含まない" in total.notation


def test_every_row_says_of_which_report_and_edition_it_is_and_whether_it_is_invented() -> None:
    told = content()
    report = AnnualReport.model_validate_json(told)
    for each in facts(report, edition(told, 2, "誤記")):
        assert (each.report_fiscal_year, each.edition, each.sample) == (2025, 2, "サンプル（架空値）")


def test_a_measure_that_nobody_confirmed_is_a_fact_too() -> None:
    told = json.loads(content())
    told["measures"]["lines"][0]["unconfirmed"] = ["43348"]
    report, published = made(json.dumps(told).encode())
    assert [each.lg_code for each in facts(report, published) if each.notation == "未確認"] == ["43348"]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("form-*.json")), ids=lambda path: path.stem)
def test_a_report_of_every_form_has_its_facts(path: Path) -> None:
    report, published = made(path.read_bytes())
    assert read_back(csv_of(report, published))


def test_the_table_begins_with_the_mark_by_which_excel_reads_utf_8() -> None:
    report, published = made(content())
    table = csv_of(report, published)
    assert table.startswith(b"\xef\xbb\xbf" + "区分,団体コード,団体名,西暦年度".encode())
    assert table.count(b"\r\n") == len(table.splitlines())
    assert head_line() + body_of(table) == table


def test_the_table_is_given_in_cp932_where_that_has_every_character() -> None:
    report, published = made(content(title="髙﨑①㈱～"))
    table = csv_of(report, published)
    assert read_back(as_cp932(table), "cp932") == read_back(table)


def test_cp932_is_refused_by_name_of_every_character_that_it_lacks() -> None:
    report, published = made(content(title=f"{HARD_NAMES}−"))
    with pytest.raises(CharactersNotInCp932) as refused:
        as_cp932(csv_of(report, published))
    assert refused.value.details == {
        "characters": ["−（U+2212）", "𠮷（U+20BB7）", "\U000e0100（U+E0100）"],
        "count": 3,
    }
