"""A receiver of webhooks: a real HTTP server that keeps what comes and answers as it is told to."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

from tests.adapters.api.serving import serving

PATIENCE = 20  # seconds


@dataclass(frozen=True)
class Got:
    """One message as it came over the wire."""

    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """Give what the body says."""
        return json.loads(self.body)

    def signed_with(self, secret: str) -> bool:
        """Verify as Standard Webhooks says, with nothing of ours."""
        told = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
        return f"v1,{expected}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """受信側: ``answers`` are used up one by one, after that everything is accepted; ``pause`` holds each answer up."""

    address: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    pause: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep one message and answer it."""
        body = b""
        while (part := await receive())["type"] == "http.request":
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        self.got.append(Got({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        await asyncio.sleep(self.pause)
        status, headers = self.answers.pop(0) if self.answers else (204, {})
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": b""})

    async def until(self, count: int) -> list[Got]:
        """Wait until so many messages have come."""
        async with asyncio.timeout(PATIENCE):
            while len(self.got) < count:  # noqa: ASYNC110 - what comes over a wire is looked for
                await asyncio.sleep(0.01)
        return self.got

    def positions(self) -> list[int]:
        """Give the positions of what came one by one, in the order in which it came."""
        return [each.told["data"]["position"] for each in self.got]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Run a receiver on a free port of this machine."""
    receiver = Receiver()
    async with serving(receiver) as address:
        receiver.address = f"{address}/hook"
        yield receiver
