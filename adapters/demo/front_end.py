"""A front end in small: it knows the API and nothing else of the service."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx2

from domain.errors import kebab

ATTEMPTS = 40
PAUSE_SECONDS = 0.5
COME_AGAIN = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED})
UNAVAILABLE = frozenset({HTTPStatus.SERVICE_UNAVAILABLE})


class DemonstrationFailed(Exception):  # noqa: N818 - told to the person who watches
    """デモの操作がAPIに断られました。"""


@dataclass(slots=True)
class Memory:
    """控え: versions of objects as last seen, how often each act was asked for, and the last position."""

    versions: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    position: int = 0
    repeated: int = 0


class FrontEnd:
    """端末: one person's way into the API, by that person's key."""

    def __init__(self, http: httpx2.AsyncClient, memory: Memory, secret: str | None = None) -> None:
        self._http = http
        self._memory = memory
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def of(self, secret: str) -> "FrontEnd":
        """Give the front end of somebody else, with the same memory of versions."""
        return FrontEnd(self._http, self._memory, secret)

    async def do(self, command: str, object_id: str | None, /, **body: Any) -> Mapping[str, Any]:
        """Send a command and give its answer; on news from elsewhere it looks again and repeats under the same key.

        ``object_id`` is ``None`` for what gets its number only by the act. The Idempotency-Key follows from the act
        and how often it was asked for, so a demonstration that was killed repeats itself without doubling anything.
        """
        name = f"{kebab(command)}/{object_id or _told(body)}"
        self._memory.asked[name] += 1
        headers = {**self._headers, "Idempotency-Key": f"demo/{name}/{self._memory.asked[name]}"}
        for _ in range(ATTEMPTS):
            answer = await self._send(
                "POST", f"/api/v1/commands/{kebab(command)}", headers | self._condition(object_id), body
            )
            if answer.status_code in COME_AGAIN and object_id is not None:
                await self._look(object_id)
            elif answer.status_code == HTTPStatus.CONFLICT and answer.json()["code"] == "stream-moved":
                continue
            else:
                return self._remember(command, answer)
        raise DemonstrationFailed(command, object_id, "gave up")

    async def get(self, path: str, **query: Any) -> Any:
        """Read; waits until the views show everything that was done here."""
        query.setdefault("after_position", self._memory.position)
        return _content(await self._send("GET", path, self._headers, None, query))

    async def put(self, path: str, **body: Any) -> Any:
        """Write what is no command, such as a contact."""
        return _content(await self._send("PUT", path, self._headers, body))

    async def post(self, path: str, **body: Any) -> Any:
        """Post what is no command, such as the set-up code."""
        return _content(await self._send("POST", path, self._headers, body))

    def _condition(self, object_id: str | None) -> dict[str, str]:
        version = self._memory.versions.get(object_id or "")
        return {} if version is None else {"If-Match": f'"{version}"'}

    async def _look(self, object_id: str) -> None:
        answer = await self._send("GET", f"/api/v1/objects/{object_id}", self._headers, None)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            self._memory.versions.pop(object_id, None)
        else:
            self._memory.versions[object_id] = _content(answer)["version"]

    def _remember(self, command: str, answer: httpx2.Response) -> Mapping[str, Any]:
        done: Mapping[str, Any] = _content(answer, command)
        self._memory.versions[done["object_id"]] = done["version"]
        self._memory.position = max(self._memory.position, done["position"])
        self._memory.repeated += done["repeated"]
        return done

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, query: Mapping[str, Any] | None = None
    ) -> httpx2.Response:
        """Send once more while the service says that it cannot just now, or hung up before it answered.

        It hangs up on a connection that was idle for long. Whether the act came through is then not known: the same
        Idempotency-Key makes asking again safe.
        """
        for _ in range(ATTEMPTS):
            with suppress(httpx2.TransportError):
                answer = await self._http.request(method, path, headers=dict(headers), json=body, params=query)
                if answer.status_code not in UNAVAILABLE:
                    return answer
            await asyncio.sleep(PAUSE_SECONDS)
        raise DemonstrationFailed(method, path, "no answer")


def _told(body: Mapping[str, Any]) -> str:
    """Tell acts apart that get their number only when they are done."""
    return "/".join(str(body[name]) for name in ("person_id", "capacity", "body_id", "member") if body.get(name))


def _content(answer: httpx2.Response, what: str = "") -> Any:
    if answer.is_error:
        raise DemonstrationFailed(what or str(answer.request.url.path), answer.status_code, answer.text)
    return answer.json()
