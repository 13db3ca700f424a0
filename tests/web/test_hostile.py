"""Hostile input on pages: whatever is typed into an address or a form is answered in words, and nothing is recorded."""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from adapters.web.acts import BY_CODE
from adapters.web.registers import COLUMNS
from adapters.web.site import FAMILIES
from tests.domain.office_year import LG
from tests.web.desk import HOST, Desk

NASTY = (
    *("", " ", "\x00", "\x00'\"", "%00", "\ud7ff", "𠮷髙﨑葛󠄀", "\u202egnp", "a" * 5_000, "-1", "0", "1e400", "９９９"),
    *(
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "../../etc/passwd",
        "measure:..",
        "plan:x:y:z",
        "2" * 5_000,
    ),
    *('{"to": "/home", "pairs": 7}', "\r\nSet-Cookie: a=b", "NaN", "Infinity", "2025-02-30", "true", "[]", "１２:３４"),
)
PARTS = 4  # tests among which the nasty things are shared out
OURS = ("object", "version", "key", "more", "kept", "next", "add", "as_of", "before", "after", "on", "state", "done")
PATHS = ("x", "a.b", "cells.0.value", "cells.0.0.0", "cells.999999.value", "statement", ".", "..", "0", "comments.x.y")
WAYS_OUT = ("/sign-out", "/account/sessions", "/account/password", "/account/capacity", "/sign-in", "/begin", "/set-up")


def routes(method: str) -> list[APIRoute]:
    """Give the pages that take a method."""
    pages = APIRouter()
    for family in FAMILIES:
        family.enter(pages)
    return [each for each in pages.routes if isinstance(each, APIRoute) and method in (each.methods or ())]


def addresses(route: APIRoute, nasty: str) -> Iterator[str]:
    """Give the address with the nasty thing in every place, and with good places and the nasty thing in the query."""
    good = {
        "fiscal_year": "2025",
        "lg_code": LG,
        "object_id": f"progress-report:{LG}:2025",
        "code": "extend-deadline",
        "name": next(iter(COLUMNS)),
        "person_id": "clerk",
        "edition": "1",
        "kind": "progress",
        "chart": "course",
        "paper": "agenda",
        "form": "pdf",
    }
    names = re.findall(r"{(\w+)}", route.path)
    written = quote(nasty, safe="", errors="surrogatepass")
    for name in names:
        told = {**good, name: written}
        yield re.sub(r"{(\w+)}", lambda found: told[found[1]], route.path)  # noqa: B023 - called at once
    plain = re.sub(r"{(\w+)}", lambda found: good[found[1]], route.path)
    query = "&".join(f"{name}={written}" for name in (*OURS, "fiscal_year", "lg_code", "kind", "actor"))
    yield f"{plain}?{query[:6_000]}"


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_address_makes_a_page_fail(desk: Desk, part: int) -> None:
    browser = await desk.sign_in("chief")
    before = await desk.front.log.head()
    for route, nasty in product(routes("GET"), NASTY[part::PARTS]):
        for address in addresses(route, nasty):
            answer = await browser.client.get(address)
            assert answer.status_code < 500, (address[:120], ascii(nasty)[:40], answer.text[-300:])
            assert "<script>alert" not in answer.text
            assert "set-cookie" not in answer.headers
    assert await desk.front.log.head() == before


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_form_makes_a_page_fail_or_records_anything(desk: Desk, part: int) -> None:
    browser = await desk.sign_in("chief")
    before = await desk.front.log.head()
    acts = [f"/acts/{code}" for code in list(BY_CODE)[::9]]
    plain = [each.path for each in routes("POST") if "{" not in each.path and not each.path.startswith(WAYS_OUT)]
    paths = (*acts, *plain, "/sheets/2025/43100", "/statements/2025/43100", "/persons/clerk/code")
    for path, nasty in product(paths, NASTY[part::PARTS]):
        names = (*OURS, *PATHS, "lg_code", "fiscal_year", "person_id", "office_id", "ground", f"m.0.{nasty[:20]}")
        written = quote(nasty, safe="", errors="surrogatepass")
        body = "&".join(f"{quote(name, safe='', errors='surrogatepass')}={written}" for name in names)
        form = {"Origin": HOST, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await browser.client.post(path, content=body.encode(), headers=form)
        assert answer.status_code < 500, (path, ascii(nasty)[:40], answer.text[-300:])
        assert "<script>alert" not in answer.text
    assert await desk.front.log.head() == before


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", None, ""),
        (b"--x\r\n\x00: y\r\n\r\n", "multipart/form-data; boundary=x", 400, "form-unreadable"),
        (b"--x", "multipart/form-data", 400, "form-unreadable"),
        (b"a=1&" * 6_000, "application/x-www-form-urlencoded", 400, "form-unreadable"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            400,
            "form-unreadable",
        ),
        (b"{}", "application/json", 415, "form-type-not-supported"),
        (b"a=1", "", 415, "form-type-not-supported"),
        (b"a=1", "\xff/\xfe", 415, "form-type-not-supported"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", None, ""),
        (b"a=%ff%fe&b=%", "application/x-www-form-urlencoded", None, ""),
        (b"", "", None, ""),
    ],
    ids=["unended", "multipart", "boundary", "many", "file", "json", "untyped", "type", "bytes", "percent", "nothing"],
)
async def test_a_body_that_is_no_form_is_refused_by_what_is_wrong_with_it(
    desk: Desk, content: bytes, kind: str, status: int | None, code: str
) -> None:
    browser = await desk.sign_in("chief")
    before = await desk.front.log.head()
    for path in ("/acts/extend-deadline", "/persons/open", "/account/password", "/sign-in"):
        headers = {b"Origin": HOST.encode(), **({b"Content-Type": kind.encode("latin-1")} if kind else {})}
        answer = await browser.client.post(path, content=content, headers=headers)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
        assert status in {None, answer.status_code}, (path, answer.text[-300:])
        assert code in answer.text, path
    assert await desk.front.log.head() == before


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK"])
async def test_trace_is_answered_nowhere(desk: Desk, method: str) -> None:
    browser = await desk.sign_in("chief")
    for path in ("/home", "/api/v1/plans", "/healthz", "/static/shinchoku.css"):
        answer = await browser.client.request(method, path, headers={"Origin": HOST, "X-Told": "echo-of-mine"})
        assert answer.status_code in {404, 405}, path
        assert "echo-of-mine" not in answer.text
