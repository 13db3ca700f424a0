"""Minutes of meetings: drafted by one person, approved by another, redacted for the public; the texts are documents."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.change_cause import ChangeCause
from domain.errors import Refusal, refuse_first
from domain.excerpt import Excerpt
from domain.kernel import StreamId, Text
from domain.meeting import Meeting
from domain.minutes import redaction_blockers
from domain.pin import ContentHash


class _OfMinutes(Command):
    meeting_id: StreamId

    @property
    def object_id(self) -> StreamId:
        """Name the meeting."""
        return self.meeting_id


class DraftMinutes(_OfMinutes):
    """議事録の案を作成する。"""

    OBJECT = Meeting
    text: Text

    async def decide(self, desk: Desk) -> None:
        """Keep the text as a document and record its hash."""
        meeting = await desk.load(Meeting, self.meeting_id)
        meeting.draft_minutes(await desk.documents.put(self.text.encode()), desk.actor)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids drafting."""
        return list((await desk.load(Meeting, object_id)).draft_minutes_blockers())


class ApproveMinutes(_OfMinutes):
    """議事録を承認する。"""

    OBJECT = Meeting
    content_hash: ContentHash

    async def decide(self, desk: Desk) -> None:
        """Approve exactly the text of this hash."""
        (await desk.load(Meeting, self.meeting_id)).approve_minutes(self.content_hash, desk.actor)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids approving, the asker's own draft included."""
        return list((await desk.load(Meeting, object_id)).approve_minutes_blockers(by=desk.actor))


class CorrectMinutes(_OfMinutes):
    """承認後に議事録を修正する。"""

    OBJECT = Meeting
    text: Text
    reason: Annotated[Text, Field(description="修正の理由")]

    async def decide(self, desk: Desk) -> None:
        """Draft another text; the approval falls, and with it the excerpts that were taken from the approved one."""
        meeting = await desk.load(Meeting, self.meeting_id)
        refuse_first(meeting.correct_minutes_blockers())
        meeting.correct_minutes(await desk.documents.put(self.text.encode()), desk.actor)
        for item in meeting.agenda.items if meeting.pending_events else ():
            excerpt = await desk.find(Excerpt, Excerpt.create_id(meeting.id, item.number))
            if excerpt is not None:
                excerpt.minutes_changed(ChangeCause.MINUTES_CORRECTED)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List minutes that are not approved."""
        return list((await desk.load(Meeting, object_id)).correct_minutes_blockers())


class MakePublicCopy(_OfMinutes):
    """議事録の公開用写しを作成する。"""

    OBJECT = Meeting
    text: Text
    nothing_to_redact: Annotated[Text | None, Field(description="伏せる箇所がないとき、その理由")] = None

    async def decide(self, desk: Desk) -> None:
        """Keep the redacted text as a document and record its hash."""
        meeting = await desk.load(Meeting, self.meeting_id)
        refuse_first(meeting.make_public_copy_blockers())
        approved = (await desk.documents.get(str(meeting.minutes.draft))).decode()
        refuse_first(redaction_blockers(approved, self.text, self.nothing_to_redact))
        meeting.make_public_copy(await desk.documents.put(self.text.encode()), self.nothing_to_redact)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids a public copy."""
        return list((await desk.load(Meeting, object_id)).make_public_copy_blockers())
