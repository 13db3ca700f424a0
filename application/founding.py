"""Founding: what an empty log begins with, namely the facts that are known of the area, so that somebody can be let in.

The region, its dated members, its bodies, the published emission factors and the office of the secretariat come from
``data/`` with their sources.
Everything else is entered by people.
"""

from collections.abc import Iterator

from application.act import Counter
from application.authority import system
from application.command import Command
from application.factors import TABLES, OpenFactorTable
from application.organisation import (
    AdmitMunicipality,
    EstablishBody,
    EstablishRegion,
    OpenOffice,
    RecordMunicipalityLeft,
)
from application.ports import Clock, EventLog
from application.reference import BodyRow, MembershipRow, RegionRow, read
from domain.body import BodyKind
from domain.office import Office
from domain.region import Region

FOUNDER = system("founding")


async def found(counter: Counter, log: EventLog, clock: Clock) -> bool:
    """Found the area of ``data/`` unless it is founded, and tell whether there was anything to do.

    Each step has its own request key, so a founding that was interrupted goes on where it stopped.
    """
    (region,) = read(RegionRow)
    offices = await log.stream_ids(Office.TOPIC)
    if any(Office.create_id(body.body_id) in offices for body in read(BodyRow) if body.kind is BodyKind.SECRETARIAT):
        return False
    for number, command in enumerate(_steps(region, clock)):
        await counter.perform(command, FOUNDER, key=f"founding/{number}")
    return True


def _steps(region: RegionRow, clock: Clock) -> Iterator[Command]:
    region_id = Region.create_id(region.slug)
    yield EstablishRegion(slug=region.slug, name=region.name, established_on=region.established_on)
    for member in read(MembershipRow):
        yield AdmitMunicipality(region_id=region_id, lg_code=member.lg_code, joined_on=member.joined_on)
        if member.left_on is not None:
            yield RecordMunicipalityLeft(region_id=region_id, lg_code=member.lg_code, left_on=member.left_on)
    for body in read(BodyRow):
        yield EstablishBody(
            region_id=region_id,
            body_id=body.body_id,
            kind=body.kind,
            name=body.name,
            established_on=body.established_on,
            under=body.under,
            lg_code=body.lg_code,
        )
    for slug in TABLES:
        yield OpenFactorTable.model_validate({"slug": slug})
    for body in read(BodyRow):
        if body.kind is BodyKind.SECRETARIAT:
            yield OpenOffice(
                slug=body.body_id,
                region_id=region_id,
                name=body.name,
                opened_on=clock.today(),
                body_id=body.body_id,
            )
