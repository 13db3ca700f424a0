"""Papers of meetings over HTTP: to be printed, or to go on writing in, with what the reader may see and no more."""

from asyncio import to_thread
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from adapters.api.documents import frozen
from adapters.api.problems import problems
from adapters.api.wiring import Asker, Need, Services
from adapters.documents.meeting_papers import MeetingPaper, MinutesText, Sitting, paper_of
from adapters.documents.papers import PaperForm, pdf_of
from adapters.documents.word import word_of
from adapters.web.words import fiscal, region
from application.attachments import MEDIA_TYPES
from application.authority import Caller
from application.desk import ObjectNotFound
from application.ports import DocumentNotFound
from domain.attachment import FileKind
from domain.kernel import StreamId
from domain.meeting import Meeting
from domain.minutes import Minutes
from domain.report import SAMPLE_LABEL, SAMPLE_MARKS
from projections.advice_ledger import AdviceLedger
from projections.organisation import Offices, Regions

QUERY = "GetMeetingPaper"
KIND_OF = {PaperForm.PDF: FileKind.PDF, PaperForm.WORD: FileKind.DOCX}
CACHING = "private, no-cache"
Which = Annotated[MeetingPaper, Path(description="文書の種類")]
Form = Annotated[PaperForm, Query(description="文書の形式")]


def enter(router: APIRouter) -> None:
    """Enter the route."""
    content = {MEDIA_TYPES[kind]: {"schema": {"type": "string", "format": "binary"}} for kind in KIND_OF.values()}
    router.add_api_route(
        "/api/v1/objects/{object_id}/papers/{paper}",
        show_paper,
        operation_id=QUERY,
        summary="会議の文書（次第・出席者名簿・議決書・議事要旨・意見と対応の一覧）",
        description="議事要旨は、見る人の権限に応じて、議事録または公開用の写しから作ります。",
        tags=["queries"],
        response_class=Response,
        responses={
            **problems(403, 404, 422),
            200: {"description": "文書", "content": content},
            304: {"description": "手元のものと同じ"},
        },
    )


async def show_paper(  # noqa: PLR0913, PLR0917 - the parameters of the query
    object_id: Annotated[StreamId, Path(description="会議の識別子")],
    paper: Which,
    request: Request,
    needed: Need,
    asker: Asker,
    file_format: Form = PaperForm.PDF,
) -> Response:
    """Give a paper of a meeting."""
    return await paper_for(request, needed, asker, object_id, paper, file_format)


async def paper_for(  # noqa: PLR0913, PLR0917 - whose paper, which, in which form, and for whom
    request: Request, needed: Services, asker: Caller, object_id: str, which: MeetingPaper, form: PaperForm
) -> Response:
    """Make a paper for who may see the meeting; raises ``NotPermitted`` and ``ObjectNotFound``."""
    needed.reader.reach(QUERY, asker)
    found = await needed.reader.object(object_id, asker)
    if not isinstance(found, Meeting):
        raise ObjectNotFound(object_id=object_id)
    sitting = await _sitting(needed, asker, found)
    made = await to_thread(pdf_of if form is PaperForm.PDF else word_of, paper_of(sitting, which))
    answer = frozen(request, made, sha256(made).hexdigest(), MEDIA_TYPES[KIND_OF[form]], CACHING)
    name = f"{sitting.body}_{fiscal(found.fiscal_year)}第{found.number}回_{which.japanese}.{form.value}"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


async def _sitting(needed: Services, asker: Caller, meeting: Meeting) -> Sitting:
    on = meeting.attendance.held_on if meeting.attendance is not None else meeting.meets_on
    regions = [row async for row in needed.views.every(Regions())]
    body = next((each for row in regions for each in row.bodies if each.body_id == meeting.body_id), None)
    names, invented = await _names(needed, meeting)
    ledger = [row async for row in needed.views.every(AdviceLedger())]
    advice = [each for each in ledger if each.opinion.meeting_id == meeting.id]
    minutes = await _minutes(needed, asker, meeting.minutes)
    texts = [
        meeting.place,
        *(each.matter.title for each in meeting.agenda.items),
        *(each.opinion.text for each in advice),
    ]
    texts += [minutes.text] if minutes is not None else []
    invented = invented or any(mark in text for mark in SAMPLE_MARKS for text in texts)
    return Sitting(
        meeting=meeting,
        body=meeting.body_id if body is None else body.name_on(on),
        publisher=region(regions[0].object_id) if regions else "",
        names=names,
        standing=f"{meeting.id} 第{meeting.version}版",
        sample=SAMPLE_LABEL if invented else None,
        minutes=minutes,
        advice=[each for each in advice if needed.reader.sees(each.object_id, asker)],
    )


async def _names(needed: Services, meeting: Meeting) -> tuple[Mapping[str, str], bool]:
    """Give the names of the members and of who put the items, and whether any of them is a sample."""
    came = [] if meeting.attendance is None else [proxy.person for proxy in meeting.attendance.proxies]
    put = [each.matter.put_by for each in meeting.agenda.items if each.matter.put_by is not None]
    wanted = {*(seat.member for seat in meeting.roster), *came, *put}
    offices = {row.object_id: row async for row in needed.views.every(Offices()) if row.object_id in wanted}
    reached = [row.contact_id for row in offices.values() if row.contact_id is not None]
    contacts = await needed.contacts.get(sorted({*(wanted - offices.keys()), *reached}))
    persons = {each: contacts[each].name for each in wanted if each in contacts}
    names = {**persons, **{each: row.name for each, row in offices.items()}}
    return names, any(each.sample for each in contacts.values())


async def _minutes(needed: Services, asker: Caller, minutes: Minutes) -> MinutesText | None:
    """Give the text that a reader may have: the minutes themselves, or else their copy for the public."""
    if minutes.draft is not None:
        try:
            await needed.reader.document(minutes.draft, asker)
        except DocumentNotFound:
            pass
        else:
            standing = "案（未承認）" if minutes.approved_by is None else "承認済み"
            return await _text(needed, minutes.draft, standing)
    return None if minutes.public_copy is None else await _text(needed, minutes.public_copy, "公開用の写し")


async def _text(needed: Services, content_hash: str, standing: str) -> MinutesText:
    content = await needed.documents.get(content_hash)
    return MinutesText(content.decode(), standing, content_hash)
