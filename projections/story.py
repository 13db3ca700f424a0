"""The story of a published figure, back to the office's entry: each link names the event at its exact version.

From the edition that was published to its compilation, to the decision of the council and the hearing of the committee,
to the advice and its answers, and to what one office entered, had approved and submitted. The links are events of the
record, so that each can be proven by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from domain.advice import Advice
from domain.agenda import Outcome
from domain.compilation import Compilation
from domain.errors import Refusal
from domain.kernel import Line, PersonId, StreamId, Text, Value
from domain.labels import Labelled
from domain.meeting import Meeting
from domain.pin import Pin
from domain.publication import Content, Publication
from domain.topics import sentence_of
from projections.view import Fact

UNTOLD = {"actor": None, "authority": None, "reason": None}


class Chapter(Labelled):
    """章: which part of the way a link belongs to."""

    PUBLICATION = "publication", "公表", "publication"
    COMMITTEE = "committee", "意見聴取委員会", "advisory committee"
    ADVICE = "advice", "意見と回答", "advice and answers"
    COUNCIL = "council", "連絡会議", "liaison council"
    COMPILATION = "compilation", "取りまとめ", "compilation"
    OFFICE = "office", "市町村の提出", "the office's submission"


class EditionNotFound(Refusal):
    """その版は公表されていません。"""


class StoryLink(Value):
    """つながり: one event on the way, with all that is needed to read it, to check it and to prove it."""

    chapter: Chapter
    position: Annotated[int, Field(description="記録全体での位置。存在の証明に使う")]
    object_id: StreamId
    version: Annotated[int, Field(description="対象の版")]
    topic: Line
    sentence: Annotated[str, Field(description="出来事を表す日本語の文")]
    effective_on: date
    recorded_at: datetime
    actor: Annotated[PersonId | None, Field(description="行為者。対象の履歴を閲覧できない者には null")]
    capacity: Line
    acting_for: Line | None
    authority: Annotated[Line | None, Field(description="根拠。対象の履歴を閲覧できない者には null")]
    reason: Annotated[Text | None, Field(description="理由。対象の履歴を閲覧できない者には null")]
    leaf: Annotated[str, Field(description="RFC 6962 の葉（SHA-256、16進）")]
    rests_on: Annotated[tuple[Pin, ...], Field(description="この出来事が固定した他の対象の版")]


class Story(Value):
    """来歴: the way of one year's edition back to one municipality's entries, newest first within each chapter."""

    fiscal_year: int
    edition: int
    lg_code: str
    content: Content
    links: tuple[StoryLink, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """出典: the histories that the story is read from; the parts by their streams."""

    publication: Sequence[Fact]
    compilation: Sequence[Fact]
    meetings: Sequence[Sequence[Fact]]
    advice: Sequence[Sequence[Fact]]
    parts: Mapping[str, Sequence[Fact]]


def edition_of(publication: Iterable[Fact], number: int | None) -> Fact:
    """Find the event that published an edition, the newest without a number; raises ``EditionNotFound``."""
    published = [fact for fact in publication if isinstance(fact.event, Publication.Published | Publication.Corrected)]
    found = [fact for fact in published if number in {None, _edition(fact)}]
    if not found:
        raise EditionNotFound(edition=number)
    return found[-1]


def parts_of(compilation: Iterable[Fact], number: int, lg_code: str) -> tuple[Pin, ...]:
    """Name the parts of a municipality that a numbered compilation pinned."""
    made = _compiled(compilation, number)
    return () if made is None else _pins_of(made, lg_code)


def content_of(edition: Fact) -> Content:
    """Give what an edition published."""
    assert isinstance(edition.event, Publication.Published | Publication.Corrected)  # noqa: S101 - found as such
    return edition.event.edition.content


def story(lg_code: str, edition: Fact, sources: Sources, sees: Callable[[str], bool]) -> Story:
    """Tell the story of an edition back to a municipality's entries.

    Whoever may not see the history of an object (``sees``) learns that and when it was acted upon, and in which
    capacity, but not by whom and why.
    """
    content = content_of(edition)
    links = [
        *_link(Chapter.PUBLICATION, _publication(sources.publication, edition, content)),
        *_link(Chapter.ADVICE, _advice(sources.advice, content, edition.position)),
        *_link(Chapter.COMMITTEE, _meetings(sources.meetings, content, Outcome.HEARD, edition.position)),
        *_link(Chapter.COUNCIL, _meetings(sources.meetings, content, Outcome.APPROVED, edition.position)),
        *_compilation(sources.compilation, content, lg_code),
        *_link(Chapter.OFFICE, _office(sources, content, lg_code)),
    ]
    return Story(
        fiscal_year=int(edition.stream_id.rpartition(":")[2]),
        edition=_edition(edition),
        lg_code=lg_code,
        content=content,
        links=tuple(link if sees(link.object_id) else link.model_copy(update=UNTOLD) for link in links),
    )


def _edition(fact: Fact) -> int:
    assert isinstance(fact.event, Publication.Published | Publication.Corrected)  # noqa: S101 - found as such
    return fact.event.edition.edition


def _publication(facts: Iterable[Fact], edition: Fact, content: Content) -> Iterator[Fact]:
    """Give who prepared this very content, and who published it."""
    for fact in facts:
        prepared = isinstance(fact.event, Publication.Prepared | Publication.PreparedAnew)
        if fact is edition or (prepared and getattr(fact.event, "content", None) == content):
            yield fact


def _meetings(meetings: Iterable[Sequence[Fact]], content: Content, outcome: Outcome, before: int) -> Iterator[Fact]:
    """Give the sitting, its papers and the decision of every item on the numbered compilation with this outcome."""
    for facts in meetings:
        items = {
            fact.event.item
            for fact in facts
            if isinstance(fact.event, Meeting.ItemPut)
            and (fact.event.matter.object_id, fact.event.matter.object_version)
            == (content.compilation_id, content.number)
        }
        decided = {
            fact.event.item
            for fact in facts
            if isinstance(fact.event, Meeting.ItemDecided)
            and fact.event.item in items
            and fact.event.outcome == outcome
        }
        if decided:
            kinds = Meeting.Convened | Meeting.MaterialFixed | Meeting.Held
            yield from (
                fact
                for fact in facts
                if fact.position < before
                and (isinstance(fact.event, kinds) or getattr(fact.event, "item", 0) in decided)
            )


def _advice(advice: Iterable[Sequence[Fact]], content: Content, before: int) -> Iterator[Fact]:
    """Give the advice on this compilation, and what was answered before the edition came out."""
    for facts in advice:
        given = facts[0].event
        if isinstance(given, Advice.Given) and given.opinion.object_id == content.compilation_id:
            yield from (fact for fact in facts if fact.position < before)


def _compilation(facts: Sequence[Fact], content: Content, lg_code: str) -> Iterator[StoryLink]:
    made = _compiled(facts, content.number)
    finalised = (f for f in facts if isinstance(f.event, Compilation.Finalised) and f.event.number == content.number)
    yield from _link(Chapter.COMPILATION, finalised)
    if made is not None:
        yield _told(Chapter.COMPILATION, made, _pins_of(made, lg_code))


def _office(sources: Sources, content: Content, lg_code: str) -> Iterator[Fact]:
    """Give everything that brought the office's parts to the versions that were pinned."""
    for pin in parts_of(sources.compilation, content.number, lg_code):
        yield from (fact for fact in sources.parts.get(pin.stream_id, ()) if fact.version <= pin.version)


def _compiled(facts: Iterable[Fact], number: int) -> Fact | None:
    kinds = Compilation.Compiled | Compilation.CompiledAnew
    return next((fact for fact in facts if isinstance(fact.event, kinds) and fact.event.number == number), None)


def _pins_of(made: Fact, lg_code: str) -> tuple[Pin, ...]:
    assert isinstance(made.event, Compilation.Compiled | Compilation.CompiledAnew)  # noqa: S101 - found as such
    return tuple(pin for pin in made.event.parts if f":{lg_code}:" in pin.stream_id)


def _link(chapter: Chapter, facts: Iterable[Fact]) -> list[StoryLink]:
    newest_first = sorted(facts, key=lambda fact: -fact.position)
    return [_told(chapter, fact) for fact in newest_first]


def _told(chapter: Chapter, fact: Fact, rests_on: tuple[Pin, ...] = ()) -> StoryLink:
    act = fact.act
    return StoryLink(
        chapter=chapter,
        position=fact.position,
        object_id=fact.stream_id,
        version=fact.version,
        topic=fact.topic,
        sentence=sentence_of(fact.topic),
        effective_on=act.effective_on,
        recorded_at=fact.recorded_at,
        actor=act.actor,
        capacity=act.capacity,
        acting_for=act.acting_for,
        authority=act.authority,
        reason=act.reason,
        leaf=fact.leaf.hex(),
        rests_on=rests_on,
    )
