"""Documents: the printed report of a large area beside bare typst, and the open data of 30 years beside one."""

import asyncio
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING

import uvloop

from adapters.api.open_data import Encoding, Table, joined_tables
from adapters.documents.annual_report import chapters
from adapters.documents.blocks import Heading, Paragraph
from adapters.documents.blocks import Table as Sheet
from adapters.documents.open_data import csv_of
from adapters.documents.printing import printed
from adapters.documents.typesetting import typeset
from adapters.postgres.documents import PostgresDocuments
from application.checkpoints import Checkpoint
from benchmarks.row import Row, alternate
from domain.emissions import Cell, Gas, Method
from domain.plan_content import Policy, Sector
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.publication import Channel, Content, Edition
from domain.report import AnnualReport, Frame, Parts, annual_report
from domain.report_background import Background
from domain.report_measures import ListedMeasure
from domain.scale import DEFAULT_SCALE, DEFAULT_SCALE_SOURCE

if TYPE_CHECKING:
    from adapters.postgres.connection import Database
    from benchmarks.place import Place

OFFICES, MEASURES, YEARS = 24, 60, 30
OFFICES_QUICK, MEASURES_QUICK, YEARS_QUICK = 3, 4, 3
ALLOWED_MS, ROUNDS = 5_000, 5
FLAT = 1 / 1.2  # the peak of 30 years may be that of one year and a fifth
NOTE = "サンプル（架空値）：公共施設の照明を省エネ型に改修し、前年度より電力使用量を減らした。"
CHECKPOINT = Checkpoint("shinchoku.example/bench", 1, bytes(32))
PLAIN = b"""#set document(title: "plain")
#set text(font: "Noto Sans CJK JP", lang: "ja", size: 10pt)
#for each in json(bytes(sys.inputs.data)).texts { par(each) }
"""


def rows(place: "Place") -> Iterator[Row]:
    """Print the report of a large area, then stream the tables of many years from the store."""
    offices, measures, years = (
        (OFFICES_QUICK, MEASURES_QUICK, YEARS_QUICK) if place.quick else (OFFICES, MEASURES, YEARS)
    )
    report = _report(offices, measures)
    yield from _printing(report, f"{offices} x {measures} measures", 1 if place.quick else ROUNDS)
    database = place.log("bench_documents")
    yield uvloop.run(_streaming(database, csv_of(report, _edition()), years))


def _printing(report: AnnualReport, size: str, rounds: int) -> Iterator[Row]:
    content, moment = report.canonical(), datetime(2026, 3, 24, tzinfo=UTC)
    texts = list(_texts(report))
    printed(content, _edition(), CHECKPOINT)  # fonts are read once in a process, for either

    def timed(work: object) -> float:
        started = perf_counter()
        assert callable(work)
        assert work()
        return (perf_counter() - started) * 1000

    taken = alternate(
        rounds,
        {
            "ours": lambda: timed(lambda: printed(content, _edition(), CHECKPOINT)),
            "bare": lambda: timed(lambda: typeset(PLAIN, {"texts": texts}, moment)),
        },
    )
    work = f"annual report in print, {size}"
    yield Row(work, "bare typst, the same text unset", taken["ours"], taken["bare"], None, "ms", less_is_better=True)
    yield Row(work, "what it may take", taken["ours"], ALLOWED_MS, 1, "ms", less_is_better=True)


async def _streaming(database: "Database", table: bytes, years: int) -> Row:
    async with await database.pool() as pool:
        documents = PostgresDocuments(pool)
        tables = [Table(2000 + nth, 1, await documents.put(table + f"{nth}\r\n".encode())) for nth in range(years)]
        await _peak(documents, tables[:1])
        one, many = await _peak(documents, tables[:1]), await _peak(documents, tables)
    work = f"peak memory, open data of {years} years, {len(table) // 1000:,} kB each"
    return Row(work, "one year", many / 1000, one / 1000, FLAT, "kB", less_is_better=True)


async def _peak(documents: PostgresDocuments, tables: Sequence[Table]) -> int:
    """Give the most bytes held at once while the tables are read to their end."""
    tracemalloc.start()
    async for _ in joined_tables(documents, tables, Encoding.UTF_8):
        await asyncio.sleep(0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _texts(report: AnnualReport) -> Iterator[str]:
    for chapter in chapters(report, _edition(), CHECKPOINT):
        for block in chapter.blocks:
            match block:
                case Heading(_, text) | Paragraph(text, _):
                    yield text
                case Sheet():
                    yield from ("　".join(row) for group in block.groups for row in group.rows)


def _edition() -> Edition:
    return Edition(
        edition=1,
        content=Content(compilation_id="compilation:2025", number=1, content_hash="0" * 64),
        channels=(Channel.WEBSITE,),
        published_on=date(2026, 3, 24),
        by="p-bench",
    )


def _report(offices: int, measures: int) -> AnnualReport:
    codes = tuple(f"{43_000 + nth:05}" for nth in range(offices))
    listed = tuple(
        ListedMeasure(
            measure_id=f"measure:{code}-{nth:04}", title=f"施策{nth}（サンプル）", stage="under-way", lg_codes=(code,)
        )
        for code in codes
        for nth in range(measures)
    )
    tree = tuple(Sector(code=f"S{nth}", parent=None, name=f"部門{nth}") for nth in range(10))
    frame = Frame(
        fiscal_year=2025,
        measures_fiscal_year=2024,
        emissions_fiscal_year=2022,
        region_id="region:kumamoto",
        plan_id="plan:kumamoto-1",
        members=codes,
        measures=listed,
        tree=tree,
        leaves=tuple(each.code for each in tree),
        scale=DEFAULT_SCALE,
        scale_source=DEFAULT_SCALE_SOURCE,
    )
    policies = tuple(Policy(number=nth, name=f"基本方針の名称{nth}") for nth in range(1, 6))
    numbers = {each.measure_id: nth % len(policies) + 1 for nth, each in enumerate(listed)}
    cells = tuple(
        Cell(sector=each.code, gas=Gas.CO2, value=Decimal("1234.5"), method=Method.IMPORTED, note=NOTE) for each in tree
    )
    parts = Parts(
        statements={
            code: [_statement(each.measure_id) for each in listed if each.lg_codes == (code,)] for code in codes
        },
        cells=dict.fromkeys(codes, cells),
        background=Background(policies=policies, policy_numbers=numbers),
    )
    return annual_report(frame, 1, (), (), parts)


def _statement(measure_id: str) -> MeasureStatement:
    return MeasureStatement(
        measure_id=measure_id,
        status=MeasureStatus.UNDER_WAY,
        grade="A",
        reduction=Decimal("12.5"),
        narrative=NOTE,
        no_change=False,
    )
