"""Minutes of meetings: drafted by one person, approved by another, redacted for the public; the texts are documents."""

from collections.abc import Iterable

from application.command import Command
from application.desk import Desk
from domain.errors import Refusal
from domain.kernel import StreamId, Text
from domain.meeting import Meeting
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


class MakePublicCopy(_OfMinutes):
    """議事録の公開用写しを作成する。"""

    OBJECT = Meeting
    text: Text

    async def decide(self, desk: Desk) -> None:
        """Keep the redacted text as a document and record its hash."""
        meeting = await desk.load(Meeting, self.meeting_id)
        meeting.make_public_copy(await desk.documents.put(self.text.encode()))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids a public copy."""
        return list((await desk.load(Meeting, object_id)).make_public_copy_blockers())
