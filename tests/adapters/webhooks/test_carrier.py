"""The carrier: only to allowed places, to the very address that was looked up, with TLS for the name, within bounds."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from adapters.webhooks.carrier import LONGEST_ANSWER, HttpCarrier
from application.webhook_ports import Answer
from application.webhook_rules import AddressRules
from domain.webhook_terms import DeliveryFault
from tests.adapters.mail.mail_server import CERTIFICATE, certificates

HERE = AddressRules(loopback=True)
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Line:
    """A raw server that says exactly what it is told to, and what came over its line."""

    says: bytes = OK
    for_ever: bool = False
    silent: bool = False
    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    sent: int = 0
    calls: set[asyncio.Task[None] | None] = field(default_factory=set)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one call; that the other side hangs up is what is tried here."""
        self.calls.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"body."))
        if self.silent:
            await reader.read()
        writer.write(self.says)
        while self.for_ever:
            writer.write(b"x" * 4096)
            self.sent += 4096
            await writer.drain()
        await writer.drain()


@asynccontextmanager
async def line(
    says: bytes = OK, *, tls: bool = False, host: str = "127.0.0.1", for_ever: bool = False, silent: bool = False
) -> AsyncIterator[Line]:
    made = Line(says, for_ever=for_ever, silent=silent)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(made.answer, host, 0, ssl=context)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        async with asyncio.timeout(10):
            await asyncio.gather(*(each for each in made.calls if each is not None))
            await server.wait_closed()


async def carry(address: str, rules: AddressRules = HERE, seconds: float = 5.0) -> Answer:
    carrier = HttpCarrier(rules, trust=certificates(), seconds=seconds)
    return await carrier.carry(address, {"webhook-id": "m-1", "Content-Type": "text/plain"}, b"the body.")


async def test_a_message_is_posted_with_its_headers_and_the_name_of_the_host() -> None:
    async with line() as server:
        answer = await carry(f"http://localhost:{server.port}/a/b")
    assert (answer.status, answer.fault, answer.accepted, answer.retry_after) == (204, None, True, None)
    (heard,) = server.heard
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0] == b"post /a/b http/1.1"
    assert {b"webhook-id: m-1", b"content-type: text/plain", f"host: localhost:{server.port}".encode()} <= set(lines)
    assert body == b"the body."


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
async def test_the_inside_is_not_called_whatever_name_it_bears(host: str) -> None:
    async with line() as server:
        answer = await carry(f"http://{host}:{server.port}/", AddressRules(private_hosts=frozenset({host})))
    assert answer.fault in {DeliveryFault.ADDRESS_FORBIDDEN, DeliveryFault.NAME_NOT_FOUND}
    assert server.heard == []


@pytest.mark.parametrize("address", ["https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd00::1]/"])
async def test_private_addresses_are_not_called(address: str) -> None:
    assert (await carry(address)).fault is DeliveryFault.ADDRESS_FORBIDDEN


async def test_the_certificate_is_checked_for_the_name_and_not_for_the_address() -> None:
    async with line(tls=True) as server:
        assert (await carry(f"https://localhost:{server.port}/")).accepted
    async with line(tls=True, host="127.0.0.2") as server:
        answer = await carry(f"https://127.0.0.2:{server.port}/")
    assert (answer.status, answer.fault) == (None, DeliveryFault.CERTIFICATE_REFUSED)
    assert server.heard == []


async def test_a_certificate_of_nobody_known_is_refused() -> None:
    async with line(tls=True) as server:
        answer = await HttpCarrier(HERE).carry(f"https://localhost:{server.port}/", {}, b"the body.")
    assert answer.fault is DeliveryFault.CERTIFICATE_REFUSED
    assert server.heard == []


@pytest.mark.parametrize(
    ("says", "status", "fault"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, "redirected"),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410, "answer-refused"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 500, "answer-refused"),
        (b"this is no HTTP at all\r\n\r\n", None, "line-broken"),
        (b"", None, "line-broken"),
    ],
)
async def test_every_answer_has_its_verdict(says: bytes, status: int | None, fault: str) -> None:
    async with line(says) as server:
        answer = await carry(f"http://127.0.0.1:{server.port}/")
    assert (answer.status, answer.fault) == (status, fault)
    assert not answer.accepted


async def test_retry_after_is_handed_on_as_it_came() -> None:
    async with line(b"HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n") as server:
        assert (await carry(f"http://127.0.0.1:{server.port}/")).retry_after == "30"


async def test_an_answer_without_end_is_cut_off_and_counts_by_its_status() -> None:
    async with line(b"HTTP/1.1 200 OK\r\n\r\n", for_ever=True) as server:
        answer = await carry(f"http://127.0.0.1:{server.port}/")
    assert answer.accepted
    assert LONGEST_ANSWER <= server.sent < 100 * LONGEST_ANSWER


async def test_whoever_keeps_silent_is_left_after_a_while() -> None:
    async with line(silent=True) as server:
        answer = await carry(f"http://127.0.0.1:{server.port}/", seconds=0.2)
    assert answer.fault is DeliveryFault.TIMED_OUT
    assert 150 <= answer.milliseconds < 3000


async def test_a_name_that_nobody_knows_and_a_closed_door_are_told_apart() -> None:
    async with line() as server:
        port = server.port
    assert (await carry(f"http://127.0.0.1:{port}/")).fault is DeliveryFault.NOT_CONNECTED
    assert (await carry("https://nobody.invalid/")).fault is DeliveryFault.NAME_NOT_FOUND


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line() as proxy, line() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert (await carry(f"http://127.0.0.1:{server.port}/")).accepted
    assert (len(proxy.heard), len(server.heard)) == (0, 1)
