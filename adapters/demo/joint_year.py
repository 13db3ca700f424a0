"""The joint year: officers' meetings, compilation, council, committee, advice, publication, and the next plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adapters.demo.area import PLAN, draft_plan
from adapters.demo.cast import Cast
from application.reference import PlanRow, read
from application.samples import NOTICE, SampleAdvice, SampleMeetingItem, SamplePerson

PLACE = f"{NOTICE}の会議室"


@dataclass(slots=True)
class JointYear:
    """都市圏全体の一年: what the secretariat, the council and the committee do."""

    cast: Cast
    fiscal_year: int
    members: tuple[str, ...]
    number: int = 0
    meetings: dict[str, str] | None = None

    async def compile(self) -> None:
        """Pin every accepted part and name what is missing."""
        await self.cast.secretariat.do("Compile", f"compilation:{self.fiscal_year}", fiscal_year=self.fiscal_year)
        self.number = 1

    async def finalise(self) -> None:
        """Finalise the compilation."""
        object_id = f"compilation:{self.fiscal_year}"
        await self.cast.secretariat_head.do(
            "FinaliseCompilation", object_id, fiscal_year=self.fiscal_year, number=self.number
        )

    async def meet(self, body_id: str, day: date) -> str:
        """Convene, hold and close one meeting of a body, with the sample's items of that day."""
        items = [
            row for row in read(SampleMeetingItem) if (row.body_id, row.month, row.day) == (body_id, day.month, day.day)
        ]
        meeting_id = await self._convene(body_id, day)
        for row in items:
            await self._put(meeting_id, row)
        secretariat = self.cast.secretariat
        if body_id != "officers-meeting":
            await secretariat.do(
                "FixMaterial", meeting_id, meeting_id=meeting_id, fiscal_year=self.fiscal_year, number=self.number
            )
        await secretariat.do("HoldMeeting", meeting_id, meeting_id=meeting_id, present=self._roster(body_id)[:-1])
        for number, row in enumerate(items, start=1):
            await secretariat.do(
                "DecideItem", meeting_id, meeting_id=meeting_id, item=number, outcome=row.outcome.value
            )
        return meeting_id

    async def _convene(self, body_id: str, day: date) -> str:
        body: dict[str, Any] = {
            "body_id": body_id,
            "fiscal_year": self.fiscal_year,
            "meets_on": str(day),
            "place": PLACE,
        }
        done = await self.cast.secretariat.do("ConveneMeeting", None, **body)
        return str(done["object_id"])

    async def _put(self, meeting_id: str, row: SampleMeetingItem) -> None:
        body: dict[str, Any] = {"meeting_id": meeting_id, "kind": row.kind.value, "title": row.title}
        if row.body_id != "officers-meeting":
            body |= {"subject_id": f"compilation:{self.fiscal_year}", "subject_version": self.number}
        await self.cast.secretariat.do("PutItem", meeting_id, **body)

    def _roster(self, body_id: str) -> list[str]:
        if body_id == "advisory-committee":
            return [row.person_id for row in read(SamplePerson) if row.office == body_id]
        return [f"office:{lg_code}" for lg_code in self.members]

    async def minute(self, meeting_id: str) -> None:
        """Draft the minutes, have them approved by another person, make the public copy, and close the meeting."""
        draft = await self.cast.secretariat.do(
            "DraftMinutes", meeting_id, meeting_id=meeting_id, text=f"{NOTICE} 議事要旨"
        )
        shown = await self.cast.secretariat.get(f"/api/v1/objects/{draft['object_id']}")
        content_hash = shown["content"]["minutes"]["draft"]
        await self.cast.secretariat_head.do(
            "ApproveMinutes", meeting_id, meeting_id=meeting_id, content_hash=content_hash
        )
        await self.cast.secretariat.do("MakePublicCopy", meeting_id, meeting_id=meeting_id, text=f"{NOTICE} 公開用")
        await self.cast.secretariat.do("CloseMeeting", meeting_id, meeting_id=meeting_id)

    async def advise(self, meeting_id: str) -> list[str]:
        """Let the members of the committee give their opinions."""
        given = []
        for row in read(SampleAdvice):
            done = await self.cast.named(row.member, "committee-member").do(
                "GiveAdvice",
                None,
                fiscal_year=self.fiscal_year,
                member=row.member,
                capacity=row.capacity.value,
                meeting_id=meeting_id,
                subject_id=f"compilation:{self.fiscal_year}",
                subject_version=self.number,
                sense=row.sense.value,
                text=row.text,
            )
            given.append(str(done["object_id"]))
        return given

    async def answer(self, given: list[str]) -> None:
        """Answer all opinions but the last, which is carried over into the next year."""
        for advice_id, row in zip(given[:-1], read(SampleAdvice), strict=False):
            await self.cast.secretariat.do(
                "AnswerAdvice", advice_id, advice_id=advice_id, response=row.response.value, text=row.answer
            )
        await self.cast.secretariat.do(
            "CarryOverAdvice", given[-1], advice_id=given[-1], to_fiscal_year=self.fiscal_year + 1
        )

    async def prepare(self) -> None:
        """Freeze what is to be published."""
        object_id = f"publication:{self.fiscal_year}"
        await self.cast.secretariat.do("PreparePublication", object_id, fiscal_year=self.fiscal_year)

    async def publish(self) -> None:
        """Publish, by another person than prepared it."""
        object_id = f"publication:{self.fiscal_year}"
        await self.cast.secretariat_head.do("Publish", object_id, fiscal_year=self.fiscal_year, channels=["website"])

    async def close_round(self) -> None:
        """Close the round, by two persons."""
        object_id = f"review-round:{self.fiscal_year}"
        await self.cast.secretariat.do("ProposeClosing", object_id, fiscal_year=self.fiscal_year)
        await self.cast.secretariat_head.do("CloseRound", object_id, fiscal_year=self.fiscal_year)

    async def draft_next_plan(self, today: date) -> None:
        """Enter the draft of the second generation, as far as it is known."""
        row = next(row for row in read(PlanRow) if row.generation == 2)  # noqa: PLR2004 - the second generation
        await draft_plan(self.cast.secretariat_head, row, today)

    async def succeed(self, day: date) -> None:
        """Let the second generation follow the first."""
        await self.cast.secretariat_head.do(
            "SucceedPlan", PLAN, plan_id=PLAN, successor_id="plan:kumamoto-2", succeeded_on=str(day + timedelta(days=1))
        )
