"""The region: the area of municipalities that act together, who belongs to it from when, and its bodies."""

from collections.abc import Iterator
from datetime import date

from domain.body import Body, BodyAlreadyEstablished, BodyDatesContradict, BodyId, BodyKind, BodyName, UnknownBody
from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, LgCode, Line, Value, event
from domain.labels import Labelled


class RegionState(Labelled):
    """圏域の状態: a region lasts once it is established."""

    ESTABLISHED = "established", "設置済み", "established"


class AlreadyMember(Refusal):
    """この市町村はすでに圏域の構成団体です。"""


class NotAMember(Refusal):
    """この市町村は圏域の構成団体ではありません。"""


class MembershipDatesContradict(Refusal):
    """加入日または脱退日が、すでに記録された日付と矛盾します。"""


class Membership(Value):
    """加入期間: ``left_on`` is the first day on which the municipality is no longer a member."""

    lg_code: LgCode
    joined_on: date
    left_on: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the municipality was a member on a day."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


class Region(Aggregate):
    """圏域: the lasting area; area membership is dated, and no number of members is ever assumed."""

    TOPIC = "region"

    class Established(Created):
        """圏域を設置した。"""

        TOPIC = "region.established"
        slug: BodyId
        name: Line
        established_on: date

    class MunicipalityJoined(Event):
        """市町村が圏域に加入した。"""

        TOPIC = "region.municipality-joined"
        lg_code: LgCode
        joined_on: date

    class MunicipalityLeft(Event):
        """市町村が圏域から脱退した。"""

        TOPIC = "region.municipality-left"
        lg_code: LgCode
        left_on: date

    class BodyEstablished(Event):
        """圏域の会議体等を設置した。"""

        TOPIC = "region.body-established"
        body_id: BodyId
        kind: BodyKind
        name: Line
        established_on: date | None
        under: BodyId | None = None
        lg_code: LgCode | None = None

    class BodyRenamed(Event):
        """会議体等の名称を改めた。"""

        TOPIC = "region.body-renamed"
        body_id: BodyId
        name: Line
        since: date

    @staticmethod
    def create_id(slug: str) -> str:
        """Name the stream, such as ``region:kumamoto``."""
        return f"region:{slug}"

    @event(Established)
    def __init__(self, slug: str, name: str, established_on: date) -> None:
        self.slug = slug
        self.name = name
        self.established_on = established_on
        self.memberships: tuple[Membership, ...] = ()
        self.bodies: dict[str, Body] = {}

    def admit(self, lg_code: str, joined_on: date) -> None:
        """Let a municipality join; joining again on the same day changes nothing."""
        if Membership(lg_code=lg_code, joined_on=joined_on) in self.memberships:
            return
        refuse_first(self.admit_blockers(lg_code, joined_on))
        self._admit(lg_code=lg_code, joined_on=joined_on)

    def admit_blockers(self, lg_code: str, joined_on: date) -> Iterator[Refusal]:
        """Refuse a member, and a day before the region or inside an earlier membership."""
        earlier = [each for each in self.memberships if each.lg_code == lg_code]
        if any(each.left_on is None for each in earlier):
            yield AlreadyMember(lg_code=lg_code)
        if joined_on < self.established_on or any(each.left_on and joined_on < each.left_on for each in earlier):
            yield MembershipDatesContradict(lg_code=lg_code, joined_on=joined_on)

    @event(MunicipalityJoined)
    def _admit(self, lg_code: str, joined_on: date) -> None:
        self.memberships = (*self.memberships, Membership(lg_code=lg_code, joined_on=joined_on))

    def record_left(self, lg_code: str, left_on: date) -> None:
        """Record that a municipality left; ``left_on`` is its first day outside."""
        if any((each.lg_code, each.left_on) == (lg_code, left_on) for each in self.memberships):
            return
        refuse_first(self.record_left_blockers(lg_code, left_on))
        self._record_left(lg_code=lg_code, left_on=left_on)

    def record_left_blockers(self, lg_code: str, left_on: date) -> Iterator[Refusal]:
        """Refuse for one that is no member, and a day not after it joined."""
        open_ones = [each for each in self.memberships if each.lg_code == lg_code and each.left_on is None]
        if not open_ones:
            yield NotAMember(lg_code=lg_code)
        if any(left_on <= each.joined_on for each in open_ones):
            yield MembershipDatesContradict(lg_code=lg_code, left_on=left_on)

    @event(MunicipalityLeft)
    def _record_left(self, lg_code: str, left_on: date) -> None:
        self.memberships = tuple(
            each.model_copy(update={"left_on": left_on}) if each.lg_code == lg_code and each.left_on is None else each
            for each in self.memberships
        )

    def establish_body(  # noqa: PLR0913 - what the founding rule of a body states
        self,
        body_id: str,
        kind: BodyKind,
        name: str,
        established_on: date | None,
        *,
        under: str | None = None,
        lg_code: str | None = None,
    ) -> None:
        """Set up a body, below another one (``under``) or at one municipality (``lg_code``); its day may be unknown."""
        refuse_first(self.establish_body_blockers(body_id, established_on, under))
        self._establish_body(
            body_id=body_id, kind=kind, name=name, established_on=established_on, under=under, lg_code=lg_code
        )

    def establish_body_blockers(
        self, body_id: str, established_on: date | None, under: str | None
    ) -> Iterator[Refusal]:
        """Refuse an identity that is taken and a superior body that does not stand on that day."""
        if body_id in self.bodies:
            yield BodyAlreadyEstablished(body_id=body_id)
        if under and under not in self.bodies:
            yield UnknownBody(body_id=under)
        elif under and established_on and not self.bodies[under].stands_on(established_on):
            yield BodyDatesContradict(body_id=body_id, established_on=established_on)

    @event(BodyEstablished)
    def _establish_body(  # noqa: PLR0913 - the fields of the event
        self,
        *,
        body_id: str,
        kind: BodyKind,
        name: str,
        established_on: date | None,
        under: str | None,
        lg_code: str | None,
    ) -> None:
        self.bodies[body_id] = Body(
            body_id=body_id,
            kind=kind,
            established_on=established_on,
            under=under,
            lg_code=lg_code,
            names=(BodyName(since=established_on, name=name),),
        )

    def rename_body(self, body_id: str, name: str, since: date) -> None:
        """Give a body a new name from a day on; its history stays one."""
        if body_id in self.bodies and BodyName(since=since, name=name) == self.bodies[body_id].names[-1]:
            return
        refuse_first(self.rename_body_blockers(body_id, since))
        self._rename_body(body_id=body_id, name=name, since=since)

    def rename_body_blockers(self, body_id: str, since: date) -> Iterator[Refusal]:
        """Refuse for an unknown body, and a day not after its last naming."""
        body = self.bodies.get(body_id)
        if body is None:
            yield UnknownBody(body_id=body_id)
        elif (last := body.names[-1].since) and since <= last:
            yield BodyDatesContradict(body_id=body_id, since=since)

    @event(BodyRenamed)
    def _rename_body(self, body_id: str, name: str, since: date) -> None:
        body = self.bodies[body_id]
        names = (*body.names, BodyName(since=since, name=name))
        self.bodies[body_id] = body.model_copy(update={"names": names})

    @property
    def state(self) -> RegionState:
        """Give the state: a region lasts."""
        return RegionState.ESTABLISHED

    def members_on(self, day: date) -> tuple[str, ...]:
        """List the members of a day by code."""
        return tuple(sorted(each.lg_code for each in self.memberships if each.covers(day)))

    def is_member(self, lg_code: str, day: date) -> bool:
        """Tell whether a municipality was a member on a day."""
        return lg_code in self.members_on(day)

    def body_on(self, body_id: str, day: date) -> Body:
        """Give a body that stands on a day; raises ``UnknownBody``."""
        body = self.bodies.get(body_id)
        if body is None or not body.stands_on(day):
            raise UnknownBody(body_id=body_id, day=day)
        return body
