"""What waits for the secretariat of a region: gathered from the record, told by the domain."""

from collections.abc import AsyncIterator

from application.desk import Desk
from application.factors import factor_book
from application.joint import KINDS
from domain.calendar import OFFICE_STEPS
from domain.compilation import Compilation
from domain.coordination import (
    matters_of_closed_statement,
    matters_of_compilation,
    matters_of_factors,
    matters_of_meeting,
    matters_of_part,
    matters_of_publication,
    matters_of_round,
)
from domain.emission_statement import EmissionStatement
from domain.excerpt import Excerpt
from domain.factor_table import FactorTable
from domain.handover import CoordinationMatter
from domain.meeting import Meeting
from domain.publication import Publication
from domain.region import Region
from domain.review_round import ReviewRound


async def coordination(desk: Desk, region_id: str) -> AsyncIterator[CoordinationMatter]:
    """Yield round by round what waits, then the meetings of the region's bodies, then the factor tables."""
    for review in await desk.every(ReviewRound):
        if review.region_id == region_id:
            async for matter in _of_round(desk, review):
                yield matter
    bodies = (await desk.load(Region, region_id)).bodies
    excerpts = await desk.every(Excerpt)
    for meeting in await desk.every(Meeting):
        if meeting.body_id in bodies:
            for matter in matters_of_meeting(meeting, excerpts):
                yield matter
    for table in await desk.every(FactorTable):
        for matter in matters_of_factors(table):
            yield matter


async def _of_round(desk: Desk, review: ReviewRound) -> AsyncIterator[CoordinationMatter]:
    for matter in matters_of_round(review):
        yield matter
    async for matter in _of_parts(desk, review):
        yield matter
    async for matter in _of_closed(desk, review):
        yield matter
    compilation = await desk.find(Compilation, Compilation.create_id(review.fiscal_year))
    for matter in matters_of_compilation(review, compilation, desk.today):
        yield matter
    publication = await desk.find(Publication, Publication.create_id(review.fiscal_year))
    for matter in matters_of_publication(review, publication, desk.today):
        yield matter


async def _of_closed(desk: Desk, review: ReviewRound) -> AsyncIterator[CoordinationMatter]:
    book = await factor_book(desk)
    for lg_code in () if review.is_open else review.members:
        statement = await desk.find(EmissionStatement, EmissionStatement.create_id(lg_code, review.fiscal_year))
        for matter in () if statement is None else matters_of_closed_statement(statement, book):
            yield matter


async def _of_parts(desk: Desk, review: ReviewRound) -> AsyncIterator[CoordinationMatter]:
    for lg_code in review.members if review.is_open else ():
        for step in OFFICE_STEPS:
            part = await desk.find(KINDS[step], KINDS[step].create_id(lg_code, review.fiscal_year))
            for matter in () if part is None else matters_of_part(part):
                yield matter
