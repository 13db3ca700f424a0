"""The challenges in the demonstration: raised in January, taken up, reviewed, and carried over before the year ends."""

from dataclasses import dataclass, field

from adapters.demo.area import REGION
from adapters.demo.cast import Cast
from adapters.demo.front_end import FrontEnd
from application.reference import read
from application.samples import SampleChallenge


@dataclass(slots=True)
class ChallengeYear:
    """課題の一年: one challenge of an office's evaluation and one of the area, as the sample invents them."""

    cast: Cast
    fiscal_year: int
    raised: list[str] = field(default_factory=list)

    async def raise_all(self) -> None:
        """Let the office raise what it found in its evaluation, and the secretariat what concerns the area."""
        for row in read(SampleChallenge):
            challenge_id = await self._raise(row)
            office = f"office:{row.lg_code or 'secretariat'}"
            await self._by(row).do(
                "TakeUpChallenge", challenge_id, challenge_id=challenge_id, undertaking={"office_id": office}
            )
            self.raised.append(challenge_id)

    async def _raise(self, row: SampleChallenge) -> str:
        evaluation = {"provenance": "evaluation", "object_id": f"evaluation:{row.lg_code}:{self.fiscal_year}"}
        done = await self._by(row).do(
            "RaiseChallenge",
            None,
            region_id=REGION,
            fiscal_year=self.fiscal_year,
            lg_code=row.lg_code,
            title=row.title,
            text=row.text,
            origin=evaluation if row.lg_code else {"provenance": "secretariat"},
        )
        return str(done["object_id"])

    async def review_all(self) -> None:
        """Write down how each of them stands this year."""
        for challenge_id, row in zip(self.raised, read(SampleChallenge), strict=True):
            await self._by(row).do(
                "ReviewChallenge",
                challenge_id,
                challenge_id=challenge_id,
                fiscal_year=self.fiscal_year,
                text=row.review,
            )

    async def carry_over(self) -> None:
        """Take all of them into the next fiscal year."""
        for challenge_id in self.raised:
            await self.cast.secretariat.do(
                "CarryOverChallenge", challenge_id, challenge_id=challenge_id, to_fiscal_year=self.fiscal_year + 1
            )

    def _by(self, row: SampleChallenge) -> FrontEnd:
        return self.cast.secretariat if row.lg_code is None else self.cast.office(row.lg_code)
