"""A lane: one generation of one view on its way through the log, moved in one transaction per batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.postgres.connection import LOST, NOTHING_WRITTEN
from adapters.postgres.queries import queries
from domain.errors import kebab
from projections.view import Fact, Row, View, fold_into, touched

if TYPE_CHECKING:
    from adapters.postgres.connection import Connection, Pool

SHOWN_CHARACTERS = 2_000  # of what went wrong; a validation error can be long
PASSING = (*LOST, *NOTHING_WRITTEN, TimeoutError, MemoryError)  # nobody's fault: come back and try again


@dataclass(frozen=True, slots=True)
class Lane:
    """車線: how far a generation of a view has come, and at which position it cannot go on."""

    view: str
    generation: int
    version: int
    position: int
    live: bool
    failed_at: int | None
    failure_code: str | None
    failure: str | None
    moved_at: datetime

    @property
    def name(self) -> tuple[str, int]:
        """Name the lane."""
        return (self.view, self.generation)


async def read_lanes(connection: "Connection | Pool", views: Sequence[str]) -> Sequence[Lane]:
    """Read how far every generation of these views has come."""
    return [Lane(*row) for row in await connection.fetch(queries("views")["lanes"], views)]


async def advance(connection: "Connection", view: View[Any], lane: Lane, facts: Sequence[Fact]) -> Lane | None:
    """Move a lane over facts that follow it, as far as they can be folded; ``None`` when another runner has it.

    A batch that cannot be folded or stored is halved until the one fact is found that stops the lane.
    """
    try:
        return await _move(connection, view, lane, facts)
    except PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a fold or a row does wrong stops this lane alone, and is shown
        if len(facts) == 1:
            return await fail(connection, lane, facts[0].position, error)
    middle = len(facts) // 2
    halfway = await advance(connection, view, lane, facts[:middle])
    if halfway is None or halfway.failed_at is not None:
        return halfway
    return await advance(connection, view, halfway, facts[middle:])


async def fail(connection: "Connection", lane: Lane, position: int, error: Exception) -> Lane:
    """Stop a lane at a position and say why."""
    code, text = getattr(error, "code", None) or kebab(type(error).__name__), str(error)[:SHOWN_CHARACTERS]
    await connection.execute(queries("views")["fail"], *lane.name, lane.position, position, str(code), text)
    return replace(lane, failed_at=position, failure_code=str(code), failure=text)


async def pass_over(connection: "Connection", lanes: Sequence[Lane], position: int) -> int:
    """Move lanes that have nothing to fold up to a position in one statement, and tell how many moved."""
    columns = [[*column] for column in zip(*((*lane.name, lane.position) for lane in lanes), strict=True)]
    return len(await connection.fetch(queries("views")["pass"], *columns, position))


async def promote(connection: "Connection", lane: Lane, reach: int) -> bool:
    """Let a built generation be read once it has come to ``reach`` and as far as the one before it; forget that one."""
    async with connection.transaction():
        held = {row["generation"]: row for row in await connection.fetch(queries("views")["hold"], lane.view)}
        built = held.get(lane.generation)
        live = next((row for row in held.values() if row["live"]), None)
        if built is None or built["live"] or built["position"] < max(reach, live["position"] if live else 0):
            return False
        await connection.execute(queries("views")["retire"], *lane.name)
        await connection.execute(queries("views")["promote"], *lane.name)
        await connection.execute(queries("views")["retire_rows"], *lane.name)
    return True


async def _move(connection: "Connection", view: View[Any], lane: Lane, facts: Sequence[Fact]) -> Lane | None:
    """Fold one batch: rows and position commit together, behind the fence."""
    async with connection.transaction():
        if await connection.fetchval(queries("views")["fence"], *lane.name, lane.position) is None:
            return None
        rows = await _load(connection, view, lane, facts)
        moved = fold_into(rows, view, facts)
        await _write(connection, lane, rows, moved)
        await connection.execute(queries("views")["move"], *lane.name, facts[-1].position)
    return replace(lane, position=facts[-1].position, failed_at=None)


async def _load(connection: "Connection", view: View[Any], lane: Lane, facts: Sequence[Fact]) -> dict[str, Row | None]:
    found = await connection.fetch(queries("views")["rows"], *lane.name, list(touched(view, facts)))
    read = view.row.model_validate_json
    return {row["key"]: read(row["doc"]) for row in found}


async def _write(
    connection: "Connection", lane: Lane, rows: Mapping[str, Row | None], moved: Mapping[str, int]
) -> None:
    written = [
        (key, *row.listed_by(), moved[key], row.model_dump_json(round_trip=True))
        for key in moved
        if (row := rows[key]) is not None
    ]
    if written:
        columns = [[*column] for column in zip(*written, strict=True)]
        await connection.execute(queries("views")["write"], *lane.name, *columns)
    if erased := [key for key in moved if rows[key] is None]:
        await connection.execute(queries("views")["erase"], *lane.name, erased)
