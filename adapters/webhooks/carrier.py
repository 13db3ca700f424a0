"""The carrier: posts one message to the very address that was looked up and allowed.

A name is resolved once. If any of its addresses is forbidden the message stays here; otherwise the connection goes to
one of those addresses, so that a name cannot lead elsewhere between the look and the call. TLS still verifies the
host's name (``sni_hostname`` of httpx), and ``Host`` is that name. Neither redirects nor the environment's proxies are
followed.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from time import perf_counter

import httpx2

from application.webhook_ports import ACCEPTED, REDIRECTS, Answer
from application.webhook_rules import AddressRules
from domain.webhook_terms import DeliveryFault

SECONDS = 15.0  # for all of one delivery
CONNECT_SECONDS = 4.0  # per address
ADDRESSES = 3  # tried of one name
LONGEST_ANSWER = 64 * 1024  # bytes that are read of an answer, and thrown away
AGENT = "shinchoku-webhook/1"


class HttpCarrier:
    """配達人: over HTTP, with a connection of its own for every message."""

    def __init__(self, rules: AddressRules, trust: ssl.SSLContext | None = None, seconds: float = SECONDS) -> None:
        """Carry within the rules; ``trust`` is whom to trust instead of the machine's authorities."""
        self._rules = rules
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds

    async def carry(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post the message once and say what came of it."""
        began = perf_counter()
        try:
            async with asyncio.timeout(self._seconds):
                status, retry_after, fault = await self._carry(httpx2.URL(address), headers, body)
        except TimeoutError:
            status, retry_after, fault = None, None, DeliveryFault.TIMED_OUT
        return Answer(status, fault, round((perf_counter() - began) * 1000), retry_after)

    async def _carry(
        self, url: httpx2.URL, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, str | None, DeliveryFault | None]:
        try:
            places = await _resolved(url)
        except OSError:
            return None, None, DeliveryFault.NAME_NOT_FOUND
        if not all(self._rules.allows(url.host, each) for each in places):
            return None, None, DeliveryFault.ADDRESS_FORBIDDEN
        try:
            return await self._post(url, places, headers, body)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return None, None, fault_of(error)

    async def _post(
        self, url: httpx2.URL, places: Sequence[str], headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str | None, DeliveryFault | None]:
        """Post to the first address that takes the connection; nothing was sent to those before it."""
        for place in places[:-1]:
            try:
                return await self._post_to(place, url, headers, body)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                if fault_of(error) is DeliveryFault.CERTIFICATE_REFUSED:
                    raise
        return await self._post_to(places[-1], url, headers, body)

    async def _post_to(
        self, place: str, url: httpx2.URL, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str | None, DeliveryFault | None]:
        sent = {**headers, "Host": url.netloc.decode("ascii"), "User-Agent": AGENT}
        async with (
            httpx2.AsyncClient(
                verify=self._trust,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx2.Timeout(self._seconds, connect=CONNECT_SECONDS),
            ) as http,
            http.stream(
                "POST", url.copy_with(host=place), headers=sent, content=body, extensions={"sni_hostname": url.host}
            ) as answer,
        ):
            await _read_away(answer.aiter_raw())
            return answer.status_code, answer.headers.get("retry-after"), _verdict(answer.status_code)


async def _resolved(url: httpx2.URL) -> Sequence[str]:
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found][:ADDRESSES]


async def _read_away(coming: AsyncIterator[bytes]) -> None:
    """Read a little of the answer, so that the other side is not cut off; what it says is not kept."""
    read = 0
    async for part in coming:
        read += len(part)
        if read >= LONGEST_ANSWER:
            return


def _verdict(status: int) -> DeliveryFault | None:
    if status in ACCEPTED:
        return None
    return DeliveryFault.REDIRECTED if status in REDIRECTS else DeliveryFault.ANSWER_REFUSED


def fault_of(error: BaseException) -> DeliveryFault:
    """Name the fault behind an error of the network."""
    if _stands_on(error, ssl.SSLCertVerificationError):
        return DeliveryFault.CERTIFICATE_REFUSED
    if isinstance(error, httpx2.TimeoutException):
        return DeliveryFault.TIMED_OUT
    return DeliveryFault.NOT_CONNECTED if isinstance(error, httpx2.ConnectError) else DeliveryFault.LINE_BROKEN


def _stands_on(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
