"""Forms: what a person sent, as text; nothing is taken twice, and nothing that is no text."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from adapters.api.refusals import InputInvalid
from domain.errors import Refusal

HOME = "/home"
DIGITS, LONGEST_KEY, MOST_FIELDS = 15, 200, 5_000
TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
MINUS = re.compile(r"^[△▲−－‐―ー]")
GROUPED = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")


class FormUnreadable(Refusal):
    """送信内容を入力として読み取れません。画面を開き直して、もう一度入力してください。"""


class FormTypeNotSupported(Refusal):
    """送信内容が画面の入力の形式ではありません。画面から送信してください。"""


async def form_of(request: Request) -> FormData:
    """Read a form without files; raises ``FormUnreadable``, and ``FormTypeNotSupported`` for another type."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES and await request.body():
        raise FormTypeNotSupported
    try:
        return await request.form(max_files=0, max_fields=MOST_FIELDS)
    except (HTTPException, MultiPartException) as error:
        raise FormUnreadable from error


async def sent(request: Request) -> Mapping[str, str]:
    """Read a form as text; raises as ``form_of``, and ``InputInvalid`` for what is no text."""
    form = await form_of(request)
    if any(not isinstance(value, str) for value in form.values()):
        raise InputInvalid
    return {name: value for name, value in form.items() if isinstance(value, str)}


def whole(told: str) -> int | None:
    """Read a whole number that is none of ours to show: a version, a position; ``None`` for what is none."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= DIGITS else None


def version_of(told: Mapping[str, str]) -> int:
    """Give the version that a form rests on, 0 where it names none."""
    return whole(told.get("version", "")) or 0


def key_of(told: Mapping[str, str]) -> str:
    """Give the Idempotency-Key that a form carries, or a new one."""
    return told.get("key", "")[:LONGEST_KEY] or uuid4().hex


def number(told: str) -> str:
    """Read a number as offices type it: full-width, with thousands apart, △ for minus. What is none stays as it is."""
    written = unicodedata.normalize("NFKC", MINUS.sub("-", told.strip())).replace(" ", "")
    return written.replace(",", "") if GROUPED.match(written) else written


def way_back(told: str | None) -> str:
    """Give where a person wanted to go: one of our own pages, whatever the address said."""
    path = told or ""
    parts = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and "\\" not in path
    return path if own and not path.startswith(("/sign-in", "/api/")) and path.isprintable() else HOME
