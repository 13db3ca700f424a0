"""The rosters: who sits on each body of the region on any day, by appointment or as the office of a member."""

from collections.abc import Iterable
from datetime import date

from domain.body import Body, BodyId, BodyKind
from domain.kernel import Line, StreamId, Value
from domain.labels import Labelled
from domain.office import Assignment
from domain.roster import OF_OFFICES, OFFICE, Appointment, Roster, resigned, vacant_on
from projections.organisation import OfficeRow, RegionRow
from projections.plans import PlanRow
from projections.view import ObjectRow, ObjectView, on, opens


class RosterRow(ObjectRow):
    """名簿の行: one body's seats, term by term."""

    body_id: BodyId
    region_id: StreamId
    kind: BodyKind
    appointments: tuple[Appointment, ...] = ()


class Rosters(ObjectView[RosterRow]):
    """名簿一覧: who has been a member of which body, in which capacity, for which term?"""

    name = "rosters"
    version = 1
    row = RosterRow

    @opens(Roster.Opened)
    def _opened(self, told: Roster.Opened, key: str) -> RosterRow:
        return RosterRow(object_id=key, body_id=told.body_id, region_id=told.region_id, kind=told.kind)

    @on(Roster.MemberAppointed)
    def _appointed(self, row: RosterRow, told: Roster.MemberAppointed) -> RosterRow:
        return row.model_copy(update={"appointments": (*row.appointments, told.appointment)})

    @on(Roster.MemberResigned)
    def _resigned(self, row: RosterRow, told: Roster.MemberResigned) -> RosterRow:
        return row.model_copy(update={"appointments": resigned(row.appointments, told.seat, told.resigned_on)})


class SeatBasis(Labelled):
    """構成員の根拠: on what it rests that somebody is a member."""

    APPOINTED = "appointed", "委嘱", "appointed"
    OFFICE_OF_MEMBER = "office-of-member", "計画の構成市町村の担当部局", "office of a municipality of the plan"
    NOT_RECORDED = "not-recorded", "記録なし", "no seat on record"


class Seated(Value):
    """構成員: one seat on the day; ``persons`` are those who hold the office that sits there."""

    appointment: Appointment
    persons: tuple[Assignment, ...] = ()


class BodyMembers(Value):
    """会議体の構成員: who sat on a body on a day, under which name of it, and which seats were vacant."""

    body_id: BodyId
    kind: BodyKind
    title: Line
    on: date
    basis: SeatBasis
    members: tuple[Seated, ...]
    vacant: tuple[Appointment, ...]


def members_of(
    body: Body, roster: RosterRow | None, owners: Iterable[str], offices: Iterable[OfficeRow], day: date
) -> BodyMembers:
    """Tell who sat on a body on a day; without appointments a body of offices seats those of the ``owners``."""
    appointments = () if roster is None else roster.appointments
    seated, basis = [each for each in appointments if each.covers(day)], SeatBasis.APPOINTED
    if not seated and body.kind in OF_OFFICES:
        seated = [
            Appointment(seat=seat, member=f"{OFFICE}{lg_code}", from_on=day) for seat, lg_code in enumerate(owners, 1)
        ]
        basis = SeatBasis.OFFICE_OF_MEMBER
    holders = {office.object_id: office.persons_on(day) for office in offices}
    return BodyMembers(
        body_id=body.body_id,
        kind=body.kind,
        title=body.name_on(day),
        on=day,
        basis=basis if seated else SeatBasis.NOT_RECORDED,
        members=tuple(Seated(appointment=each, persons=holders.get(each.member, ())) for each in seated),
        vacant=vacant_on(appointments, day),
    )


def owners_on(region: RegionRow, plans: Iterable[PlanRow], day: date) -> tuple[str, ...]:
    """Name the municipalities of the plan in force on a day that belonged to the region then."""
    in_force = [
        plan
        for plan in plans
        if plan.region_id == region.object_id and plan.adopted_on is not None and plan.adopted_on <= day
    ]
    if not in_force:
        return ()
    taking_part = max(in_force, key=lambda plan: plan.generation).membership.on(day)
    return tuple(lg_code for lg_code in region.members_on(day) if lg_code in taking_part)
