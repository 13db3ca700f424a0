"""Commands on the steps of a round: completed when everything is accepted, lapsed when the time is over."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from application.desk import Desk
from application.rounds import RoundAct, kind_of
from application.submission_acts import filed_by
from domain.calendar import OFFICE_STEPS, Step
from domain.errors import Refusal
from domain.progress_report import ProgressReport
from domain.review_round import ReviewRound
from domain.submission import Submission
from domain.timetable import StepAlreadyCompleted


class CompleteStep(RoundAct):
    """工程を完了する。"""

    OBJECT = ReviewRound
    step: Step

    async def decide(self, desk: Desk) -> None:
        """Complete the step once every member's act is accepted and lacks nothing that came due since."""
        review_round = await self.review_round(desk)
        outstanding, unconfirmed = await _lacking(desk, review_round, self.step)
        review_round.complete_step(self.step, outstanding=outstanding, unconfirmed=unconfirmed, on=desk.today)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round; then, while no step can be completed, what stands against the first still open."""
        review_round = await desk.load(ReviewRound, object_id)
        of_steps = [
            tuple(review_round.timetable.completion_blockers(step, *await _lacking(desk, review_round, step)))
            for step in OFFICE_STEPS
        ]
        return [*review_round.closing.change_blockers(), *_least(of_steps)]


class LapseStep(RoundAct):
    """工程の期限経過を記録する。"""

    OBJECT = ReviewRound
    step: Step
    returned_too: Annotated[bool, Field(description="差戻し後に再提出のない団体も含める")] = False

    async def decide(self, desk: Desk) -> None:
        """Lapse the step for those from whom nothing came in time, and the drafts that they left.

        A returned act did come: it lapses only when a person says so, since without it a round could never close.
        """
        review_round = await self.review_round(desk)
        filed = await filed_by(desk, review_round, kind_of(self.step))
        unfiled = _not_come(filed, returned_too=self.returned_too)
        overdue = [code for code in unfiled if desk.today > review_round.due_on(code, self.step)]
        review_round.lapse_step(self.step, missing=overdue or unfiled, on=desk.today)
        for code in overdue:
            left = filed[code]
            if left is not None:
                left.lapse(on=desk.today, due_on=review_round.due_on(code, self.step))

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List a closed round; then, while no step can lapse, what stands against the first still open."""
        review_round = await desk.load(ReviewRound, object_id)
        of_steps = []
        for step in OFFICE_STEPS:
            unfiled = _not_come(await filed_by(desk, review_round, kind_of(step)), returned_too=True)
            overdue = [code for code in unfiled if desk.today > review_round.due_on(code, step)]
            of_steps.append(tuple(review_round.timetable.lapse_blockers(step, overdue or unfiled, desk.today)))
        return [*review_round.closing.change_blockers(), *_least(of_steps)]


async def _lacking(
    desk: Desk, review_round: ReviewRound, step: Step
) -> tuple[Sequence[str], Mapping[str, Sequence[str]]]:
    """Name whose act of a step is not settled, and the measures that were listed after a report was accepted."""
    filed = await filed_by(desk, review_round, kind_of(step))
    unconfirmed = {
        code: act.unconfirmed
        for code, act in filed.items()
        if isinstance(act, ProgressReport) and act.is_accepted and act.unconfirmed
    }
    return [code for code, act in filed.items() if act is None or not act.is_settled], unconfirmed


def _not_come(filed: Mapping[str, Submission | None], *, returned_too: bool) -> list[str]:
    return [code for code, act in filed.items() if act is None or not (act.is_filed if returned_too else act.has_come)]


def _least(of_steps: Sequence[tuple[Refusal, ...]]) -> tuple[Refusal, ...]:
    """Give nothing when some step is free, else what stands against the first step that is not completed."""
    if not all(of_steps):
        return ()
    waiting = [each for each in of_steps if not any(isinstance(one, StepAlreadyCompleted) for one in each)]
    return (waiting or of_steps)[0]
