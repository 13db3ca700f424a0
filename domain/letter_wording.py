"""Wording: the texts of the letters as the secretariat has worded them. Each version stays; a sent mail names its own.

Version 0 is the text that comes with the product. What a text may say of the facts is known: a word that stands for no
fact is refused when the text is written, not when a letter is to go out.
"""

import re
from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, Line, PersonId, Text, Value, event
from domain.labels import Labelled

TextName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
PLACE = re.compile(r"\$(?:\$|\{([a-z_]+)\}|(.?))", re.DOTALL)
AS_DELIVERED = 0


class WordingState(Labelled):
    """文面の状態: a text that was worded anew."""

    WORDED = "worded", "改定済み", "worded by the secretariat"


class WordingPlaceUnknown(Refusal):
    """文面に、差し込めない項目があります。"""


class WordingPlaceMissing(Refusal):
    """文面に、必ず差し込む項目がありません。"""


class WordingStale(Refusal):
    """見ていた版より新しい文面があります。読み直してください。"""


class Wording(Value):
    """文面: subject and body with the places where facts are put in, such as ``${recipient}``."""

    subject: Line
    body: Text


def places(text: str) -> Iterator[str]:
    """Yield the names of the places of a text, and a stray sign as it stands."""
    for found in PLACE.finditer(text):
        if found[0] != "$$":
            yield found[1] or found[0]


def wording_faults(wording: Wording, known: Collection[str], needed: Collection[str]) -> Iterator[Refusal]:
    """Yield the places that stand for no fact, then those without which the letter would say too little."""
    used = {*places(wording.subject), *places(wording.body)}
    if unknown := sorted(used - set(known)):
        yield WordingPlaceUnknown(places=unknown)
    if missing := sorted(set(needed) - set(places(wording.body))):
        yield WordingPlaceMissing(places=missing)


class LetterWording(Aggregate):
    """通知文の文面: one text of the letters, version by version."""

    TOPIC = "letter-wording"

    class Worded(Created):
        """通知文の文面を初めて改めた。"""

        TOPIC = "letter-wording.worded"
        text: TextName
        wording: Wording
        by: PersonId
        reason: Text

    class Reworded(Event):
        """通知文の文面を改めた。"""

        TOPIC = "letter-wording.reworded"
        number: Annotated[int, Field(ge=2)]
        wording: Wording
        by: PersonId
        reason: Text

    @staticmethod
    def create_id(text: str) -> str:
        """Name the stream, such as ``letter-wording:overdue``."""
        return f"letter-wording:{text}"

    @event(Worded)
    def __init__(self, text: str, wording: Wording, by: str, reason: str) -> None:
        del by, reason  # stay in the record
        self.text = text
        self.versions: tuple[Wording, ...] = (wording,)

    def reword(self, wording: Wording, by: str, reason: str) -> None:
        """Make a new version; the same words again are nothing new."""
        if wording != self.versions[-1]:
            self._reword(number=len(self.versions) + 1, wording=wording, by=by, reason=reason)

    @event(Reworded)
    def _reword(self, number: int, wording: Wording, by: str, reason: str) -> None:
        del number, by, reason  # the versions are in order; the rest stays in the record
        self.versions += (wording,)

    def stale_blockers(self, seen: int) -> Iterator[Refusal]:
        """Yield that another version than the one seen is the newest."""
        if seen != len(self.versions):
            yield WordingStale(seen=seen, newest=len(self.versions))

    @property
    def state(self) -> WordingState:
        """Give the state."""
        return WordingState.WORDED


def check_wording(wording: Wording, known: Collection[str], needed: Collection[str]) -> None:
    """Raise the first fault of a text."""
    refuse_first(wording_faults(wording, known, needed))
