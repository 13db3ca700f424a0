"""The outlook: which letters would go out on a day, to whom and why, without recording or sending anything."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Protocol

from pydantic import Field

from application.letter import Letter, MailDeferred, MailRefused, MailTransport
from domain.calendar import Step, wareki
from domain.errors import Refusal
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.letter_wording import TextName, Wording
from domain.notice_terms import Slug, Stage

MOST_TRIALS = 50  # letters that one may have sent to oneself at once


class OwnAddressMissing(Refusal):
    """あなたの連絡先にメールアドレスが登録されていません。"""


class MailTrialFailed(Refusal):
    """試し送りができませんでした。メールサーバーの設定と宛先を確かめてください。"""


class Reason(Value):
    """送る理由: one thing that is asked for, and the stage of reminding that has come for it."""

    lg_code: LgCode
    fiscal_year: FiscalYear | None
    step: Step | None
    stage: Stage
    since: Annotated[date, Field(description="この段階となった日")]
    about: Annotated[StreamId | None, Field(description="お知らせ")] = None


class ExpectedLetter(Value):
    """送る見込みの一通: to whom, why, and as it would read that day."""

    recipient: Slug
    name: Annotated[Line | None, Field(description="宛名")] = None
    address: Annotated[Line | None, Field(description="宛先のメールアドレス")] = None
    reasons: tuple[Reason, ...]
    text: TextName | None = None
    text_version: int | None = None
    subject: str | None = None
    body: str | None = None
    enclosures: Annotated[tuple[Line, ...], Field(description="添付ファイルの名前")] = ()
    problem: Annotated[Line | None, Field(description="送れない理由の符号")] = None


class Outlook(Value):
    """送信の見通し: the letters of a day, who waits in a pause or for the weekly letter, and who cannot be reached."""

    on: date
    letters: tuple[ExpectedLetter, ...]
    waiting: tuple[Reason, ...]
    unreachable: tuple[LgCode, ...]


class MailOutlook(Protocol):
    """見通し: answers from the record as it stands; a later day is told as if nothing more were filed until then."""

    async def on(self, day: date) -> Outlook:
        """Tell what would go out on a day."""

    async def drafts(self, day: date) -> Sequence[Letter]:
        """Give those letters whole, to be sent to oneself."""

    async def preview(self, text: str, wording: Wording | None, lg_code: str, day: date) -> ExpectedLetter:
        """Word a letter to an office from how it stands, in the given words or in those that hold now.

        Raises ``LetterTextUnknown`` and the faults of a wording.
        """


async def send_to_oneself(
    outlook: MailOutlook, transport: MailTransport, address: str, day: date, now: datetime
) -> int:
    """Send the letters of a day to one address alone, marked as trials; raises ``MailTrialFailed``."""
    drafts = (await outlook.drafts(day))[:MOST_TRIALS]
    for draft in drafts:
        try:
            await transport.send(draft.to_oneself(address, now))
        except (MailDeferred, MailRefused) as failure:
            raise MailTrialFailed(cause=failure.code) from failure
    return len(drafts)


def outlook_shown(outlook: Outlook, *, full: bool = False) -> str:
    """Spell an outlook for a terminal: each letter with its reasons, then who waits and who has no address."""
    lines = [f"{wareki(outlook.on)}の見通し：{len(outlook.letters)}通"]
    for letter in outlook.letters:
        whom = f"{letter.name or letter.recipient} <{letter.address or '－'}>"
        lines += [
            "",
            f"■ {whom}",
            f"  件名　{letter.subject}" if letter.problem is None else f"  送れません（{letter.problem}）",
        ]
        lines += [f"  添付　{each}" for each in letter.enclosures]
        lines += [f"  理由　{_spelled(each)}" for each in letter.reasons]
        if full and letter.body is not None:
            lines += ["", *(f"  | {line}" for line in letter.body.splitlines())]
    lines += [f"待機（休止中・週次まとめ）　{_spelled(each)}" for each in outlook.waiting]
    lines += [f"宛先なし　{code}" for code in outlook.unreachable]
    return "\n".join(lines)


def _spelled(reason: Reason) -> str:
    what = reason.step.japanese if reason.step else (reason.about or "")
    return f"{reason.lg_code}　{what}　{reason.stage.japanese}（{wareki(reason.since)}から）"
