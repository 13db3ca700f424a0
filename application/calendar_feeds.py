"""Calendar feeds at the counter: opened with a secret that is shown once, closed when it is known to a wrong one."""

import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from application.act import Counter
from application.authority import Caller
from application.command import Command
from application.desk import Desk, replay
from application.entrance import Issued, SecretShownOnce, hash_of
from application.organisation import require_member
from application.ports import EventLog, RequestKeyReused
from domain.api_key import SecretHash
from domain.body import BodyId, UnknownBody
from domain.calendar_feed import CalendarFeed
from domain.errors import Refusal, refuse_first
from domain.kernel import LgCode, StreamId, Text, Value
from domain.office import Capacity
from domain.region import Region

SECRET = re.compile(r"^shf_[A-Za-z0-9_-]{43}$")
FeedId = Annotated[str, StringConstraints(pattern=r"^f-[0-9a-f]{24}$")]


class FeedWanted(Value):
    """予定の配信の申込み: of which municipality, body or capacity; with none, of the whole area."""

    lg_code: Annotated[LgCode | None, Field(description="市町村の担当部局の予定")] = None
    body_id: Annotated[BodyId | None, Field(description="会議体の予定")] = None
    capacity: Annotated[Capacity | None, Field(description="資格の予定。担当・課長・部局長は市町村とともに指定")] = None


class OpenCalendarFeed(Command):
    """予定の配信を始める。"""

    OBJECT = CalendarFeed
    feed_id: FeedId
    secret_hash: Annotated[SecretHash, Field(description="256ビットの秘密のSHA-256。秘密そのものは送らない")]
    lg_code: LgCode | None = None
    body_id: BodyId | None = None
    capacity: Capacity | None = None

    @property
    def object_id(self) -> StreamId:
        """Name the feed to be."""
        return CalendarFeed.create_id(self.feed_id)

    async def decide(self, desk: Desk) -> None:
        """Open a feed of a member, of a body that there is, of a capacity, or of the whole area."""
        refuse_first(CalendarFeed.faults(self.lg_code, self.body_id, self.capacity))
        if self.lg_code is not None:
            await require_member(desk, self.lg_code)
        if self.body_id is not None and not any(self.body_id in each.bodies for each in await desk.every(Region)):
            raise UnknownBody(body_id=self.body_id)
        desk.add(
            CalendarFeed(
                feed_id=self.feed_id,
                secret_hash=self.secret_hash,
                lg_code=self.lg_code,
                body_id=self.body_id,
                opened_on=desk.today,
                by=desk.actor,
                capacity=self.capacity,
            )
        )


class CloseCalendarFeed(Command):
    """予定の配信を停止する。"""

    OBJECT = CalendarFeed
    feed_id: FeedId
    reason: Annotated[Text, Field(description="停止の理由")]

    @property
    def object_id(self) -> StreamId:
        """Name the feed."""
        return CalendarFeed.create_id(self.feed_id)

    async def decide(self, desk: Desk) -> None:
        """Ask the feed."""
        (await desk.load(CalendarFeed, self.object_id)).close(self.reason, desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that it was closed."""
        return (await desk.load(CalendarFeed, object_id)).close_blockers()


class CalendarDesk:
    """予定の配信の窓口: makes the secrets, and finds a feed by one."""

    def __init__(self, counter: Counter, log: EventLog) -> None:
        self._counter = counter
        self._log = log

    async def open(self, wanted: FeedWanted, caller: Caller, *, key: str, dry_run: bool = False) -> Issued:
        """Open a feed and give its secret, once; a repeated request is refused with ``SecretShownOnce``."""
        secret = f"shf_{secrets.token_urlsafe(32)}"
        secret_hash = hash_of(secret)
        command = OpenCalendarFeed(**dict(wanted), feed_id=_feed_id(secret_hash), secret_hash=secret_hash)
        try:
            outcome = await self._counter.perform(command, caller, key=key, expected_version=0, dry_run=dry_run)
        except RequestKeyReused as reused:
            if await self._log.answered(caller.person_id, key):
                raise SecretShownOnce from reused
            raise
        return Issued(outcome, None if dry_run else secret)

    async def find(self, secret: str) -> CalendarFeed | None:
        """Give the open feed of a secret, or ``None``, whatever is wrong with it."""
        if not SECRET.fullmatch(secret):
            return None
        secret_hash = hash_of(secret)
        records = await self._log.stream(CalendarFeed.create_id(_feed_id(secret_hash)))
        feed = replay(CalendarFeed, [record.event for record in records])
        if feed is None or feed.closed_on is not None or not hmac.compare_digest(feed.secret_hash, secret_hash):
            return None
        return feed


def _feed_id(secret_hash: str) -> str:
    return f"f-{secret_hash[:24]}"
