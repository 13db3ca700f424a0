"""Accesses: who read the audit trail and what was asked. Reading is no act on the plan: it stands beside the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.authority import Caller

OPERATOR = Caller(person_id="operator", office_id="office:system", lg_code=None, capacity="system", key_id="console")


@dataclass(frozen=True, slots=True)
class Access:
    """閲覧記録: one reading or export of the trail, with what was asked for."""

    number: int
    read_at: datetime
    person_id: str
    capacity: str
    office_id: str
    key_id: str
    operation: str
    asked: Mapping[str, object]


class Accesses(Protocol):
    """閲覧記録簿: nothing in it is ever changed."""

    async def note(self, reader: Caller, operation: str, asked: Mapping[str, object], read_at: datetime) -> None:
        """Write down a reading, before it is answered."""

    async def page(self, before: int, limit: int) -> Sequence[Access]:
        """List readings before a number, newest first."""
