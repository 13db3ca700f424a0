"""The founding of an area: what is known of it stands on the record before anybody comes in."""

from datetime import date

from adapters.postgres.connection import Database
from application.founding import found
from domain.factor_table import FactorTable
from tests.application.counter_room import counter_room


async def test_a_founded_area_has_the_published_factors_on_record_and_is_founded_once(database: Database) -> None:
    async with counter_room(database, date(2025, 4, 1)) as room:
        assert await found(room.counter, room.log, room.clock)
        assert await room.log.stream_ids(FactorTable.TOPIC) == ["factor-table:electricity", "factor-table:fuel"]
        head = await room.log.head()
        assert not await found(room.counter, room.log, room.clock)
        assert await room.log.head() == head
