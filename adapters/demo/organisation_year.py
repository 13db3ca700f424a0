"""The organisation in the demonstration: the committee's seats, office plans, last year's outreach, and a handover."""

import asyncio
from dataclasses import dataclass
from datetime import date

from adapters.demo.area import REGION
from adapters.demo.cast import Cast
from application.reference import read
from application.samples import NOTICE, SampleActivity, SampleOfficePlan, SampleSeat

LEAVING_OFFICE = "43447"  # invented: that its clerk changes in April


@dataclass(frozen=True, slots=True)
class OrganisationYear:
    """組織の一年: what is recorded apart from the round."""

    cast: Cast
    fiscal_year: int
    members: tuple[str, ...]

    async def seat_committee(self) -> None:
        """Appoint the members of the committee, each in a capacity and for a term."""
        for row in read(SampleSeat):
            await self.cast.secretariat.do(
                "AppointMember",
                f"roster:{row.body_id}",
                region_id=REGION,
                body_id=row.body_id,
                member=row.member,
                capacity=row.capacity.value,
                from_on=str(row.from_on),
                until_on=str(row.until_on),
            )

    async def enter_office_plans(self) -> None:
        """Enter how far each member has come with its own office plan."""
        rows = [row for row in read(SampleOfficePlan) if row.lg_code in self.members]
        await asyncio.gather(*(self._enter_office_plan(row) for row in rows))

    async def _enter_office_plan(self, row: SampleOfficePlan) -> None:
        secretariat, plan_id = self.cast.secretariat, f"office-plan:{row.lg_code}"
        await secretariat.do("EnterOfficePlan", plan_id, lg_code=row.lg_code)
        if row.begun_on is not None:
            await secretariat.do("BeginOfficePlan", plan_id, lg_code=row.lg_code, begun_on=str(row.begun_on))
        if row.adopted_on is not None:
            term = {
                "title": f"{NOTICE}の事務事業編",
                "adopted_on": str(row.adopted_on),
                "first_fiscal_year": row.first_fiscal_year,
                "last_fiscal_year": row.last_fiscal_year,
            }
            await secretariat.do("AdoptOfficePlan", plan_id, lg_code=row.lg_code, term=term)
        if row.tonnes is not None:
            await secretariat.do(
                "StateOwnEmissions",
                plan_id,
                lg_code=row.lg_code,
                fiscal_year=row.emissions_fiscal_year,
                tonnes=str(row.tonnes),
                source=NOTICE,
            )

    async def record_outreach(self) -> None:
        """Enter what the centres and their members did in the year under review."""
        reviewed = self.fiscal_year - 1
        for row in read(SampleActivity):
            held_on = date(reviewed + (row.month < 4), row.month, row.day)  # noqa: PLR2004 - April begins the year
            await self.cast.secretariat.do(
                "RecordActivity",
                f"outreach:{row.body_id}:{reviewed}",
                region_id=REGION,
                body_id=row.body_id,
                activity={
                    "held_on": str(held_on),
                    "kind": row.kind.value,
                    "title": row.title,
                    "participants": row.participants,
                    "lg_codes": row.lg_codes,
                    "measures": [f"measure:{measure}" for measure in row.measures],
                },
            )

    async def hand_over(self, day: date) -> None:
        """Announce who follows the clerk of one office; what is open there is written down by the service."""
        office_id = f"office:{LEAVING_OFFICE}"
        await self.cast.secretariat.do(
            "HandOver",
            office_id,
            office_id=office_id,
            from_person=f"p-{LEAVING_OFFICE}-clerk",
            to_person=f"p-{LEAVING_OFFICE}-clerk-2",
            capacity="clerk",
            handed_over_on=str(day),
            notes=f"{NOTICE}：引継ぎ",
        )
