"""A courier: one connection that carries a batch to the append function and brings back what became of each append."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import asyncpg

from adapters.postgres.batch import Batch
from adapters.postgres.connection import refusing
from adapters.postgres.queries import queries
from application.ports import Appended, PayloadRefused
from domain.errors import Refusal

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.prepared_stmt import PreparedStatement

    from adapters.postgres.connection import Connection, Database

GUILTY = (  # what a payload can be guilty of; everything else befalls the whole batch
    asyncpg.DataError,
    asyncpg.CheckViolationError,
    asyncpg.NotNullViolationError,
    asyncpg.ProgramLimitExceededError,
    ValueError,  # the driver cannot encode it
)


class NotDurable(Exception):  # noqa: N818 - named like the refusals
    """fsync か synchronous_commit が切られており、記録が失われるおそれがあります。"""


class Courier:
    """使い: connects when first needed and again after a loss; silence beyond ``deadline`` seconds counts as a loss."""

    def __init__(self, database: "Database", deadline: float) -> None:
        """Know where to go; ``connect`` goes there at once."""
        self._database = database
        self._deadline = deadline
        self._connection: Connection | None = None
        self._statement: PreparedStatement[Record] | None = None

    async def connect(self) -> "PreparedStatement[Record]":
        """Be connected to a database that keeps what it acknowledges; raises ``NotDurable``."""
        if self._statement is None or self._connection is None or self._connection.is_closed():
            self._terminate()
            self._connection = await self._database.connect()
            if not await self._connection.fetchval(queries("log")["durability"]):
                raise NotDurable
            self._statement = await self._connection.prepare(queries("log")["append"])
        return self._statement

    async def carry(self, batch: Batch) -> Sequence[Appended | Exception]:
        """Store a batch and tell what became of each append."""
        try:
            return list(batch.outcomes(await self._send(batch)))
        except GUILTY as error:
            if len(batch.entries) == 1:
                return [_caused(PayloadRefused(), error)]
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait for this batch
            return [error] * len(batch.entries)
        # one by one, so that only the guilty one fails
        return [outcome for entry in batch.entries for outcome in await self.carry(Batch.of(entry))]

    async def close(self) -> None:
        """Leave, nothing being on its way any more."""
        if self._connection is not None:
            await self._connection.close()

    async def _send(self, batch: Batch) -> "Record":
        with refusing():
            statement = await self.connect()
            # Never a cancel request: it could break the wait for a standby. Silence ends with the connection.
            silence = asyncio.get_running_loop().call_later(self._deadline, self._terminate)
            try:
                (answer,) = await statement.fetch(*batch.arguments())
            finally:
                silence.cancel()
        return answer

    def _terminate(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = self._statement = None


def _caused(refusal: Refusal, error: Exception) -> Refusal:
    refusal.__cause__ = error
    return refusal
