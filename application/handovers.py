"""The handover 人事異動: one person follows another, and what the office owes that day is deduced and written down."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from pydantic import Field

from application.coordinating import coordination
from application.desk import Desk
from application.joint import KINDS
from application.organisation import OfficeAct
from domain.advice import Advice
from domain.api_key import ApiKey
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS, fiscal_year_of
from domain.challenge import Challenge
from domain.excerpt import Excerpt
from domain.handover import OpenMatters, OpenObligation
from domain.kernel import PersonId, StreamId, Text
from domain.obligations import OWED_NOW, FiledFact, obligation
from domain.office import Capacity, Handover, Office
from domain.region import Region
from domain.review_round import ReviewRound

GROUND = "人事異動"


class HandOver(OfficeAct):
    """人事異動による引継ぎを記録する。"""

    OBJECT = Office
    from_person: Annotated[PersonId, Field(description="前任者")]
    to_person: Annotated[PersonId, Field(description="後任者")]
    capacity: Capacity
    handed_over_on: Annotated[date, Field(description="後任者の初日")]
    notes: Annotated[Text | None, Field(description="引継事項。氏名は書かない")] = None

    async def decide(self, desk: Desk) -> None:
        """Ask the office, with everything that is open there today."""
        office = await desk.load(Office, self.office_id)
        office.hand_over(
            Handover(
                from_person=self.from_person,
                to_person=self.to_person,
                capacity=self.capacity,
                handed_over_on=self.handed_over_on,
                open_matters=await open_matters(desk, office),
                notes=self.notes,
            )
        )
        if office.pending_events:
            await self._revoke_keys(desk)

    async def _revoke_keys(self, desk: Desk) -> None:
        """Take the keys from who has left: what is handed over later keeps its keys until then."""
        if self.handed_over_on > desk.today:
            return
        held = (self.from_person, self.office_id, self.capacity)
        for key in await desk.every(ApiKey):
            if (key.person_id, key.office_id, key.capacity) == held and key.revoked_on is None:
                key.revoke(desk.today, GROUND)


async def open_matters(desk: Desk, office: Office) -> OpenMatters:
    """List what an office owes today: a municipality its steps, the secretariat what waits for it, both the rest."""
    obligations = [each async for each in _obligations(desk, office.lg_code)] if office.lg_code else []
    coordinates = await _is_secretariat(desk, office)
    told = await desk.every(Challenge)
    return OpenMatters(
        listed_on=desk.today,
        obligations=tuple(sorted(obligations, key=lambda each: each.due_on)),
        advice=await _open_advice(desk) if coordinates else (),
        challenges=tuple(
            each.id for each in told if each.is_matter_of(office.id, office.lg_code, coordinates=coordinates)
        ),
        excerpts=tuple(each.id for each in await desk.every(Excerpt) if each.awaits(office.id)),
        coordination=tuple([each async for each in coordination(desk, office.region_id)]) if coordinates else (),
    )


async def _obligations(desk: Desk, lg_code: str) -> AsyncIterator[OpenObligation]:
    for review in await desk.every(ReviewRound):
        if not review.is_open or lg_code not in review.members:
            continue
        for step in OFFICE_STEPS:
            part = await desk.find(KINDS[step], KINDS[step].create_id(lg_code, review.fiscal_year))
            filed = None if part is None else FiledFact(state=part.state, late=part.late)
            owed = obligation(review.timetable, lg_code, step, filed, desk.today)
            if owed.state in OWED_NOW:
                yield OpenObligation(
                    fiscal_year=review.fiscal_year,
                    step=step,
                    state=owed.state,
                    due_on=owed.due_on,
                    overdue=owed.overdue,
                )


async def _is_secretariat(desk: Desk, office: Office) -> bool:
    if office.body_id is None:
        return False
    body = (await desk.load(Region, office.region_id)).bodies.get(office.body_id)
    return body is not None and body.kind is BodyKind.SECRETARIAT


async def _open_advice(desk: Desk) -> tuple[StreamId, ...]:
    told = await desk.every(Advice)
    return tuple(each.id for each in told if each.awaits_answer_in(fiscal_year_of(desk.today)))
