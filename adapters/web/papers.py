"""The papers of a meeting from its page: made as they are asked for, as PDF or to go on writing in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.api.papers import paper_for
from adapters.api.refusals import RouteNotFound
from adapters.api.wiring import Need
from adapters.documents.meeting_papers import MeetingPaper
from adapters.documents.papers import PaperForm
from adapters.web.objects import check_id


def enter(router: APIRouter) -> None:
    """Enter the files."""
    router.add_api_route("/objects/{object_id}/papers/{paper}.{form}", show_paper)


async def show_paper(object_id: str, paper: str, form: str, request: Request, needed: Need) -> Response:
    """Give a paper."""
    which = next((each for each in MeetingPaper if each.value == paper), None)
    file_format = next((each for each in PaperForm if each.value == form), None)
    if which is None or file_format is None:
        raise RouteNotFound
    check_id(object_id)
    return await paper_for(request, needed, request.state.caller, object_id, which, file_format)
