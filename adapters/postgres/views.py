"""The views on PostgreSQL, as those see them who ask: rows by key, lists by page, and how current they are."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from adapters.postgres.connection import refusing
from adapters.postgres.lane import Lane, read_lanes
from adapters.postgres.queries import queries
from domain.errors import Refusal
from projections.view import Row, View

if TYPE_CHECKING:
    from asyncpg import Record

    from adapters.postgres.connection import Pool

R = TypeVar("R", bound=Row)
BEYOND = "\U0010ffff"  # after every key there is
PAGE = 500
WAIT_SECONDS = 5.0
LOOK_SECONDS = 0.01


class ViewBeingBuilt(Refusal):
    """表示用のデータを準備しています。しばらくしてからもう一度お試しください。"""


@dataclass(frozen=True, slots=True)
class Listed(Generic[R]):
    """一覧の頁: rows in the order of their keys, the cursor of the next page, and the position the view had come to."""

    rows: Sequence[R]
    after: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Standing:
    """到達点: the lanes of all views, the head of the log, and what an operator wants to know of them."""

    head: int
    lanes: Sequence[Lane]

    @property
    def lag(self) -> int:
        """Give how many events the slowest view that is read is behind."""
        return max((self.head - lane.position for lane in self.lanes if lane.live), default=self.head)

    @property
    def failed(self) -> Sequence[Lane]:
        """Give the lanes that cannot go on."""
        return [lane for lane in self.lanes if lane.failed_at is not None]


class PostgresViews:
    """閲覧: reads the live generation of every view, never a half-built one."""

    def __init__(self, pool: "Pool", views: Sequence[View[Any]]) -> None:
        """Read from a pool; ``views`` are those that a wait or a status is about."""
        self._pool = pool
        self._views = {view.name: view for view in views}
        self._look: asyncio.Task[tuple[int, int]] | None = None

    async def get(self, view: View[R], key: str) -> R | None:
        """Read one row, or ``None``; raises ``ViewBeingBuilt``."""
        with refusing():
            record = await self._pool.fetchrow(queries("views")["get"], view.name, key)
        rows, _ = _read(view, [] if record is None else [record])
        return rows[0] if rows else None

    async def some(self, view: View[R], keys: Sequence[str]) -> Sequence[R]:
        """Read the rows of these keys in the order of the keys; those that are not there are left out."""
        with refusing():
            records = await self._pool.fetch(queries("views")["some"], view.name, list(keys))
        return _read(view, records)[0]

    async def list(  # noqa: PLR0913 - each narrows the list in a way that screens and the API ask for
        self,
        view: View[R],
        *,
        fiscal_year: int | None = None,
        lg_code: str | None = None,
        prefix: str = "",
        after: str = "",
        limit: int = PAGE,
    ) -> Listed[R]:
        """Read one page of rows by key; raises ``ViewBeingBuilt``."""
        bounds = (view.name, after, prefix, prefix + BEYOND, limit)
        with refusing():
            if fiscal_year is not None:
                query = queries("views")["list_of_fiscal_year"]
                records = await self._pool.fetch(query, *bounds, fiscal_year, lg_code)
            elif lg_code is not None:
                records = await self._pool.fetch(queries("views")["list_of_office"], *bounds, lg_code)
            else:
                records = await self._pool.fetch(queries("views")["list"], *bounds)
        rows, position = _read(view, records)
        return Listed(rows, records[-1]["key"] if len(rows) == limit else None, position)

    async def every(
        self, view: View[R], *, fiscal_year: int | None = None, lg_code: str | None = None, prefix: str = ""
    ) -> AsyncIterator[R]:
        """Read all rows by key, a page at a time."""
        after: str | None = ""
        while after is not None:
            page = await self.list(view, fiscal_year=fiscal_year, lg_code=lg_code, prefix=prefix, after=after)
            for row in page.rows:
                yield row
            after = page.after

    async def wait_for(self, position: int, timeout: float = WAIT_SECONDS) -> bool:  # noqa: ASYNC109 - no error
        """Wait until the views have come to a position; false when time runs out, or one has stopped before it."""
        until = monotonic() + timeout
        while True:
            going, slowest = await self._looked()
            if going >= position or monotonic() >= until:
                return slowest >= position
            await asyncio.sleep(LOOK_SECONDS)

    async def status(self) -> Standing:
        """Tell how far every generation of every view has come, which failed and why."""
        with refusing():
            lanes = await read_lanes(self._pool, [*self._views])
            head = await self._pool.fetchval(queries("log")["head"])
        return Standing(head, lanes)

    async def _looked(self) -> tuple[int, int]:
        """Look how far the slowest view has come, without and with those that failed; waiters share one look."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._ask())
        return await asyncio.shield(self._look)

    async def _ask(self) -> tuple[int, int]:
        with refusing():
            record = await self._pool.fetchrow(queries("views")["standing"], [*self._views])
        read, going, slowest = record or (0, 0, 0)
        return (going, slowest) if read == len(self._views) else (0, 0)


def _read(view: View[R], records: "Sequence[Record]") -> tuple[list[R], int]:
    """Read rows written by this version of the view's code; any other version is on its way out or in."""
    if not records or records[0]["version"] != view.version:
        raise ViewBeingBuilt(view=view.name)
    read = view.row.model_validate_json
    return [read(record["doc"]) for record in records if record["doc"] is not None], records[0]["seen"]
