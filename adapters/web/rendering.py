"""Rendering: how a page is made from a template, with who looks at it in its head and the rules for the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from adapters.api.wiring import Services
from adapters.web.words import FILTERS
from application.authority import Caller
from application.sign_in_ports import Session
from domain.office import Capacity, Office
from projections.organisation import Offices

STATIC = files("adapters.web").joinpath("static")
STYLES = ("tokens.css", "shinchoku.css")
RULES = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # no-referrer would take the origin from the forms that the door looks at
    "Content-Language": "ja",
}


@dataclass(frozen=True, slots=True)
class Who:
    """見る人: who looks at a page, as the head of it says."""

    person_id: str
    name: str
    office: str
    capacity: Capacity
    lg_code: str | None
    sample: bool


async def show(request: Request, template: str, title: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Show a page to who is signed in."""
    needed: Services = request.app.state.services
    who = await _who(needed, request.state.caller, request.state.session)
    around = {"title": title, "who": who, "today": needed.clock.today(), "path": request.url.path}
    return _page(template, status, {**around, **context})


def plain_page(
    template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """Show a page to anybody; ``headers`` may let it be kept."""
    page = _page(template, status, {"who": None, "path": "", **context})
    page.headers.update(headers or {})
    return page


@cache
def content_of(name: str) -> bytes:
    """Give the bytes of a file that pages load."""
    return STATIC.joinpath(name).read_bytes()


@cache
def address_of(name: str) -> str:
    """Give the address of a file that pages load; another content has another address."""
    return f"/static/{name}?v={sha256(content_of(name)).hexdigest()[:12]}"


def _page(template: str, status: int, context: Mapping[str, Any]) -> HTMLResponse:
    return HTMLResponse(_environment().get_template(template).render(context), status_code=status, headers=RULES)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(address_of=address_of, styles=STYLES, Capacity=Capacity, date=date)
    return environment


async def _who(needed: Services, caller: Caller, session: Session) -> Who:
    office = await needed.views.get(Offices(), caller.office_id)
    contact = (await needed.contacts.get([caller.person_id])).get(caller.person_id)
    return Who(
        person_id=caller.person_id,
        name=caller.person_id if contact is None else contact.name,
        office=caller.office_id.removeprefix(f"{Office.TOPIC}:") if office is None else office.name,
        capacity=session.capacity,
        lg_code=caller.lg_code,
        sample=contact is not None and contact.sample,
    )
