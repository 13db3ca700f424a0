"""Writing: the notices that go out in one letter, and the letter as it reads in the moment of sending."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from application.checkpoints import Checkpoint
from application.letter import Letter
from application.letter_text import Item, LetterTexts
from application.mailing import owed_on
from application.ports import Clock
from application.sealing import Seals
from domain.calendar import OFFICE_STEPS, wareki, wareki_fiscal_year
from domain.filing import SubmissionState
from domain.notice import Notice, NoticeState, message_id
from domain.obligations import Obligation
from domain.plan import Plan
from domain.review_round import ReviewRound
from domain.submission import Submission
from scheduler.addressees import Addressees, mailbox
from scheduler.duties import UNSENT, Rules
from scheduler.standing import Standing

NOT_BEGUN = "作成が始まっていません。"


@dataclass(frozen=True, slots=True)
class Bundle:
    """一通: the notices of one recipient and day. The key names the letter for ever."""

    key: str
    recipient: str
    notices: tuple[Notice, ...]


def bundles(standing: Standing, today: date) -> Iterator[Bundle]:
    """Bundle what is to be sent; a recipient who got a letter today gets the rest tomorrow.

    The day in the key is that of the first attempt, so that a letter tried again is the same letter.
    """
    letters: dict[tuple[str, date], list[Notice]] = {}
    begun: set[tuple[str, date]] = set()
    for notice in standing.every(Notice):
        first = standing.first_claimed_on(notice)
        if first is not None:
            begun.add((notice.occasion.recipient, first))
        if notice.state in UNSENT and (notice.due_on <= today or notice.state is NoticeState.CLAIMED):
            letters.setdefault((notice.occasion.recipient, first or today), []).append(notice)
    for (recipient, day), notices in sorted(letters.items()):
        is_begun = (recipient, day) in begun
        same = [each for each in notices if (standing.first_claimed_on(each) is not None) == is_begun]
        if same:
            yield Bundle(f"{recipient}/{day.isoformat()}", recipient, tuple(same))


class Writer:
    """起案: writes letters from how things stand now."""

    def __init__(  # noqa: PLR0913 - what a letter is made of
        self,
        standing: Standing,
        addressees: Addressees,
        texts: LetterTexts,
        rules: Rules,
        clock: Clock,
        *,
        seals: Seals,
        address: str | None,
    ) -> None:
        self._standing = standing
        self._addressees = addressees
        self._texts = texts
        self._rules = rules
        self._clock = clock
        self._seals = seals
        self._address = address

    async def write(self, bundle: Bundle) -> Letter:
        """Write the letter of a bundle; raises what forbids to address or to word it."""
        sender = await self._addressees.secretariat()
        recipient = await self._addressees.contact(bundle.recipient)
        today = self._clock.today()
        entries = sorted(_entries(self._standing, bundle.notices, today), key=lambda each: each.owed.due_on)
        rounds = {each.review_round.fiscal_year: each.review_round for each in entries}
        plans = [self._standing.find(Plan, each.plan_id) for each in rounds.values()]
        honorific = "様" if self._addressees.is_person(bundle.recipient) else "御中"
        facts = {
            "fiscal_year": "・".join(wareki_fiscal_year(each) for each in sorted(rounds)),
            "first_due_on": wareki(entries[0].owed.due_on),
            "written_on": wareki(today),
            "recipient": f"{recipient.name}　{honorific}",
            "office": sender.name,
            "plan": "・".join(dict.fromkeys(plan.name for plan in plans if plan is not None)),
            "telephone": sender.telephone or "－",
            "mail": sender.mail or "",
            "address": f"　{self._address}" if self._address else "",
            "position": f"第{self._standing.position}号",
            "checkpoint": _shown(await self._seals.last()),
        }
        rule = self._rules.most_urgent([notice.occasion.stage for notice in bundle.notices])
        sample = sender.sample or recipient.sample
        items = [_item(each, today, named=len(rounds) > 1) for each in entries]
        written = self._texts.write(rule.text, facts, items, sample=sample)
        return Letter(
            message_id=message_id(bundle.key, mailbox(sender).domain),
            sender=mailbox(sender),
            recipient=mailbox(recipient),
            subject=written.subject,
            body=written.body,
            written_at=self._clock.now(),
        )


def _shown(checkpoint: Checkpoint | None) -> str:
    """Show what a reader of the letter can hold against the record later; it stands at the foot, in one line."""
    return checkpoint.shown() if checkpoint else "－"


@dataclass(frozen=True, slots=True)
class _Entry:
    review_round: ReviewRound
    owed: Obligation
    act: Submission | None


def _entries(standing: Standing, notices: Sequence[Notice], today: date) -> Iterator[_Entry]:
    for notice in sorted(notices, key=lambda each: OFFICE_STEPS.index(each.occasion.step)):
        occasion = notice.occasion
        review_round = standing.find(ReviewRound, occasion.round_id)
        if review_round is not None:
            act = standing.filed(review_round, occasion.lg_code, occasion.step)
            yield _Entry(review_round, owed_on(review_round, occasion.lg_code, occasion.step, act, today), act)


def _item(entry: _Entry, today: date, *, named: bool) -> Item:
    owed = entry.owed
    passed = f"（期限から{(today - owed.due_on).days}日経過）" if owed.overdue else ""
    extended = "（延長後）" if owed.extended else ""
    fiscal_year = f"{wareki_fiscal_year(entry.review_round.fiscal_year)} " if named else ""
    return Item(
        step=f"{fiscal_year}{owed.step.japanese}",
        due_on=f"{wareki(owed.due_on)}{extended}",
        state=f"{owed.state.japanese}{passed}",
        missing=_missing(entry.act),
    )


def _missing(act: Submission | None) -> list[str]:
    if act is None:
        return [NOT_BEGUN]
    if act.state is SubmissionState.RETURNED:
        return [_plain(each.comment) for each in act.returns[-1].comments]
    return [refusal.japanese for refusal in act.submit_blockers()]


def _plain(text: str) -> str:
    """Take out line breaks and invisible signs: what a person wrote must not break the letter."""
    kept = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join(kept.split())
