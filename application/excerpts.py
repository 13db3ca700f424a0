"""Commands of excerpts: taken from approved minutes, returned to the office that put the item, received by it."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.submission_acts import acted_on
from domain.errors import Refusal, refuse_first
from domain.excerpt import Excerpt, Extract, excerpt_text, offer_blockers, passage_blockers
from domain.kernel import StreamId, Text
from domain.meeting import Meeting
from domain.office import Capacity, Office

SECRETARIAT = frozenset({Capacity.SECRETARIAT, Capacity.SECRETARIAT_HEAD})


class ExcerptOfAnotherOffice(Refusal):
    """担当部局の受領は、その担当部局が行うか、受付方法と受付日を示して代行します。"""


class MakeExcerpt(Command):
    """議事録の抄本を作成し、付議した担当部局に送付する。"""

    OBJECT = Meeting
    meeting_id: StreamId
    item: Annotated[int, Field(ge=1, description="議題の番号")]
    passage: Annotated[Text, Field(description="承認された議事録のうち、この議題についての部分（原文のまま）")]

    @property
    def object_id(self) -> StreamId:
        """Name the meeting."""
        return self.meeting_id

    async def decide(self, desk: Desk) -> None:
        """Take the passage out of the approved minutes, keep the bytes, and address them to who put the item."""
        meeting = await desk.load(Meeting, self.meeting_id)
        text = excerpt_text(meeting, self.item, self.passage)
        refuse_first(passage_blockers((await desk.documents.get(text.minutes_hash)).decode(), self.passage))
        extract = Extract(
            content_hash=await desk.documents.put(text.canonical()),
            minutes_hash=text.minutes_hash,
            made_on=desk.act.effective_on,
            by=desk.actor,
        )
        held = await desk.find(Excerpt, Excerpt.create_id(meeting.id, self.item))
        if held is not None:
            held.make_anew(extract)
            return
        office = await desk.load(Office, str(meeting.agenda.item(self.item).matter.put_by))
        desk.add(
            Excerpt(meeting_id=meeting.id, item=self.item, office_id=office.id, lg_code=office.lg_code, extract=extract)
        )

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List minutes that are not approved, or that no item is there which an office put and the meeting decided."""
        return list(offer_blockers(await desk.load(Meeting, object_id)))


class ReceiveExcerpt(Command):
    """議事録の抄本を受領する。"""

    OBJECT = Excerpt
    excerpt_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the excerpt."""
        return self.excerpt_id

    async def decide(self, desk: Desk) -> None:
        """Record the day on which the office had it."""
        excerpt = await desk.load(Excerpt, self.excerpt_id)
        refuse_first(_foreign(desk, excerpt))
        excerpt.receive(acted_on(desk), desk.actor)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List the office of somebody else, and an excerpt that fell."""
        excerpt = await desk.load(Excerpt, object_id)
        return [*_foreign(desk, excerpt), *excerpt.receive_blockers()]


def _foreign(desk: Desk, excerpt: Excerpt) -> Iterable[Refusal]:
    """Yield that the secretariat would receive in a municipality's place without saying so (rule 8)."""
    if excerpt.lg_code is not None and desk.act.acting_for is None and desk.act.capacity in SECRETARIAT:
        yield ExcerptOfAnotherOffice(office_id=excerpt.office_id)
