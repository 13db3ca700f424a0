"""The excerpt: what the approved minutes say on one item, returned to the office that put it before the meeting."""

import json
from collections.abc import Iterator
from datetime import date

from domain.agenda import ItemKind, ItemsUndecided, ItemUnknown, Outcome
from domain.body import BodyId
from domain.change_cause import ChangeCause
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, PersonId, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.meeting import Meeting
from domain.minutes import copy_blockers
from domain.pin import ContentHash


class ExcerptState(Labelled):
    """議事録抄本の状態: computed from what has happened."""

    MADE = "made", "送付済み（受領待ち）", "returned, not yet received"
    RECEIVED = "received", "受領済み", "received"
    FALLEN = "fallen", "失効", "fallen"


class Extract(Value):
    """抄本の内容: the bytes by their hash, the approved minutes that they were taken from, when and by whom."""

    content_hash: ContentHash
    minutes_hash: ContentHash
    made_on: date
    by: PersonId


class Receiving(Value):
    """受領: on which day the office had the excerpt, and who said so."""

    received_on: date
    by: PersonId


class ExcerptText(Value):
    """抄本の文面: everything that the office gets to read about its item, standing by itself."""

    meeting_id: StreamId
    body_id: BodyId
    held_on: date
    item: int
    kind: ItemKind
    title: Line
    object_id: StreamId | None
    object_version: int | None
    outcome: Outcome
    minutes_hash: ContentHash
    passage: Text

    def canonical(self) -> bytes:
        """Write the excerpt in its one canonical form: sorted keys, no white space, UTF-8."""
        tree = self.model_dump(mode="json")
        return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class ItemPutByNoOffice(Refusal):
    """この議題を付議した担当部局が記録されていません。"""


class PassageNotInMinutes(Refusal):
    """抜粋した文が承認された議事録にありません。"""


class ExcerptAlreadyReceived(Refusal):
    """この抄本はすでに受領されています。"""


class ExcerptNotStanding(Refusal):
    """この抄本は効力を失っています。"""


class ReceivedBeforeMade(Refusal):
    """受領の日が抄本の作成日より前です。"""


def excerpt_blockers(meeting: Meeting, number: int | None = None) -> Iterator[Refusal]:
    """Yield minutes that are not approved; then, given an item, one unknown, undecided, or put by no office."""
    yield from copy_blockers(meeting.minutes)
    if number is None:
        return
    item = next((each for each in meeting.agenda.items if each.number == number), None)
    if item is None:
        yield ItemUnknown(item=number)
        return
    if item.undecided:
        yield ItemsUndecided(items=(number,))
    if item.matter.put_by is None:
        yield ItemPutByNoOffice(item=number)


def offer_blockers(meeting: Meeting) -> Iterator[Refusal]:
    """Yield minutes that are not approved; then, where no item may be excerpted, what stands against the first."""
    if any(copy_blockers(meeting.minutes)):
        yield from copy_blockers(meeting.minutes)
        return
    of_items = [tuple(excerpt_blockers(meeting, item.number)) for item in meeting.agenda.items]
    if all(of_items):
        yield from of_items[0]  # no meeting is held without an item


def passage_blockers(minutes: str, passage: str) -> Iterator[Refusal]:
    """Yield a passage that the minutes do not hold word for word: an excerpt says nothing of its own."""
    if passage not in minutes:
        yield PassageNotInMinutes(characters=len(passage))


def excerpt_text(meeting: Meeting, number: int, passage: str) -> ExcerptText:
    """Lay out what the minutes and the record say on one item; raises what ``excerpt_blockers`` yields."""
    refuse_first(excerpt_blockers(meeting, number))
    item = meeting.agenda.item(number)
    return ExcerptText.model_validate(
        {
            "meeting_id": meeting.id,
            "body_id": meeting.body_id,
            "held_on": meeting.day,
            "item": number,
            "kind": item.matter.kind,
            "title": item.matter.title,
            "object_id": item.matter.object_id,
            "object_version": item.matter.object_version,
            "outcome": item.outcome,
            "minutes_hash": meeting.minutes.draft,
            "passage": passage,
        }
    )


class Excerpt(Aggregate):
    """議事録抄本: of one item, for the office that put it; made anew when the minutes were corrected."""

    TOPIC = "excerpt"

    class Made(Created):
        """議事録の抄本を作成し、付議した担当部局に送付した。"""

        TOPIC = "excerpt.made"
        meeting_id: StreamId
        item: int
        office_id: StreamId
        lg_code: LgCode | None
        extract: Extract

    class MadeAnew(Event):
        """議事録の抄本を作成し直した。"""

        TOPIC = "excerpt.made-anew"
        extract: Extract

    class Received(Event):
        """担当部局が議事録の抄本を受領した。"""

        TOPIC = "excerpt.received"
        receiving: Receiving

    class Fell(Event):
        """議事録の抄本が効力を失った。"""

        TOPIC = "excerpt.fell"
        cause: ChangeCause
        minutes_hash: ContentHash

    @staticmethod
    def create_id(meeting_id: str, item: int) -> str:
        """Name the stream after the meeting and its item, such as ``excerpt:liaison-council:2025:1:3``."""
        return f"excerpt:{meeting_id.partition(':')[2]}:{item}"

    @event(Made)
    def __init__(self, meeting_id: str, item: int, office_id: str, lg_code: str | None, extract: Extract) -> None:
        self.meeting_id = meeting_id
        self.item = item
        self.office_id = office_id
        self.lg_code = lg_code
        self.extract = extract
        self.receiving: Receiving | None = None
        self.fallen: ChangeCause | None = None

    def make_anew(self, extract: Extract) -> None:
        """Make it from other minutes, or with a better passage as long as nobody has it; the same is nothing new."""
        if self.fallen is None and self.extract.content_hash == extract.content_hash:
            return
        refuse_first(self.make_anew_blockers())
        self._made_anew(extract=extract)

    def make_anew_blockers(self) -> Iterator[Refusal]:
        """Yield that the office has it: what somebody holds in hand is not exchanged."""
        if self.fallen is None and self.receiving is not None:
            yield ExcerptAlreadyReceived(received_on=self.receiving.received_on)

    @event(MadeAnew)
    def _made_anew(self, extract: Extract) -> None:
        self.extract = extract
        self.receiving = None
        self.fallen = None

    def receive(self, on: date, by: str) -> None:
        """Record that the office has it; once is enough."""
        refuse_first(self.receive_blockers(on))
        if self.receiving is None:
            self._received(receiving=Receiving(received_on=on, by=by))

    def receive_blockers(self, on: date | None = None) -> Iterator[Refusal]:
        """Yield an excerpt that fell; then, given a day, one before it was made."""
        if self.fallen is not None:
            yield ExcerptNotStanding(cause=self.fallen)
        if on is not None and on < self.extract.made_on:
            yield ReceivedBeforeMade(received_on=on, made_on=self.extract.made_on)

    @event(Received)
    def _received(self, receiving: Receiving) -> None:
        self.receiving = receiving

    def minutes_changed(self, cause: ChangeCause) -> None:
        """Fall, because the minutes that it was taken from no longer count; it falls once and stays in the record."""
        if self.fallen is None:
            self._fell(cause=cause, minutes_hash=self.extract.minutes_hash)

    @event(Fell)
    def _fell(self, cause: ChangeCause, minutes_hash: str) -> None:
        del minutes_hash  # it is that of the extract
        self.fallen = cause

    def awaits(self, office_id: str) -> bool:
        """Tell whether it was returned to this office and nobody there has received it."""
        return self.office_id == office_id and self.state is ExcerptState.MADE

    @property
    def state(self) -> ExcerptState:
        """Tell how it stands."""
        if self.fallen is not None:
            return ExcerptState.FALLEN
        return ExcerptState.MADE if self.receiving is None else ExcerptState.RECEIVED
