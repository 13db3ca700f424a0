"""Careful JSON: bodies are read exactly once and exactly, tonnes as decimals, and nothing ambiguous gets through."""

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from email.message import Message
from typing import Any

import pydantic_core
from fastapi import Request, Response
from fastapi.routing import APIRoute

from adapters.api.refusals import JsonMalformed, MediaTypeNotSupported


def read_json(raw: bytes) -> Any:
    """Read JSON; refuses bad UTF-8, lone surrogates, NaN, hostile nesting or numbers, and names given twice.

    The first pass is a strict judge, but it reads figures as floats; the second reads them as they were written.
    """
    try:
        pydantic_core.from_json(raw, allow_inf_nan=False)
        return json.loads(raw.decode(), parse_float=Decimal, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise JsonMalformed from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


class CarefulRequest(Request):
    """依頼: a request whose JSON is read carefully."""

    async def json(self) -> Any:
        """Give the body."""
        return read_json(await self.body())


class CarefulRoute(APIRoute):
    """経路: a route that takes ``application/json`` and nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the careful request in front of the framework's own handler."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            careful = CarefulRequest(request.scope, request.receive)  # keeps the body: the wire gives it only once
            if await careful.body() and not _is_json(careful.headers.get("content-type", "")):
                raise MediaTypeNotSupported
            return await handler(careful)

        return answer


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_type() == "application/json" and bool(content_type)
