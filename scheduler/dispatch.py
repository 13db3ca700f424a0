"""Dispatch: claim, write, send, record. Whoever dies before recording sends the same letter again, with its old id."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from application.authority import StateForbids
from application.letter import (
    NO_REPLY,
    MailAddressRefused,
    MailBodyRefused,
    MailDeferred,
    MailHeaderRefused,
    MailRefused,
    MailTransport,
)
from application.mailing import (
    ClaimLetter,
    DeadLetter,
    DeferLetter,
    NoticeMoved,
    RecordLetterRefused,
    RecordLetterSent,
    Seen,
)
from application.ports import Clock, StreamMoved
from application.undelivered import ResendNotices
from domain.errors import Refusal
from domain.labels import Labelled
from domain.notice import Notice
from domain.notice_terms import NoticeDone, NoticeState
from scheduler.acts import Acts, Lead, LeadLost
from scheduler.addressees import Addressees, OfficeUnreachable
from scheduler.bundling import Bundle, bundles
from scheduler.duties import NO_ADDRESS, Rules, needless, owed, unsent
from scheduler.standing import Standing
from scheduler.tries import PATIENCE
from scheduler.writing import Draft, Writer

AT_ONCE = 8
PER_HOST = 2  # letters on their way to one receiving domain: many towns share a provider that counts
UNSENT_LETTERS = "letters that could not be sent"
MOVED = (NoticeMoved, NoticeDone, StreamMoved, StateForbids, LeadLost)
UNADDRESSABLE = (OfficeUnreachable, MailAddressRefused, MailHeaderRefused, MailBodyRefused)


class Fate(Labelled):
    """発送の結果: what became of one letter."""

    SENT = "sent", "送信済み", "sent"
    DEFERRED = "deferred", "再送待ち", "deferred"
    REFUSED = "refused", "受取拒否", "refused"
    UNDELIVERABLE = "undeliverable", "送信不能", "undeliverable"
    NOT_OURS = "not-ours", "対象なし", "taken by another worker, or no longer due"


@dataclass(frozen=True, slots=True)
class Delivery:
    """発送: one letter and what became of it."""

    key: str
    fate: Fate
    message_id: str | None = None


class Dispatcher:
    """発送係: sends what is due. Each letter stands for itself; one that fails does not hold up the others."""

    def __init__(  # noqa: PLR0913 - everything between the record and the wire
        self,
        *,
        acts: Acts,
        standing: Standing,
        addressees: Addressees,
        writer: Writer,
        transport: MailTransport,
        rules: Rules,
        clock: Clock,
        worker: str,
    ) -> None:
        self._acts = acts
        self._standing = standing
        self._addressees = addressees
        self._writer = writer
        self._transport = transport
        self._rules = rules
        self._clock = clock
        self._worker = worker
        self._later: dict[str, datetime] = {}
        self._hosts: dict[str, asyncio.Semaphore] = {}

    async def send_due(self, leads: Lead) -> Sequence[Delivery]:
        """Supersede what is needless, then send every letter that is due; raises together what went wrong.

        ``leads`` is asked again before each letter: a worker that froze must not go on where another took over.
        """
        await self._standing.refresh()
        today = self._clock.today()
        if unsent(self._standing):
            found = list(owed(self._standing, self._rules, today))
            for command in needless(self._standing, found, self._rules, today):
                await self._acts.perform(command)
            await self._standing.refresh()
        waiting = [each for each in await self._bundles(today) if self._patient(each)]
        lanes = asyncio.Semaphore(AT_ONCE)
        results = await asyncio.gather(*(self._in_lane(lanes, each, leads) for each in waiting), return_exceptions=True)
        failures = [each for each in results if isinstance(each, BaseException)]
        if failures:
            raise BaseExceptionGroup(UNSENT_LETTERS, failures)
        return [each for each in results if isinstance(each, Delivery)]

    async def _bundles(self, today: date) -> Sequence[Bundle]:
        if not unsent(self._standing):
            return []
        return list(bundles(self._standing, self._rules, await self._addressees.readers(), today))

    def _patient(self, bundle: Bundle) -> bool:
        return self._later.get(bundle.key, self._clock.now()) <= self._clock.now()

    async def _in_lane(self, lanes: asyncio.Semaphore, bundle: Bundle, leads: Lead) -> Delivery:
        async with lanes:
            claimed = await self._claim(bundle)
            if claimed is None or not await leads():
                return Delivery(bundle.key, Fate.NOT_OURS)
            return await self._deliver(claimed)

    async def _claim(self, bundle: Bundle) -> Bundle | None:
        seen = tuple(Seen(notice_id=each.id, version=each.version) for each in bundle.notices)
        try:
            await self._acts.perform(ClaimLetter(notices=seen, worker=self._worker))
        except MOVED:  # whoever was quicker, or whatever was filed, has moved a notice: the next round looks again
            return None
        await self._standing.refresh()
        mine = [self._standing.find(Notice, each.id) for each in bundle.notices]
        claimed = tuple(each for each in mine if each is not None and self._is_mine(each))
        return Bundle(bundle.key, bundle.recipient, claimed) if claimed else None

    def _is_mine(self, notice: Notice) -> bool:
        return (notice.state, notice.worker) == (NoticeState.CLAIMED, self._worker)

    async def _deliver(self, bundle: Bundle) -> Delivery:
        try:
            draft = await self._writer.write(bundle)
            async with self._hosts.setdefault(draft.letter.recipient.domain, asyncio.Semaphore(PER_HOST)):
                await self._transport.send(draft.letter)
        except MailDeferred as refusal:
            return await self._defer(bundle, refusal)
        except MailRefused as refusal:
            await self._record(bundle, RecordLetterRefused(notices=_ids(bundle), reply=_reply(refusal)))
            return Delivery(bundle.key, Fate.REFUSED)
        except UNADDRESSABLE as refusal:
            await self._record(bundle, DeadLetter(notices=_ids(bundle), reply=refusal.code))
            await self._fall_back(bundle)
            return Delivery(bundle.key, Fate.UNDELIVERABLE)
        return await self._sent(bundle, draft)

    async def _sent(self, bundle: Bundle, draft: Draft) -> Delivery:
        told = {"message_id": draft.letter.message_id, "text": draft.text, "text_version": draft.text_version}
        await self._record(bundle, RecordLetterSent.model_validate({"notices": _ids(bundle), **told}))
        self._later.pop(bundle.key, None)
        return Delivery(bundle.key, Fate.SENT, draft.letter.message_id)

    async def _defer(self, bundle: Bundle, refusal: MailDeferred) -> Delivery:
        until = self._clock.today()
        if any(self._standing.tries_of(each).is_spent(_reply(refusal), until) for each in bundle.notices):
            await self._record(bundle, DeadLetter(notices=_ids(bundle), reply=_reply(refusal)))
            return Delivery(bundle.key, Fate.UNDELIVERABLE)
        tries = max(each.attempts for each in bundle.notices)
        self._later[bundle.key] = self._clock.now() + PATIENCE[min(tries, len(PATIENCE)) - 1]
        await self._record(bundle, DeferLetter(notices=_ids(bundle), reply=_reply(refusal), until=until))
        return Delivery(bundle.key, Fate.DEFERRED)

    async def _fall_back(self, bundle: Bundle) -> None:
        """Send what could not be addressed to whoever is next in the chain and has an address: within a minute.

        Where the chain leads nowhere else, a person works it off from the list.
        """
        await self._standing.refresh()
        today = self._clock.today()
        asked = [(each.occasion.lg_code, self._rules.audience_of(each.occasion.stage)) for each in bundle.notices]
        found = await self._addressees.of(set(asked), today)
        for notice, whom in zip(bundle.notices, asked, strict=True):
            recipient = found.get(whom, notice.recipient)
            if recipient != notice.recipient:
                command = ResendNotices(notices=(notice.id,), recipient=recipient, reason=NO_ADDRESS)
                await self._acts.perform(command, attempt=str(notice.requeues))

    async def _record(
        self, bundle: Bundle, command: RecordLetterSent | RecordLetterRefused | DeferLetter | DeadLetter
    ) -> None:
        tries = max(each.attempts for each in bundle.notices)
        await self._acts.perform(command, attempt=str(tries), fact=True)


def _ids(bundle: Bundle) -> tuple[str, ...]:
    return tuple(each.id for each in bundle.notices)


def _reply(refusal: Refusal) -> str:
    return str(refusal.details.get("code", NO_REPLY))
