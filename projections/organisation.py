"""The organisation: which municipalities and bodies make up a region on a day, and who holds which office."""

from collections.abc import Iterable
from datetime import date

from domain.body import Body, BodyId, BodyName
from domain.kernel import LgCode, Line, PersonId, StreamId
from domain.office import Assignment, Cadence, Capacity, Handover, Office
from domain.region import Membership, Region
from projections.view import ObjectRow, ObjectView, on, opens


class RegionRow(ObjectRow):
    """圏域の行: the members with their days, and the bodies with the names they have borne."""

    name: Line
    established_on: date
    memberships: tuple[Membership, ...] = ()
    bodies: tuple[Body, ...] = ()

    def members_on(self, day: date) -> tuple[str, ...]:
        """List the members of a day by code."""
        return tuple(sorted(each.lg_code for each in self.memberships if each.covers(day)))

    def bodies_on(self, day: date) -> tuple[Body, ...]:
        """List the bodies that stand on a day."""
        return tuple(body for body in self.bodies if body.stands_on(day))


class Regions(ObjectView[RegionRow]):
    """圏域の構成: who belongs to the region from when, and which bodies does it have?"""

    name = "regions"
    version = 1
    row = RegionRow

    @opens(Region.Established)
    def _established(self, told: Region.Established, key: str) -> RegionRow:
        return RegionRow(object_id=key, name=told.name, established_on=told.established_on)

    @on(Region.MunicipalityJoined)
    def _joined(self, row: RegionRow, told: Region.MunicipalityJoined) -> RegionRow:
        joined = Membership(lg_code=told.lg_code, joined_on=told.joined_on)
        return row.model_copy(update={"memberships": (*row.memberships, joined)})

    @on(Region.MunicipalityLeft)
    def _left(self, row: RegionRow, told: Region.MunicipalityLeft) -> RegionRow:
        memberships = tuple(
            each.model_copy(update={"left_on": told.left_on})
            if (each.lg_code, each.left_on) == (told.lg_code, None)
            else each
            for each in row.memberships
        )
        return row.model_copy(update={"memberships": memberships})

    @on(Region.BodyEstablished)
    def _body_established(self, row: RegionRow, told: Region.BodyEstablished) -> RegionRow:
        body = Body(
            body_id=told.body_id,
            kind=told.kind,
            established_on=told.established_on,
            under=told.under,
            lg_code=told.lg_code,
            names=(BodyName(since=told.established_on, name=told.name),),
        )
        return row.model_copy(update={"bodies": (*row.bodies, body)})

    @on(Region.BodyRenamed)
    def _body_renamed(self, row: RegionRow, told: Region.BodyRenamed) -> RegionRow:
        name = BodyName(since=told.since, name=told.name)
        bodies = tuple(
            body.model_copy(update={"names": (*body.names, name)}) if body.body_id == told.body_id else body
            for body in row.bodies
        )
        return row.model_copy(update={"bodies": bodies})


class OfficeRow(ObjectRow):
    """担当部局の行: whose office it is, how it is reached (by a code of the register), and who holds it from when."""

    region_id: StreamId
    name: Line
    opened_on: date
    lg_code: LgCode | None
    body_id: BodyId | None
    contact_id: PersonId | None = None
    cadence: Cadence = Cadence.AT_ONCE
    closed_days: tuple[date, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    handovers: tuple[Handover, ...] = ()

    def persons_on(self, day: date, capacity: Capacity | None = None) -> tuple[Assignment, ...]:
        """List who held a capacity, or any, on a day."""
        return tuple(each for each in self.assignments if each.covers(day) and capacity in {None, each.capacity})


class Offices(ObjectView[OfficeRow]):
    """担当部局一覧: which offices are there, and who holds them on a day?"""

    name = "offices"
    version = 2
    row = OfficeRow

    @opens(Office.Opened)
    def _opened(self, told: Office.Opened, key: str) -> OfficeRow:
        return OfficeRow(
            object_id=key,
            region_id=told.region_id,
            name=told.name,
            opened_on=told.opened_on,
            lg_code=told.lg_code,
            body_id=told.body_id,
        )

    @on(Office.ContactSet)
    def _contact_set(self, row: OfficeRow, told: Office.ContactSet) -> OfficeRow:
        return row.model_copy(update={"contact_id": told.contact_id, "cadence": told.cadence})

    @on(Office.ClosedDaysAdded)
    def _closed_days_added(self, row: OfficeRow, told: Office.ClosedDaysAdded) -> OfficeRow:
        return row.model_copy(update={"closed_days": tuple(sorted({*row.closed_days, *told.days}))})

    @on(Office.PersonAssigned)
    def _person_assigned(self, row: OfficeRow, told: Office.PersonAssigned) -> OfficeRow:
        assigned = Assignment(person_id=told.person_id, capacity=told.capacity, assigned_on=told.assigned_on)
        return row.model_copy(update={"assignments": (*row.assignments, assigned)})

    @on(Office.PersonReleased)
    def _person_released(self, row: OfficeRow, told: Office.PersonReleased) -> OfficeRow:
        leaving = (told.person_id, told.capacity, None)
        assignments = tuple(
            each.model_copy(update={"released_on": told.released_on})
            if (each.person_id, each.capacity, each.released_on) == leaving
            else each
            for each in row.assignments
        )
        return row.model_copy(update={"assignments": assignments})

    @on(Office.HandedOver)
    def _handed_over(self, row: OfficeRow, told: Office.HandedOver) -> OfficeRow:
        return row.model_copy(update={"handovers": (*row.handovers, told.handover)})


def offices_of(offices: Iterable[OfficeRow], person_id: str, day: date) -> tuple[tuple[OfficeRow, Capacity], ...]:
    """Tell which offices a person holds on a day, and in which capacity."""
    return tuple(
        (office, held.capacity) for office in offices for held in office.persons_on(day) if held.person_id == person_id
    )
