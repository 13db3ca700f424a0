"""Writing: a letter as it reads in the moment of sending."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from application.attachments import MEDIA_TYPES
from application.checkpoints import Checkpoint
from application.enclosing import SurveyForms
from application.letter import JIS, Enclosure, Letter
from application.letter_text import UNREACHABLE, Item, LetterTexts
from application.mailing import SETTLED, owed_on
from application.ports import Clock, Contact, Documents
from application.sealing import Seals
from domain.announcement import Announcement
from domain.attachment import MOST_BYTES, Attachment
from domain.calendar import Step, wareki, wareki_fiscal_year
from domain.filing import SubmissionState
from domain.letter_wording import AS_DELIVERED, LetterWording, Wording
from domain.notice import Notice
from domain.notice_terms import message_id
from domain.obligations import Obligation
from domain.office import Office
from domain.plan import Plan
from domain.reminder import Audience
from domain.review_round import ReviewRound
from domain.submission import Submission
from scheduler.addressees import Addressees, mailbox
from scheduler.bundling import Bundle
from scheduler.duties import Rules
from scheduler.standing import Standing

ENCLOSED, UNENCLOSED = "添付の調査票（Excel）への記入", "様式の添付又は本文への記載"
NOT_BEGUN = "作成が始まっていません。"
UNREACHED = "団体の宛先の登録がないため、団体へは送付していません。"


@dataclass(frozen=True, slots=True)
class Draft:
    """起案文: a letter, and from which version of which text it was made."""

    letter: Letter
    text: str
    text_version: int


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
        documents: Documents,
        address: str | None,
        surveys: SurveyForms | None = None,
    ) -> None:
        self._surveys = surveys
        self._documents = documents
        self._standing = standing
        self._addressees = addressees
        self._texts = texts
        self._rules = rules
        self._clock = clock
        self._seals = seals
        self._address = address

    async def write(
        self, bundle: Bundle, today: date | None = None, *, text: str | None = None, wording: Wording | None = None
    ) -> Draft:
        """Write the letter of a bundle as of a day; raises what forbids to address or to word it.

        ``text`` and ``wording`` are for a preview: another text than the stages call for, other words than hold now.
        """
        day = today or self._clock.today()
        sender = await self._addressees.secretariat()
        recipient = await self._addressees.contact(bundle.recipient)
        made = self._announcement(bundle)
        entries = [*_entries(self._standing, bundle.notices, day), *_of_announcement(self._standing, bundle, made, day)]
        entries.sort(key=lambda each: (each.owed.due_on, each.owed.lg_code))
        surveys = await self._surveys_of(bundle)
        text = text or self._text(bundle, entries, day)
        held = self._standing.find(LetterWording, LetterWording.create_id(text))
        written = self._texts.write(
            text,
            {
                **await self._facts(sender, recipient, bundle, entries, day),
                **_words(made),
                "answer": ENCLOSED if surveys else UNENCLOSED,
            },
            [*self._items(bundle, entries, day), *self._untold(bundle, text, made)],
            sample=sender.sample or recipient.sample,
            wording=wording or (held.versions[-1] if held else None),
        )
        letter = Letter(
            message_id=message_id(bundle.key, mailbox(sender).domain),
            sender=mailbox(sender),
            recipient=mailbox(recipient),
            subject=written.subject,
            body=written.body,
            written_at=self._clock.now(),
            enclosures=(*surveys, *[await self._enclosed(each) for each in (made.attachments if made else ())]),
        )
        if recipient.charset == JIS:
            letter = letter.readable_in_jis()
        return Draft(letter, text, len(held.versions) if held else AS_DELIVERED)

    async def _enclosed(self, attachment: Attachment) -> Enclosure:
        content = await self._documents.get(attachment.sha256)
        return Enclosure(attachment.name, MEDIA_TYPES[attachment.kind], content)

    async def _surveys_of(self, bundle: Bundle) -> Sequence[Enclosure]:
        """Make the surveys of what an office is asked for; all of them together, or none where they are too much."""
        if self._surveys is None or self._addressees.is_secretariat(bundle.recipient):
            return ()
        asked = [each.occasion for each in bundle.notices if self._rules.encloses(each.occasion.stage)]
        wanted = sorted({(each.step, each.round_id, each.lg_code) for each in asked if each.step is not None})
        found = [
            await self._surveys.of(step, int(round_id.rpartition(":")[2]), lg_code, self._standing.position or 0)
            for step, round_id, lg_code in wanted
        ]
        made = [each for surveys in found for each in surveys]
        return made if sum(len(each.content) for each in made) <= MOST_BYTES else ()

    async def _facts(
        self, sender: Contact, recipient: Contact, bundle: Bundle, entries: "Sequence[_Entry]", day: date
    ) -> Mapping[str, str]:
        rounds = _rounds(entries)
        plans = [self._standing.find(Plan, each.plan_id) for each in rounds.values()]
        honorific = "様" if self._addressees.is_person(bundle.recipient) else "御中"
        return {
            "fiscal_year": "・".join(wareki_fiscal_year(each) for each in sorted(rounds)),
            "first_due_on": wareki(entries[0].owed.due_on) if entries else "－",
            "written_on": wareki(day),
            "recipient": f"{recipient.name}　{honorific}",
            "office": sender.name,
            "plan": "・".join(dict.fromkeys(plan.name for plan in plans if plan is not None)),
            "telephone": sender.telephone or "－",
            "mail": sender.mail or "",
            "address": f"　{self._address}" if self._address else "",
            "position": f"第{self._standing.position}号",
            "checkpoint": _shown(await self._seals.last()),
        }

    def _announcement(self, bundle: Bundle) -> Announcement | None:
        about = bundle.notices[0].occasion.about if bundle.notices else None
        return None if about is None else self._standing.find(Announcement, about)

    def _text(self, bundle: Bundle, entries: "Sequence[_Entry]", day: date) -> str:
        """Name the text of a letter: the secretariat is told what an office without an address should have got."""
        if self._instead(bundle) == [*bundle.notices]:
            return UNREACHABLE
        over = {(each.owed.lg_code, each.owed.step) for each in entries if each.owed.due_on < day}
        return self._rules.text_of(bundle.notices, lambda each: (each.occasion.lg_code, each.occasion.step) in over)

    def _instead(self, bundle: Bundle) -> Sequence[Notice]:
        """Give the notices that the secretariat gets in the place of an office that has no address."""
        if not self._addressees.is_secretariat(bundle.recipient):
            return []
        return [each for each in bundle.notices if not self._is_told(each)]

    def _is_told(self, notice: Notice) -> bool:
        return self._rules.audience_of(notice.occasion.stage) is Audience.SECRETARIAT

    def _items(self, bundle: Bundle, entries: "Sequence[_Entry]", day: date) -> Iterator[Item]:
        """Word what is owed, naming the municipality where a letter is about several, or not to the one concerned."""
        named = len({each.owed.lg_code for each in entries}) > 1 or self._addressees.is_secretariat(bundle.recipient)
        instead = {(each.occasion.lg_code, each.occasion.step) for each in self._instead(bundle)}
        for entry in entries:
            of = self._town(entry.owed.lg_code) if named else ""
            item = _item(entry, day, named=len(_rounds(entries)) > 1, of=of)
            unreached = (entry.owed.lg_code, entry.owed.step) in instead
            yield replace(item, missing=[UNREACHED, *item.missing]) if unreached else item

    def _untold(self, bundle: Bundle, text: str, made: Announcement | None) -> Iterator[Item]:
        """Word an announcement that the secretariat gets in the place of an office."""
        if made is not None and text == UNREACHABLE and not made.steps:
            for notice in bundle.notices:
                told = f"お知らせ「{_plain(made.subject)}」"
                yield Item(step=told, due_on="－", state=UNREACHED, of=self._town(notice.occasion.lg_code))

    def _town(self, lg_code: str) -> str:
        names = [each.name for each in self._standing.every(Office) if each.lg_code == lg_code]
        return f"{names[0] if names else ''}（{lg_code}）"


def _words(made: Announcement | None) -> Mapping[str, str]:
    if made is None:
        return {}
    return {"subject": _plain(made.subject), "message": "\n　".join(_plain(line) for line in made.body.splitlines())}


def _shown(checkpoint: Checkpoint | None) -> str:
    """Show what a reader of the letter can hold against the record later; it stands at the foot, in one line."""
    return checkpoint.shown() if checkpoint else "－"


@dataclass(frozen=True, slots=True)
class _Entry:
    review_round: ReviewRound
    owed: Obligation
    act: Submission | None


def _entries(standing: Standing, notices: Sequence[Notice], today: date) -> Iterator[_Entry]:
    """Yield what the notices ask for, each thing once, however many rungs of the ladder ask for it."""
    asked = [(each.occasion.round_id, each.occasion.lg_code, each.occasion.step) for each in notices]
    for round_id, lg_code, step in dict.fromkeys(asked):
        review_round = standing.find(ReviewRound, round_id)
        if review_round is not None and step is not None:
            yield _entry(standing, review_round, lg_code, step, today)


def _of_announcement(standing: Standing, bundle: Bundle, made: Announcement | None, today: date) -> Iterator[_Entry]:
    """Yield what the office owes of the steps that a nudge names."""
    review_round = None if made is None else standing.find(ReviewRound, made.round_id)
    if made is not None and review_round is not None:
        for step in made.steps:
            entry = _entry(standing, review_round, bundle.notices[0].occasion.lg_code, step, today)
            if entry.owed.state not in SETTLED:
                yield entry


def _entry(standing: Standing, review_round: ReviewRound, lg_code: str, step: Step, today: date) -> _Entry:
    act = standing.filed(review_round, lg_code, step)
    return _Entry(review_round, owed_on(review_round, lg_code, step, act, today), act)


def _rounds(entries: Sequence[_Entry]) -> Mapping[int, ReviewRound]:
    return {each.review_round.fiscal_year: each.review_round for each in entries}


def _item(entry: _Entry, today: date, *, named: bool, of: str) -> Item:
    owed = entry.owed
    passed = f"（期限から{(today - owed.due_on).days}日経過）" if owed.overdue else ""
    extended = "（延長後）" if owed.extended else ""
    fiscal_year = f"{wareki_fiscal_year(entry.review_round.fiscal_year)} " if named else ""
    return Item(
        step=f"{fiscal_year}{owed.step.japanese}",
        due_on=f"{wareki(owed.due_on)}{extended}",
        state=f"{owed.state.japanese}{passed}",
        missing=_missing(entry.act),
        of=of,
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
