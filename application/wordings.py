"""Commands of the wording: the secretariat words a letter anew; what it says of the facts is checked at once."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.letter_text import FACTS, LETTERS, LetterTextUnknown
from domain.errors import Refusal, refuse_first
from domain.kernel import StreamId, Text
from domain.letter_wording import AS_DELIVERED, LetterWording, TextName, Wording, WordingStale, check_wording


class WordLetter(Command):
    """通知文の文面を改める。"""

    OBJECT = LetterWording
    text: Annotated[TextName, Field(description="文面の名（例 overdue）")]
    wording: Annotated[Wording, Field(description="件名と本文。差込みは ${recipient} のように書く")]
    seen_version: Annotated[int, Field(ge=0, description="元にした文面の版。0は製品の文面")]
    reason: Annotated[Text, Field(description="改める理由")]

    @property
    def object_id(self) -> StreamId:
        """Name the text."""
        return LetterWording.create_id(self.text)

    async def decide(self, desk: Desk) -> None:
        """Make the next version; earlier ones stay, and letters that were sent name theirs."""
        if self.text not in LETTERS:
            raise LetterTextUnknown(text=self.text)
        check_wording(self.wording, FACTS, LETTERS[self.text])
        found = await desk.find(LetterWording, self.object_id)
        if found is None:
            if self.seen_version != AS_DELIVERED:
                raise WordingStale(seen=self.seen_version, newest=AS_DELIVERED)
            desk.add(LetterWording(text=self.text, wording=self.wording, by=desk.actor, reason=self.reason))
            return
        refuse_first(found.stale_blockers(self.seen_version))
        found.reword(self.wording, by=desk.actor, reason=self.reason)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a text that is none of the letters."""
        del desk
        text = object_id.partition(":")[2]
        return [] if text in LETTERS else [LetterTextUnknown(text=text)]
