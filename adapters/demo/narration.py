"""The narration: what a person sees of the demonstration in a terminal, in Japanese."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.demo.area import PLAN, REGION
from adapters.demo.front_end import FrontEnd
from adapters.demo.story import name_of
from application.samples import NOTICE
from domain.calendar import OFFICE_STEPS, first_day, last_day, wareki, wareki_fiscal_year

KINDS = ("progress-report", "emission-statement", "evaluation", "in-house-report")


class Narration:
    """語り: a bar for the fiscal year, and one line for each thing worth telling."""

    def __init__(self, console: Console, fiscal_year: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        days = (last_day(fiscal_year) - first_day(fiscal_year)).days + 1
        self._task = self._progress.add_task(wareki_fiscal_year(fiscal_year), total=days)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._progress.stop()

    def tell(self, day: date, sentence: str) -> None:
        """Tell one sentence of a day."""
        self._progress.console.print(f"{wareki(day)}  {sentence}", highlight=False, markup=False, soft_wrap=True)

    def turn(self, day: date) -> None:
        """Show that a day is over."""
        self._progress.update(self._task, advance=1, description=wareki(day))


async def summary(reader: FrontEnd, fiscal_year: int, members: Sequence[str], letters: int) -> RenderableType:
    """Tell the year in a table: what every member filed and when, then what came of it together."""
    table = Table(title=f"{wareki_fiscal_year(fiscal_year)} 年度点検のまとめ　{NOTICE}", title_style="bold")
    table.add_column("市町村")
    for step in OFFICE_STEPS:
        table.add_column(step.japanese, overflow="fold")
    for lg_code in members:
        table.add_row(name_of(lg_code), *[await _state(reader, kind, lg_code, fiscal_year) for kind in KINDS])
    return Group(table, await _outcome(reader, fiscal_year, letters))


async def _state(reader: FrontEnd, kind: str, lg_code: str, fiscal_year: int) -> str:
    found = await reader.get(f"/api/v1/objects/{kind}:{lg_code}:{fiscal_year}")
    return str(found["state"]["japanese"]) + (
        "（期限後）" if (found["content"].get("filing") or {}).get("late") else ""
    )


async def _outcome(reader: FrontEnd, fiscal_year: int, letters: int) -> Table:
    rows = Table(show_header=False, box=None)
    publication = await reader.get(f"/api/v1/objects/publication:{fiscal_year}")
    review = await reader.get(f"/api/v1/objects/review-round:{fiscal_year}")
    compilation = await reader.get(f"/api/v1/objects/compilation:{fiscal_year}")
    kinds = Counter(part["stream_id"].partition(":")[0] for part in compilation["content"]["parts"])
    rows.add_row("年度点検", review["state"]["japanese"])
    rows.add_row("取りまとめ", f"{sum(kinds.values())}件の版を固定・{compilation['state']['japanese']}")
    rows.add_row("公表", publication["state"]["japanese"])
    owing = await reader.get("/api/v1/office-plan-duties", region_id=REGION, plan_id=PLAN)
    rows.add_row("事務事業編", f"未策定・策定中・期間満了 {len(owing['owed'])}市町村（{NOTICE}）")
    rows.add_row("督促・依頼メール", f"{letters}通（外部へは送らず、ファイルに保存）")
    return rows
