"""The reference page: what the OpenAPI document says, as one page in Japanese that loads nothing from elsewhere."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from adapters.api.problems import REFERENCE
from adapters.api.refusals import every_refusal
from adapters.api.schema_text import Schemas
from adapters.api.statuses import STATUS
from domain.topics import AGGREGATES

CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
CODE = re.compile(r"`+([^`]+)`+")
CACHED = "public, max-age=3600"
GROUPS = {
    "health": "稼働状況",
    "public": "公表（鍵なしで閲覧）",
    "objects": "対象",
    "bundle": "まとめて行う操作",
    "queries": "一覧と閲覧",
    "contacts": "連絡先",
    "labels": "表示名",
}


def enter(router: APIRouter) -> None:
    """Enter the page, its style sheet and the document it is made from; none of them describes itself."""
    for path, endpoint in (
        ("/api/v1/openapi.json", show_document),
        (REFERENCE, show_page),
        (f"{REFERENCE}.css", show_style),
    ):
        router.add_api_route(path, endpoint, include_in_schema=False, response_model=None)


async def show_document(request: Request) -> JSONResponse:
    """Give the OpenAPI document."""
    return JSONResponse(await _document(request), headers={"Cache-Control": CACHED})


async def show_page(request: Request) -> HTMLResponse:
    """Give the page."""
    return HTMLResponse(
        render(await _document(request)), headers={"Content-Security-Policy": CSP, "Cache-Control": CACHED}
    )


async def show_style() -> Response:
    """Give the style sheet."""
    style = files("adapters.api").joinpath("static", "reference.css").read_bytes()
    return Response(style, media_type="text/css; charset=utf-8", headers={"Cache-Control": CACHED})


async def _document(request: Request) -> dict[str, Any]:
    """Write the document, or find it written; the first time takes about a second, so it does not hold up others."""
    written: dict[str, Any] = await asyncio.to_thread(request.app.openapi)
    return written


def render(written: dict[str, Any]) -> str:
    """Write the page from the document."""
    schemas = Schemas(written["components"])
    groups = list(_grouped(written))
    navigation = "".join(
        f'<li><a href="#group-{escape(tag)}">{escape(name)}</a> <span>{len(rows)}</span></li>'
        for tag, name, rows in groups
    )
    sections = "".join(_section(tag, name, rows, schemas) for tag, name, rows in groups)
    return PAGE.format(
        title=escape(written["info"]["title"]),
        introduction=_paragraphs(written["info"]["description"]),
        navigation=navigation,
        sections=sections,
        problems=_problems(),
    )


def _grouped(written: dict[str, Any]) -> Iterator[tuple[str, str, list[tuple[str, str, dict[str, Any]]]]]:
    rows = [
        (path, method, operation) for path, methods in written["paths"].items() for method, operation in methods.items()
    ]
    order = {tag: place for place, tag in enumerate(GROUPS)}
    rows.sort(key=lambda row: (order.get(row[2]["tags"][0], len(order)), row[2]["tags"][0]))
    for tag, members in groupby(rows, key=lambda row: row[2]["tags"][0]):
        yield tag, GROUPS.get(tag, _term(tag)), list(members)


def _section(tag: str, name: str, rows: Iterable[tuple[str, str, dict[str, Any]]], schemas: Schemas) -> str:
    cards = "".join(_card(path, method, operation, schemas) for path, method, operation in rows)
    return f'<section id="group-{escape(tag)}"><h2>{escape(name)}</h2>{cards}</section>'


def _card(path: str, method: str, operation: dict[str, Any], schemas: Schemas) -> str:
    fields = "".join(schemas.rows(operation))
    table = (
        f"<table><thead><tr><th>項目<th>形式<th>必須<th>説明</thead><tbody>{fields}</tbody></table>" if fields else ""
    )
    open_to_all = '<span class="open">鍵不要</span>' if operation.get("security") == [] else ""
    statuses = " ".join(f"<code>{escape(status)}</code>" for status in operation["responses"])
    return (
        f'<details id="{escape(operation["operationId"])}"><summary>'
        f'<b class="{escape(method)}">{escape(method.upper())}</b> <code>{escape(path)}</code>'
        f"<span>{escape(operation['summary'])}</span>{open_to_all}</summary>"
        f"{_paragraphs(operation.get('description', ''))}{table}"
        f'<p class="answers">回答: {statuses}　'
        f"<small>operationId: {escape(operation['operationId'])}</small></p></details>"
    )


def _problems() -> str:
    sentences = {refusal.code: refusal.japanese for refusal in every_refusal()}
    return "".join(
        f'<tr id="problem-{escape(code)}">'
        f"<td><code>{escape(code)}</code><td>{status.value}<td>{escape(sentences[code])}"
        for code, status in sorted(STATUS.items())
        if code in sentences
    )


def _term(tag: str) -> str:
    """Give the Japanese term with which the docstring of every aggregate begins."""
    kind = next((each for each in AGGREGATES if tag == each.TOPIC), None)
    return tag if kind is None else (kind.__doc__ or tag).partition(":")[0].strip()


def _paragraphs(text: str) -> str:
    lines = (escape(line.removeprefix("- ")) for line in text.splitlines() if line.strip())
    return CODE.sub(r"<code>\1</code>", "".join(f"<p>{line}</p>" for line in lines))


PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} 仕様</title><link rel="stylesheet" href="/api/v1/reference.css">
</head>
<body>
<header><h1>{title}</h1><div>{introduction}</div>
<p><a href="/api/v1/openapi.json">OpenAPI 3.1 の文書（JSON）</a></p></header>
<nav aria-label="目次"><ul>{navigation}<li><a href="#problems">断りの符号</a></li></ul></nav>
<main>{sections}
<section id="problems"><h2>断りの符号</h2>
<p>断られたときの回答（application/problem+json）の code と、そのHTTPステータスです。</p>
<table><thead><tr><th>符号<th>ステータス<th>意味</thead><tbody>{problems}</tbody></table></section>
</main>
</body>
</html>
"""
