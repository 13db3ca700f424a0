"""How things stand: the few objects that the day's work looks at, held in memory and kept current by following the log.

This is for finding out what there is to do. Whether it is done is decided by each command on what it loads itself.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from application.desk import replay
from application.ports import EventLog, Recorded
from application.rounds import KINDS, kind_of
from domain.announcement import Announcement
from domain.calendar import Step
from domain.kernel import Aggregate
from domain.letter_wording import LetterWording
from domain.mail_pause import MailPause
from domain.notice import Notice
from domain.office import Office
from domain.plan import Plan
from domain.region import Region
from domain.review_round import ReviewRound
from domain.submission import Submission
from scheduler.tries import Tries

A = TypeVar("A", bound=Aggregate)
FOLLOWED: tuple[type[Aggregate], ...] = (
    Region,
    Plan,
    Office,
    ReviewRound,
    *KINDS,
    Notice,
    Announcement,
    MailPause,
    LetterWording,
)
BY_TOPIC = {kind.TOPIC: kind for kind in FOLLOWED}
PAGE = 500
UNTRIED = Tries()


class Standing:
    """現況: regions, plans, offices, rounds, what was filed and what was noticed, as of a position of the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._held: dict[type[Aggregate], dict[str, Aggregate]] = {kind: {} for kind in FOLLOWED}
        self._in_order: dict[type[Aggregate], list[Aggregate]] = {}
        self._tries: dict[str, Tries] = {}
        self._turn = asyncio.Lock()
        self.position: int | None = None

    async def refresh(self) -> None:
        """Catch up with the log."""
        async with self._turn:
            if self.position is None:
                await self._load()
            while page := await self._log.page(self.position or 0, PAGE):
                for record in page:
                    self._follow(record)
                self.position = page[-1].position

    def every(self, kind: type[A]) -> Sequence[A]:
        """Give all objects of a kind, by id."""
        found = self._in_order.get(kind)
        if found is None:
            found = [held for _, held in sorted(self._held[kind].items())]
            self._in_order[kind] = found
        return cast("list[A]", found)

    def find(self, kind: type[A], stream_id: str) -> A | None:
        """Give one object, or ``None``."""
        held = self._held[kind].get(stream_id)
        return cast("A | None", held)

    def filed(self, review_round: ReviewRound, lg_code: str, step: Step) -> Submission | None:
        """Give what an office has of a step, or ``None``."""
        kind = kind_of(step)
        return None if kind is None else self.find(kind, kind.create_id(lg_code, review_round.fiscal_year))

    def open_rounds(self) -> Sequence[ReviewRound]:
        """Give the rounds in which anything may still be owed."""
        return [each for each in self.every(ReviewRound) if each.is_open]

    def own_closed_days(self) -> Mapping[str, frozenset[date]]:
        """Give the days on which the offices of a municipality are closed by its own rule or by what happened there."""
        days: dict[str, frozenset[date]] = {}
        for office in self.every(Office):
            if office.lg_code is not None:
                days[office.lg_code] = days.get(office.lg_code, frozenset()) | office.closed_days
        return days

    def tries_of(self, notice: Notice) -> Tries:
        """Tell how often and since when sending a notice has been tried."""
        return self._tries.get(notice.id, UNTRIED)

    async def _load(self) -> None:
        position = await self._log.head()
        for kind in FOLLOWED:
            for stream_id, records in (await self._log.streams(kind.TOPIC)).items():
                self._hold(kind, stream_id, records)
        self.position = position

    def _hold(self, kind: type[Aggregate], stream_id: str, records: Sequence[Recorded]) -> None:
        aggregate = replay(kind, [record.event for record in records])
        if aggregate is not None:
            self._put(kind, stream_id, aggregate)
            self._note_tries(records)

    def _put(self, kind: type[Aggregate], stream_id: str, aggregate: Aggregate) -> None:
        self._held[kind][stream_id] = aggregate
        self._in_order.pop(kind, None)

    def _follow(self, record: Recorded) -> None:
        kind = BY_TOPIC.get(record.stream_id.partition(":")[0])
        if kind is None:
            return
        held = self._held[kind].get(record.stream_id)
        if held is not None and record.version <= held.version:
            return
        self._put(kind, record.stream_id, record.event.mutate(held))
        self._note_tries([record])

    def _note_tries(self, records: Iterable[Recorded]) -> None:
        for record in records:
            if record.stream_id.startswith(f"{Notice.TOPIC}:"):
                self._tries[record.stream_id] = self._tries.get(record.stream_id, UNTRIED).after(record)
