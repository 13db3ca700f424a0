"""Rates: how much one address, person, office and key may ask for in a minute. More is told when to come again.

The counters are in the memory of the process, so every process of the service grants them anew; they protect the
service from a loop that went wild, not from a guess: the secrets of keys have 256 bits.
"""

import math
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.api.refusals import RateExceeded
from application.entrance import KeyNotAccepted

if TYPE_CHECKING:
    from application.authority import Caller

UNCOUNTED = frozenset({"/healthz", "/readyz"})
PROVING = frozenset({"/sign-in", "/sign-in/factor", "/begin", "/set-up"})  # pages on which people prove who they are
REFUSED = "proof_refused"  # what such a page notes on a request that proved nobody
NETWORK = 64  # bits of an IPv6 address that one household or office has to itself


@dataclass(frozen=True, slots=True)
class Rates:
    """頻度の上限: requests in a minute. Many offices may share an address behind one gateway, so that is the widest.

    ``refused`` is how often an address may show an unknown key or fail to sign in before it hears of the rate instead.
    """

    address: int = 12_000
    office: int = 6_000
    person: int = 1_800
    key: int = 1_200
    refused: int = 60


class Turnstiles:
    """回転扉: counts, and refuses with ``RateExceeded`` what is too much."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, of: str, who: str, most: int) -> None:
        """Count one request of somebody; raises ``RateExceeded`` beyond the most, with the seconds to wait."""
        await self._judge(of, who, most, passed=await self._limiter.hit(RateLimitItemPerMinute(most), of, who))

    async def expect(self, of: str, who: str, most: int) -> None:
        """Refuse as ``count`` does who has used up what they may, without counting anything."""
        await self._judge(of, who, most, passed=await self._limiter.test(RateLimitItemPerMinute(most), of, who))

    async def _judge(self, of: str, who: str, most: int, *, passed: bool) -> None:
        if not passed:
            item = RateLimitItemPerMinute(most)
            reset = (await self._limiter.get_window_stats(item, of, who)).reset_time
            raise RateExceeded(of=of, per_minute=most, retry_after=max(1, math.ceil(reset - time.time())))


class AddressRate:
    """番地の頻度: before the door, so that an unknown key costs no more than it may."""

    def __init__(self, app: ASGIApp, turnstiles: Turnstiles) -> None:
        self._app = app
        self._turnstiles = turnstiles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request for its address."""
        if scope["type"] != "http" or scope["path"] in UNCOUNTED:
            await self._app(scope, receive, send)
            return
        address, rates = address_of(scope), self._turnstiles.rates
        await self._turnstiles.count("address", address, rates.address)
        if scope["path"] in PROVING and scope["method"] == "POST":
            await self._turnstiles.expect("refused", address, rates.refused)
        try:
            await self._app(scope, receive, send)
        except KeyNotAccepted:
            await self._turnstiles.count("refused", address, rates.refused)
            raise
        if scope.get("state", {}).get(REFUSED):  # told on a page, which has been sent: it counts for the next try
            with suppress(RateExceeded):
                await self._turnstiles.count("refused", address, rates.refused)


class CallerRate:
    """呼出者の頻度: behind the door, where it is known who calls."""

    def __init__(self, app: ASGIApp, turnstiles: Turnstiles) -> None:
        self._app = app
        self._turnstiles = turnstiles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request for its key, its person and its office."""
        caller: Caller | None = scope.get("state", {}).get("caller")
        if caller is not None:
            rates = self._turnstiles.rates
            await self._turnstiles.count("key", caller.key_id, rates.key)
            await self._turnstiles.count("person", caller.person_id, rates.person)
            await self._turnstiles.count("office", caller.office_id, rates.office)
        await self._app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Name the address that asks, an IPv6 one by its network; who comes by a socket file has none."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(IPv6Network((address, NETWORK), strict=False)) if isinstance(address, IPv6Address) else str(address)
