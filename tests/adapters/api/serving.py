"""Serving: an application behind a real port, for whoever comes over a real connection; it must break on nobody."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass
class Watched:
    """An application, and what broke in it: the server would only write it down."""

    app: ASGIApp
    broken: list[Exception] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and remember what broke."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            self.broken.append(error)
            raise


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application, and give its address."""
    watched = Watched(app)
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(watched, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started:  # noqa: ASYNC110 - the library tells by a flag only
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
    assert watched.broken == []
