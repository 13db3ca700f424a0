"""Surveys: the workbooks of an area beside bare XlsxWriter, and what reading one back and refusing a bomb takes."""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from adapters.workbooks.reading import WorkbookReader
from adapters.workbooks.writing import OPTIONS, workbook_of
from application.survey_file import WorkbookBloated
from application.survey_form import FORMS, SurveyContent, SurveyLine
from application.survey_keys import SurveyKeys
from benchmarks.row import Row, alternate
from domain.survey import SurveyKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.place import Place

OFFICES, MEASURES = 24, 60
OFFICES_QUICK, MEASURES_QUICK = 2, 3
ALLOWED_MS, ROUNDS = 2_000, 5
KEYS = SurveyKeys(b"a benchmark's own key of enough bytes")
ISSUED = datetime(2025, 4, 1)  # noqa: DTZ001 - the days of a workbook bear no zone
NOTE = "サンプル（架空値）：公共施設の照明を省エネ型に改修し、前年度より電力使用量を減らした。"
CHOICES = {"grade": (("A", "A"), ("B", "B"), ("C", "C")), "indicator": (("n", "補助件数（件）"), ("kw", "出力（kW）"))}


def rows(place: "Place") -> Iterator[Row]:
    """Write the workbooks of all offices, read one back, and refuse a bomb."""
    offices, measures = (OFFICES_QUICK, MEASURES_QUICK) if place.quick else (OFFICES, MEASURES)
    survey, rounds = _survey(measures), 1 if place.quick else ROUNDS
    taken = alternate(
        rounds,
        {
            "ours": lambda: _timed(lambda: [workbook_of(survey, KEYS, ISSUED) for _ in range(offices)]),
            "bare": lambda: _timed(lambda: [_bare(survey) for _ in range(offices)]),
        },
    )
    work = f"surveys of {offices} offices x {measures} measures written"
    yield Row(work, "bare XlsxWriter, the same cells", taken["ours"], taken["bare"], None, "ms", less_is_better=True)
    yield Row(work, "what it may take", taken["ours"], ALLOWED_MS, 1, "ms", less_is_better=True)
    book, bomb = workbook_of(survey, KEYS, ISSUED), _bomb()
    read = alternate(rounds, {"book": lambda: _timed(lambda: _read(book)), "bomb": lambda: _timed(lambda: _read(bomb))})
    yield Row(
        "a survey read back in its child", "what it may take", read["book"], ALLOWED_MS, 1, "ms", less_is_better=True
    )
    yield Row("a bomb refused", "what it may take", read["bomb"], ALLOWED_MS, 1, "ms", less_is_better=True)


def _survey(measures: int) -> SurveyContent:
    entries = {
        "status": "under-way",
        "narrative": NOTE,
        "indicator_actual": "120.5",
        "reduction": "1234.5",
        "grade": "A",
    }
    lines = [
        SurveyLine(f"sample-{nth:04}", (f"施策{nth}\n実施事業", f"実施中\n{NOTE}"), entries, choices=CHOICES)
        for nth in range(measures)
    ]
    return SurveyContent(
        FORMS[SurveyKind.PROGRESS], "43100", "熊本市", 2025, 2024, 7, date(2025, 6, 30), lines, sample=True
    )


def _bare(survey: SurveyContent) -> bytes:
    held = io.BytesIO()
    with Workbook(held, OPTIONS) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(survey.lines):
            for column, text in enumerate((line.key, *line.shown, *line.entries.values())):
                sheet.write_string(row, column, text)
    return held.getvalue()


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", b""), ("xl/workbook.xml", b"\0" * 100_000_000)):
            archive.writestr(name, content)
    return held.getvalue()


def _read(content: bytes) -> bool:
    with suppress(WorkbookBloated):
        asyncio.run(WorkbookReader().read(content))
    return True


def _timed(work: "Callable[[], object]") -> float:
    started = perf_counter()
    assert work()
    return (perf_counter() - started) * 1000
