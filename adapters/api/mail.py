"""Mail: what did not arrive, what would go out on a day and why, how the letters are worded, and how one would read."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.asking import Question, enter_questions
from adapters.api.lists import OfYear
from adapters.api.problems import problems
from adapters.api.waiting import AfterPosition, wait
from adapters.api.wiring import Asker, Need
from application.letter_outlook import ExpectedLetter, Outlook, OwnAddressMissing, send_to_oneself
from application.letter_text import FACTS, LETTERS
from domain.kernel import LgCode, Line, Value
from domain.letter_wording import AS_DELIVERED, LetterWording, TextName, Wording
from projections.letters import LetterWordings
from projections.notices import NoticeRow, Notices, failed

OnDay = Annotated[date | None, Query(description="見通す日。省略時は今日")]


class Undelivered(Value):
    """届いていない通知: what a person works off: mend the address and send anew, or tell in another way."""

    items: tuple[NoticeRow, ...]


class LetterWords(Value):
    """通知文: one text of the letters as it reads now, and what may and must be put into it."""

    text: TextName
    version: Annotated[int, Field(ge=0, description="文面の版。0は製品の文面")]
    wording: Wording
    places: Annotated[tuple[Line, ...], Field(description="差し込める項目")]
    needed: Annotated[tuple[Line, ...], Field(description="必ず差し込む項目")]


class LetterTextList(Value):
    """通知文の一覧: every text that the secretariat may word."""

    items: tuple[LetterWords, ...]


class TrialOf(Value):
    """試し送り: the day whose letters are sent to who asks, at the address on record for them."""

    on: Annotated[date | None, Field(description="その日に送られるもの。省略時は今日")] = None


class TrialSent(Value):
    """試し送りの結果: of which day, and how many were sent; the first fifty where there are more."""

    on: date
    sent: int


class PreviewOf(Value):
    """試し書き: a text to an office, in the words given or in those that hold now; nothing is recorded or sent."""

    text: TextName
    lg_code: LgCode
    wording: Annotated[Wording | None, Field(description="試す文面。省略時は今の文面")] = None
    on: Annotated[date | None, Field(description="その日の状態で書く。省略時は今日")] = None


def enter(router: APIRouter) -> None:
    """Enter the routes."""
    enter_questions(
        router,
        Question(
            "undelivered-notices", list_undelivered, "ListUndelivered", "届かなかった督促・通知の一覧", Undelivered
        ),
        Question(
            "mail-outlook",
            show_mail_outlook,
            "ShowMailOutlook",
            "その日に送られる督促・通知と、その理由の見通し",
            Outlook,
        ),
        Question("letter-texts", list_letter_texts, "ListLetterTexts", "通知文の現在の文面の一覧", LetterTextList),
    )
    router.add_api_route(
        "/api/v1/letter-previews",
        preview_letter,
        methods=["POST"],
        operation_id="PreviewLetter",
        summary="通知文の試し書き",
        description="実際の状態から一通を書いて返します。記録も送信もしません。",
        tags=["queries"],
        response_model=ExpectedLetter,
        responses=problems(400, 403, 404, 413, 415, 422),
    )
    router.add_api_route(
        "/api/v1/mail-trials",
        send_trial,
        methods=["POST"],
        operation_id="SendMailTrial",
        summary="その日の通知を、自分の登録アドレスにだけ試しに送る。",
        description="本来の宛先には送らず、記録もしません。",
        tags=["queries"],
        response_model=TrialSent,
        responses=problems(400, 403, 409, 413, 415, 422),
    )


async def send_trial(asked: TrialOf, needed: Need, asker: Asker) -> Response:
    """Send the letters of a day to who asks, and to nobody else; nothing is recorded."""
    needed.reader.reach("SendMailTrial", asker)
    own = (await needed.contacts.get([asker.person_id])).get(asker.person_id)
    if own is None or own.mail is None:
        raise OwnAddressMissing(contact_id=asker.person_id)
    day = asked.on or needed.clock.today()
    sent = await send_to_oneself(needed.outlook, needed.mail, own.mail, day, needed.clock.now())
    return JSONResponse(TrialSent(on=day, sent=sent).model_dump(mode="json"))


async def list_undelivered(
    needed: Need, asker: Asker, *, fiscal_year: OfYear = None, after_position: AfterPosition = None
) -> Response:
    """List what was refused, given up or returned, of a year or of all."""
    needed.reader.reach("ListUndelivered", asker)
    await wait(needed, after_position)
    rows = [row async for row in needed.views.every(Notices(), fiscal_year=fiscal_year)]
    return JSONResponse(Undelivered(items=failed(rows)).model_dump(mode="json"))


async def show_mail_outlook(needed: Need, asker: Asker, *, on: OnDay = None) -> Response:
    """Tell what would go out on a day as things stand."""
    needed.reader.reach("ShowMailOutlook", asker)
    return JSONResponse((await needed.outlook.on(on or needed.clock.today())).model_dump(mode="json"))


async def list_letter_texts(needed: Need, asker: Asker, *, after_position: AfterPosition = None) -> Response:
    """List the texts as they read now."""
    needed.reader.reach("ListLetterTexts", asker)
    await wait(needed, after_position)
    items = []
    for text, necessary in LETTERS.items():
        row = await needed.views.get(LetterWordings(), LetterWording.create_id(text))
        items.append(
            LetterWords(
                text=text,
                version=AS_DELIVERED if row is None else len(row.versions),
                wording=needed.texts.delivered(text) if row is None else row.versions[-1],
                places=tuple(sorted(FACTS)),
                needed=tuple(sorted(necessary)),
            )
        )
    return JSONResponse(LetterTextList(items=tuple(items)).model_dump(mode="json"))


async def preview_letter(needed: Need, asker: Asker, asked: PreviewOf) -> Response:
    """Write a letter from how things stand, without recording or sending it."""
    needed.reader.reach("PreviewLetter", asker)
    day = asked.on or needed.clock.today()
    written = await needed.outlook.preview(asked.text, asked.wording, asked.lg_code, day)
    return JSONResponse(written.model_dump(mode="json"))
