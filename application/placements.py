"""Placements: which offices a person holds today, and in which capacity, asked of the record itself."""

from collections.abc import Sequence

from application.desk import replay
from application.ports import Clock, EventLog
from domain.office import Capacity, Office


class Placements:
    """配置: who holds what today, asked of the record."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def of(self, person_id: str) -> Sequence[tuple[Office, Capacity]]:
        """List the offices where a person is placed today, with the capacity, in the order of the offices' ids."""
        today = self._clock.today()
        streams = await self._log.streams(Office.TOPIC)
        offices = (replay(Office, [record.event for record in records]) for records in streams.values())
        return [(each, held) for each in offices if each for held in each.capacities_of(person_id, today)]

    async def at(self, person_id: str, office_id: str, capacity: Capacity) -> Office | None:
        """Give the office, if the person holds the capacity there today."""
        office = replay(Office, [record.event for record in await self._log.stream(office_id)])
        held = () if office is None else office.capacities_of(person_id, self._clock.today())
        return office if capacity in held else None
