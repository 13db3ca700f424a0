"""Commands of the organisation: the region with its members and bodies, offices with their persons, and API keys."""

from datetime import date
from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.api_key import ApiKey, KeyId, SecretHash
from domain.body import BodyId, BodyKind
from domain.errors import refuse_first
from domain.kernel import LgCode, Line, PersonId, StreamId, Text
from domain.office import Cadence, Capacity, ContactId, Office, OfficeSlug
from domain.region import NotAMember, Region

RegionId = Annotated[StreamId, Field(description="圏域の識別子 例 region:kumamoto")]
OfficeId = Annotated[StreamId, Field(description="担当部局の識別子 例 office:43100")]


async def require_member(desk: Desk, lg_code: str) -> None:
    """Refuse a municipality that was never in any region with ``NotAMember``."""
    if not any(lg_code == each.lg_code for region in await desk.every(Region) for each in region.memberships):
        raise NotAMember(lg_code=lg_code)


class _RegionAct(Command):
    """圏域に対する操作。"""

    region_id: RegionId

    @property
    def object_id(self) -> StreamId:
        """Name the region."""
        return self.region_id


class EstablishRegion(Command):
    """圏域を設置する。"""

    OBJECT = Region
    slug: BodyId
    name: Line
    established_on: date

    @property
    def object_id(self) -> StreamId:
        """Name the region to be."""
        return Region.create_id(self.slug)

    async def decide(self, desk: Desk) -> None:
        """Make the region."""
        desk.add(Region(slug=self.slug, name=self.name, established_on=self.established_on))


class AdmitMunicipality(_RegionAct):
    """市町村の圏域への加入を記録する。"""

    OBJECT = Region
    lg_code: LgCode
    joined_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the region."""
        (await desk.load(Region, self.region_id)).admit(self.lg_code, self.joined_on)


class RecordMunicipalityLeft(_RegionAct):
    """市町村の圏域からの脱退を記録する。"""

    OBJECT = Region
    lg_code: LgCode
    left_on: Annotated[date, Field(description="構成団体でなくなる最初の日")]

    async def decide(self, desk: Desk) -> None:
        """Ask the region."""
        (await desk.load(Region, self.region_id)).record_left(self.lg_code, self.left_on)


class EstablishBody(_RegionAct):
    """会議体等を設置する。"""

    OBJECT = Region
    body_id: BodyId
    kind: BodyKind
    name: Line
    established_on: Annotated[date | None, Field(description="設置日。不明のときは省略")] = None
    under: Annotated[BodyId | None, Field(description="上位の会議体")] = None
    lg_code: Annotated[LgCode | None, Field(description="特定の市町村に置かれる場合の団体コード")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the region."""
        region = await desk.load(Region, self.region_id)
        region.establish_body(
            self.body_id, self.kind, self.name, self.established_on, under=self.under, lg_code=self.lg_code
        )


class RenameBody(_RegionAct):
    """会議体等の名称を改める。"""

    OBJECT = Region
    body_id: BodyId
    name: Line
    since: date

    async def decide(self, desk: Desk) -> None:
        """Ask the region."""
        (await desk.load(Region, self.region_id)).rename_body(self.body_id, self.name, self.since)


class OfficeAct(Command):
    """担当部局に対する操作。"""

    office_id: OfficeId

    @property
    def object_id(self) -> StreamId:
        """Name the office."""
        return self.office_id


class OpenOffice(Command):
    """担当部局を設ける。"""

    OBJECT = Office
    slug: OfficeSlug
    region_id: RegionId
    name: Line
    opened_on: date
    lg_code: Annotated[LgCode | None, Field(description="市町村の部局の場合の団体コード")] = None
    body_id: Annotated[BodyId | None, Field(description="会議体等の部局の場合の識別名")] = None

    @property
    def object_id(self) -> StreamId:
        """Name the office to be."""
        return Office.create_id(self.slug)

    async def decide(self, desk: Desk) -> None:
        """Make the office of a municipality, or of a body that stands."""
        region = await desk.load(Region, self.region_id)
        if self.body_id is not None:
            region.body_on(self.body_id, self.opened_on)
        desk.add(
            Office(
                slug=self.slug,
                region_id=self.region_id,
                name=self.name,
                opened_on=self.opened_on,
                lg_code=self.lg_code,
                body_id=self.body_id,
            )
        )


class SetOfficeContact(OfficeAct):
    """担当部局の連絡先と通知の頻度を定める。"""

    OBJECT = Office
    contact_id: Annotated[ContactId, Field(description="連絡先簿の識別子。氏名やアドレスは含めない")]
    cadence: Cadence = Cadence.AT_ONCE

    async def decide(self, desk: Desk) -> None:
        """Ask the office."""
        (await desk.load(Office, self.office_id)).set_contact(self.contact_id, self.cadence)


class AddClosedDays(OfficeAct):
    """担当部局の独自の閉庁日を加える。"""

    OBJECT = Office
    days: Annotated[tuple[date, ...], Field(min_length=1, max_length=366)]
    ground: Line

    async def decide(self, desk: Desk) -> None:
        """Ask the office."""
        (await desk.load(Office, self.office_id)).add_closed_days(self.days, self.ground)


class AssignPerson(OfficeAct):
    """担当部局に職員を配置する。"""

    OBJECT = Office
    person_id: PersonId
    capacity: Capacity
    assigned_on: date

    async def decide(self, desk: Desk) -> None:
        """Ask the office."""
        (await desk.load(Office, self.office_id)).assign_person(self.person_id, self.capacity, self.assigned_on)


class ReleasePerson(OfficeAct):
    """職員の離任を記録する。"""

    OBJECT = Office
    person_id: PersonId
    capacity: Capacity
    released_on: Annotated[date, Field(description="その資格でなくなる最初の日")]

    async def decide(self, desk: Desk) -> None:
        """Ask the office."""
        (await desk.load(Office, self.office_id)).release_person(self.person_id, self.capacity, self.released_on)


class IssueApiKey(Command):
    """APIキーを発行する。"""

    OBJECT = ApiKey
    key_id: KeyId
    person_id: PersonId
    office_id: OfficeId
    capacity: Capacity
    secret_hash: Annotated[SecretHash, Field(description="256ビットの秘密のSHA-256。秘密そのものは送らない")]
    expires_on: Annotated[date, Field(description="有効な最後の日")]
    scope: Annotated[tuple[Line, ...], Field(max_length=50)] = ()

    @property
    def object_id(self) -> StreamId:
        """Name the key to be."""
        return ApiKey.create_id(self.key_id)

    async def decide(self, desk: Desk) -> None:
        """Bind a key to a person who holds that capacity in that office today."""
        office = await desk.load(Office, self.office_id)
        refuse_first(office.holding_blockers(self.person_id, self.capacity, desk.today))
        refuse_first(ApiKey.life_blockers(desk.today, self.expires_on))
        desk.add(
            ApiKey(
                key_id=self.key_id,
                person_id=self.person_id,
                office_id=self.office_id,
                lg_code=office.lg_code,
                capacity=self.capacity,
                secret_hash=self.secret_hash,
                issued_on=desk.today,
                expires_on=self.expires_on,
                scope=self.scope,
                origin=desk.actor,
                body_id=office.body_id,
            )
        )


class RevokeApiKey(Command):
    """APIキーを失効させる。"""

    OBJECT = ApiKey
    key_id: KeyId
    ground: Text

    @property
    def object_id(self) -> StreamId:
        """Name the key."""
        return ApiKey.create_id(self.key_id)

    async def decide(self, desk: Desk) -> None:
        """Ask the key."""
        (await desk.load(ApiKey, self.object_id)).revoke(desk.today, self.ground)
