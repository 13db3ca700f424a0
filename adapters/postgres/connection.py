"""Connections: where the database of an area is, as whom we come, and which schema we see."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import asyncpg

from application.ports import LogBusy, LogUnreachable

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

APPLICATION = "shinchoku_app"
AREA = re.compile(r"^[a-z][a-z0-9_]{0,30}$")
CONNECT_SECONDS = 5.0
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL counts microseconds from here
SETTINGS = {
    "application_name": "shinchoku",
    "timezone": "UTC",
    "default_transaction_isolation": "read committed",  # the append function sees the head anew after its lock
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",  # a dead client must not hold the lane
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "jit": "off",  # short statements only
}
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down, crashed, starting up, terminated by an administrator
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
NOTHING_WRITTEN = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TooManyConnectionsError,
)


class AreaNameRefused(ValueError):  # noqa: N818 - named like the refusals
    """圏域の名前に使えない文字があります。"""


@dataclass(frozen=True, slots=True)
class Database:
    """データベース: one area's place in PostgreSQL; ``parameters`` are keywords of ``asyncpg.connect``."""

    parameters: Mapping[str, Any]
    area: str = "kumamoto"
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Accept plain schema names only, so that the name is safe wherever it stands."""
        if not AREA.match(self.area):
            raise AreaNameRefused(self.area)

    @classmethod
    def at(cls, url: str, area: str = "kumamoto") -> Self:
        """Name a database by its URL, as in ``SHINCHOKU_DATABASE_URL``."""
        return cls({"dsn": url}, area)

    def _arguments(self, role: str | None) -> dict[str, Any]:
        path = {"search_path": f"{self.area}, {self.area}_views"}
        settings = {**SETTINGS, **path, **({"role": role} if role else {}), **self.settings}
        return {"timeout": CONNECT_SECONDS, **self.parameters, "server_settings": settings}

    async def connect(self, role: str | None = APPLICATION) -> "Connection":
        """Open one connection in the application's role, or as whoever the parameters name."""
        return await asyncpg.connect(**self._arguments(role))

    async def pool(self, size: int = 8) -> "Pool":
        """Open a pool in the application's role; whoever borrows from it leaves no session state behind."""
        return await asyncpg.create_pool(
            min_size=1,
            max_size=size,
            init=_stamps,
            reset=_keep,
            max_inactive_connection_lifetime=300,
            **self._arguments(APPLICATION),
        )


async def _stamps(connection: "Connection") -> None:
    """Make a time only once for neighbours that share it, as the events of one append do; the driver makes it anew."""
    last, made = 0, EPOCH

    def read(stored: tuple[int]) -> datetime:
        nonlocal last, made
        if stored[0] != last:
            last, made = stored[0], EPOCH + timedelta(microseconds=stored[0])
        return made

    def written(time: datetime) -> tuple[int]:
        return ((time - EPOCH) // timedelta(microseconds=1),)

    await connection.set_type_codec("timestamptz", schema="pg_catalog", encoder=written, decoder=read, format="tuple")


async def _keep(connection: "Connection") -> None:
    """Spare the round trip of a full reset: open transactions are rolled back before, more state is never made."""
    del connection


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the driver's troubles into the refusals of the port."""
    try:
        yield
    except NOTHING_WRITTEN as error:
        raise LogBusy from error
    except (TimeoutError, *LOST) as error:
        raise LogUnreachable from error
