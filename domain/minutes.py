"""The minutes: drafted by one person, approved by another, and copied without personal data for the public."""

from collections.abc import Iterator
from typing import Any

from domain.change_cause import ChangeCause
from domain.errors import Refusal
from domain.kernel import PersonId, Text, Value
from domain.pin import ContentHash


class FallenMinutes(Value):
    """効力を失った議事録: the text that was approved, by whom, and why that no longer counts."""

    content_hash: ContentHash
    approved_by: PersonId
    cause: ChangeCause


class Minutes(Value):
    """議事録: the drafted document and its writer, who approved it, the redacted copy, and earlier approved texts.

    ``nothing_redacted`` is the reason for which the copy for the public is the very text of the minutes.
    """

    draft: ContentHash | None = None
    drafted_by: PersonId | None = None
    approved_by: PersonId | None = None
    public_copy: ContentHash | None = None
    nothing_redacted: Text | None = None
    fallen: tuple[FallenMinutes, ...] = ()

    def drafted(self, content_hash: str, by: str) -> "Minutes":
        """Give the minutes with another draft; what fell before stays."""
        return Minutes(draft=content_hash, drafted_by=by, fallen=self.fallen)

    def copied(self, content_hash: str, nothing_redacted: str | None) -> "Minutes":
        """Give the minutes with their copy for the public."""
        return self.model_copy(update={"public_copy": content_hash, "nothing_redacted": nothing_redacted})

    def felled(self, cause: ChangeCause) -> "Minutes":
        """Give the minutes without their approval and what rests on it, keeping what was approved and by whom."""
        if self.draft is None or self.approved_by is None:
            return self
        fell = FallenMinutes(content_hash=self.draft, approved_by=self.approved_by, cause=cause)
        return Minutes(draft=self.draft, drafted_by=self.drafted_by, fallen=(*self.fallen, fell))


class MinutesNotDrafted(Refusal):
    """議事録の案がありません。"""


class MinutesAlreadyApproved(Refusal):
    """議事録はすでに承認されています。"""


class MinutesNotApproved(Refusal):
    """議事録が承認されていません。"""


class MinutesDiffer(Refusal):
    """承認しようとする議事録は現在の案と異なります。"""


class NothingRedacted(Refusal):
    """公開用写しが議事録と同じです。伏せる箇所がないときは、その理由を明示してください。"""


class RedactionContradicted(Refusal):
    """伏せる箇所がないとされていますが、公開用写しは議事録と異なります。"""


class MinutesApprovedByDrafter(Refusal):
    """議事録の作成者と承認者は別の者でなければなりません。"""


def redraft_blockers(minutes: Minutes) -> Iterator[Refusal]:
    """Yield what forbids another draft: an approval."""
    if minutes.approved_by is not None:
        yield MinutesAlreadyApproved(approved_by=minutes.approved_by)


def approval_blockers(minutes: Minutes, content_hash: str | None = None, by: str | None = None) -> Iterator[Refusal]:
    """Yield what forbids approving: no draft, an approval, another text than the draft, the drafter's own approval."""
    if minutes.draft is None:
        yield MinutesNotDrafted()
        return
    yield from redraft_blockers(minutes)
    if content_hash not in {None, minutes.draft}:
        yield MinutesDiffer(draft=minutes.draft, asked=content_hash)
    if by == minutes.drafted_by:
        yield MinutesApprovedByDrafter(by=by)


def copy_blockers(minutes: Minutes) -> Iterator[Refusal]:
    """Yield what forbids a copy for the public: minutes that nobody has approved."""
    if minutes.draft is None:
        yield MinutesNotDrafted()
    elif minutes.approved_by is None:
        yield MinutesNotApproved(drafted_by=minutes.drafted_by)


def redaction_blockers(minutes: str, copy: str, nothing_to_redact: str | None) -> Iterator[Refusal]:
    """Yield a copy that hides nothing without saying so, and the word that nothing is hidden where that is untrue.

    Blanks and line breaks are no redaction.
    """
    same = "".join(minutes.split()) == "".join(copy.split())
    if same and nothing_to_redact is None:
        yield NothingRedacted()
    if not same and nothing_to_redact is not None:
        yield RedactionContradicted()


def without_statement(state: dict[str, Any]) -> None:
    """Lift a public copy from before it could be said that nothing is hidden in it: nobody said so."""
    state["nothing_redacted"] = None
