"""The outlook of the letters: the same derivation as the day's work, on any day, with nothing recorded or sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from application.letter import Letter
from application.letter_outlook import ExpectedLetter, Outlook, Reason
from application.letter_text import FACTS, LETTERS, UNREACHABLE, LetterTextUnknown
from application.mailing import SupersedeNotices, announcing
from domain.calendar import OFFICE_STEPS
from domain.errors import Refusal
from domain.letter_wording import Wording, check_wording
from domain.notice import Notice
from domain.notice_terms import Occasion, Stage
from domain.reminder import Audience
from scheduler.addressees import Addressees, Asked
from scheduler.bundling import Bundle, bundled
from scheduler.duties import Owed, Rules, announced, needless, owed, unplanned
from scheduler.standing import Standing
from scheduler.writing import Draft, Writer

PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class _Expected:
    bundles: tuple[Bundle, ...]
    waiting: tuple[Notice, ...]
    unreachable: tuple[str, ...]


class LetterOutlook:
    """送信の見通し: from the standing of things, for the secretariat and whoever operates the service."""

    def __init__(self, standing: Standing, addressees: Addressees, writer: Writer, rules: Rules) -> None:
        self._standing = standing
        self._addressees = addressees
        self._writer = writer
        self._rules = rules

    async def on(self, day: date) -> Outlook:
        """Tell what would go out on a day, and why."""
        expected = await self._expected(day)
        return Outlook(
            on=day,
            letters=tuple([await self._shown(each, day) for each in expected.bundles]),
            waiting=tuple(_reason(each) for each in expected.waiting),
            unreachable=expected.unreachable,
        )

    async def drafts(self, day: date) -> Sequence[Letter]:
        """Give the letters of a day that can be written."""
        found = []
        for bundle in (await self._expected(day)).bundles:
            try:
                found.append((await self._writer.write(bundle, day)).letter)
            except Refusal:
                continue  # the outlook names it with its problem
        return found

    async def preview(self, text: str, wording: Wording | None, lg_code: str, day: date) -> ExpectedLetter:
        """Word a letter to an office about every step of its open rounds, in the given words or in those of now."""
        if text not in LETTERS:
            raise LetterTextUnknown(text=text)
        if wording is not None:
            check_wording(wording, FACTS, LETTERS[text])
        await self._standing.refresh()
        of = (lg_code, _audience(self._rules, text))
        recipient = (await self._addressees.of([of], day)).get(of, lg_code)
        stage = next((rule.stage for rule in self._rules.stages if rule.text == text), Stage.REQUEST)
        bundle = Bundle(f"{PREVIEW}/{text}", recipient, tuple(self._all_steps(lg_code, recipient, stage, day)))
        return await self._shown(bundle, day, text, wording)

    def _all_steps(self, lg_code: str, recipient: str, stage: Stage, day: date) -> Iterator[Notice]:
        for review_round in self._standing.open_rounds():
            if lg_code in review_round.members:
                for step in OFFICE_STEPS:
                    of = {"round_id": review_round.id, "lg_code": lg_code, "step": step, "recipient": recipient}
                    occasion = Occasion.model_validate({**of, "stage": stage})
                    yield Notice(occasion=occasion, subject=PREVIEW, due_on=day)

    async def _expected(self, day: date) -> _Expected:
        await self._standing.refresh()
        found = list(owed(self._standing, self._rules, day))
        void = {
            each.notice_id
            for command in needless(self._standing, found, self._rules, day)
            if isinstance(command, SupersedeNotices)
            for each in command.notices
        }
        fresh, unreachable = await self._fresh(unplanned(self._standing, found), day)
        notices = [*(each for each in self._standing.every(Notice) if each.id not in void), *fresh]
        readers = await self._addressees.readers()
        going = tuple(bundled(self._standing, notices, self._rules, readers, day))
        gone = {each.id for bundle in going for each in bundle.notices}
        held = tuple(each for each in fresh if each.id not in gone)
        return _Expected(going, held, unreachable)

    async def _fresh(self, found: Sequence[Owed], day: date) -> tuple[Sequence[Notice], tuple[str, ...]]:
        """Give the notices that would be planned, and who has no address."""
        news = announced(self._standing)
        asked: set[Asked] = {(each.lg_code, each.audience) for each in found}
        asked |= {(code, Audience.OFFICE) for _, codes in news for code in codes}
        recipients = await self._addressees.of(asked, day)
        planned = [
            _planned(each, recipients[each.lg_code, each.audience])
            for each in found
            if (each.lg_code, each.audience) in recipients
        ]
        told = [
            announcing(made, code, recipients[code, Audience.OFFICE], day)
            for made, codes in news
            for code in codes
            if (code, Audience.OFFICE) in recipients
        ]
        return [*planned, *told], tuple(
            sorted({code for code, audience in asked if (code, audience) not in recipients})
        )

    async def _shown(
        self, bundle: Bundle, day: date, text: str | None = None, wording: Wording | None = None
    ) -> ExpectedLetter:
        reasons = tuple(_reason(each) for each in bundle.notices)
        try:
            draft = await self._writer.write(bundle, day, text=text, wording=wording)
        except Refusal as refusal:
            return ExpectedLetter(recipient=bundle.recipient, reasons=reasons, problem=refusal.code)
        return _told(bundle, reasons, draft)


def _told(bundle: Bundle, reasons: tuple[Reason, ...], draft: Draft) -> ExpectedLetter:
    letter = draft.letter
    return ExpectedLetter(
        recipient=bundle.recipient,
        name=letter.recipient.name,
        address=letter.recipient.address,
        reasons=reasons,
        text=draft.text,
        text_version=draft.text_version,
        subject=letter.subject,
        body=letter.body,
        enclosures=tuple(each.name for each in letter.enclosures),
    )


def _planned(found: Owed, recipient: str) -> Notice:
    occasion = Occasion(
        round_id=found.review_round.id,
        lg_code=found.lg_code,
        step=found.step,
        stage=found.coming.stage,
        recipient=recipient,
        turn=found.coming.turn,
    )
    return Notice(occasion=occasion, subject=found.coming.stage.value, due_on=found.coming.on)


def _reason(notice: Notice) -> Reason:
    occasion = notice.occasion
    year = occasion.round_id.rpartition(":")[2]
    return Reason(
        lg_code=occasion.lg_code,
        fiscal_year=int(year) if year.isdecimal() else None,
        step=occasion.step,
        stage=occasion.stage,
        since=notice.due_on,
        about=occasion.about,
    )


def _audience(rules: Rules, text: str) -> Audience:
    if text == UNREACHABLE:
        return Audience.SECRETARIAT
    return next((rule.audience for rule in rules.stages if rule.text == text), Audience.OFFICE)
