"""Reading: who may read which object and which list, from the same matrix that says who may act.

A row names a kind of object (``progress-report``), its history (``progress-report/events``), the minutes of meetings
before they are redacted (``meeting/minutes``) or a query (``GetRoundBoard``).
What a caller may not read is not found, in the same words as what does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from application import authority
from application.authority import Caller, Matrix
from application.desk import ObjectNotFound, replay
from application.ports import DocumentNotFound, EventLog, Recorded
from domain.excerpt import Excerpt
from domain.kernel import Aggregate
from domain.meeting import Meeting

HISTORY = "/events"
MINUTES = "meeting/minutes"
LISTED = "present"


@dataclass(frozen=True, slots=True)
class Reach:
    """閲覧範囲: how far a query reaches for a caller: one municipality, or every one (``lg_code`` is ``None``)."""

    lg_code: str | None

    def covers(self, lg_code: str | None) -> bool:
        """Tell whether a row of this municipality may be shown."""
        return self.lg_code is None or self.lg_code == lg_code


@dataclass(frozen=True, slots=True)
class _Minuted:
    """会議と議事録: a meeting, and every text that was ever drafted as its minutes."""

    meeting: Meeting
    texts: frozenset[str]


class Reader:
    """閲覧窓口: gives objects and histories to those who may see them."""

    def __init__(self, log: EventLog, matrix: Matrix) -> None:
        self._log = log
        self._matrix = matrix

    async def object(self, object_id: str, caller: Caller, as_of: int | None = None) -> Aggregate:
        """Give an object as it stands, or as the record up to a position knew it; raises ``ObjectNotFound``.

        Who may not see the object today is not shown what it once was, and who may not see what it was then neither.
        """
        records = await self._log.stream(object_id)
        now = self._allowed(object_id, caller, records, "")
        if as_of is None:
            return now
        return self._allowed(object_id, caller, [each for each in records if each.position <= as_of], "")

    async def history(self, object_id: str, caller: Caller) -> Sequence[Recorded]:
        """Give everything recorded of an object, oldest first; raises ``ObjectNotFound``."""
        records = await self._log.stream(object_id)
        self._allowed(object_id, caller, records, HISTORY)
        return records

    def sees(self, object_id: str, caller: Caller) -> bool:
        """Tell whether what is recorded of an object may be read by a caller, whatever state it is in."""
        offices = authority.concerned(None, {}, object_id)
        row = object_id.partition(":")[0] + HISTORY
        return self._matrix.refusal(row, caller, offices, LISTED) is None

    async def document(self, sha256: str, caller: Caller) -> None:
        """Let a caller have a document by its hash; raises ``DocumentNotFound`` for what was written for others.

        Whoever was given a hash by what may be read may have the bytes, save two kinds: minutes before they are
        redacted, which are for the body, the secretariat, and whom the matrix names; and excerpts, which are for who
        may read the excerpt itself. What is public is nobody's secret.
        """
        minuted = [each for each in await self._meetings() if sha256 in each.texts]
        if any(each.meeting.minutes.public_copy == sha256 for each in minuted):
            return
        allowed = [self._may_read(each.meeting, caller) for each in minuted]
        allowed += [not self._forbids(each, each.id, caller, "") for each in await self._excerpts(sha256)]
        if allowed and not any(allowed):
            raise DocumentNotFound(sha256=sha256)

    async def _meetings(self) -> list["_Minuted"]:
        minuted = []
        for records in (await self._log.streams(Meeting.TOPIC)).values():
            facts = [record.event for record in records]
            meeting = replay(Meeting, facts)
            if meeting is not None:
                texts = {fact.content_hash for fact in facts if isinstance(fact, Meeting.MinutesDrafted)}
                minuted.append(_Minuted(meeting, frozenset(texts)))
        return minuted

    async def _excerpts(self, sha256: str) -> list[Excerpt]:
        """Find the excerpts that have, or once had, this text."""
        found = []
        for records in (await self._log.streams(Excerpt.TOPIC)).values():
            facts = [record.event for record in records]
            made = [fact.extract for fact in facts if isinstance(fact, Excerpt.Made | Excerpt.MadeAnew)]
            excerpt = replay(Excerpt, facts)
            if excerpt is not None and sha256 in {extract.content_hash for extract in made}:
                found.append(excerpt)
        return found

    def _may_read(self, meeting: Meeting, caller: Caller) -> bool:
        names = {caller.person_id, caller.office_id}
        belongs = meeting.body_id == caller.body_id or not names.isdisjoint(meeting.partakers)
        asker = replace(caller, body_id=meeting.body_id) if belongs else replace(caller, lg_code=None, body_id=None)
        return self._matrix.refusal(MINUTES, asker, (meeting.body_id,), authority.state_of(meeting)) is None

    def reach(self, query: str, caller: Caller) -> Reach:
        """Say how far a query reaches for a caller; raises ``NotPermitted``."""
        if self._matrix.refusal(query, caller, (), LISTED) is None:
            return Reach(None)
        own = (caller.lg_code,) if caller.lg_code else ()
        refusal = self._matrix.refusal(query, caller, own, LISTED)
        if refusal is not None:
            raise refusal
        return Reach(caller.lg_code)

    def of_body(self, query: str, caller: Caller) -> str | None:
        """Say of which body alone a query tells a caller, ``None`` for every one; raises ``NotPermitted``."""
        if self._matrix.refusal(query, caller, (), LISTED) is None:
            return None
        own = (caller.body_id,) if caller.body_id else ()
        refusal = self._matrix.refusal(query, caller, own, LISTED)
        if refusal is not None:
            raise refusal
        return caller.body_id

    def _allowed(self, object_id: str, caller: Caller, records: Sequence[Recorded], part: str) -> Aggregate:
        found = None
        for record in records:
            found = record.event.mutate(found)
        if not isinstance(found, Aggregate) or self._forbids(found, object_id, caller, part):
            raise ObjectNotFound(object_id=object_id)
        return found

    def _forbids(self, found: Aggregate, object_id: str, caller: Caller, part: str) -> bool:
        offices = authority.concerned(found, {}, object_id)
        row = object_id.partition(":")[0] + part
        return self._matrix.refusal(row, caller, offices, authority.state_of(found)) is not None
