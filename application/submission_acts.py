"""The acts that the four kinds of submission share, as forms without an object: each kind makes them its own commands.

Every act asks the round first: nothing changes in a closed round, and no step is worked on before it opens.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.joint import KINDS, parts_changed, year_of
from domain.approval import Rank
from domain.calendar import Step
from domain.change_cause import ChangeCause
from domain.errors import Refusal, refuse_first
from domain.evaluation import Evaluation
from domain.filing import FieldComment
from domain.in_house_report import InHouseReport
from domain.kernel import FiscalYear, LgCode, Line, PersonId, StreamId
from domain.review_round import ReviewRound
from domain.submission import Submission


class RankNotHeld(Refusal):
    """ご自身の職位以外での決裁・評価はできません。"""


class ActedPersonMissing(Refusal):
    """代行のときは、実際に決裁・評価した人の指定が必要です。"""


class SubmissionAct(Command):
    """提出物に対する行為: whose act of which year; the shared form of all that follows."""

    OBJECT: ClassVar[type[Submission]]

    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]
    fiscal_year: Annotated[FiscalYear, Field(description="点検年度")]

    @property
    def object_id(self) -> StreamId:
        """Name the submission by office and year."""
        return self.OBJECT.create_id(self.lg_code, self.fiscal_year)

    async def open_round(self, desk: Desk) -> ReviewRound:
        """Load the round and refuse what it does not allow now."""
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(self.fiscal_year))
        refuse_first(review_round.filing_blockers(self.OBJECT.STEP, desk.today))
        refuse_first(review_round.timetable.member_blockers([self.lg_code]))
        return review_round

    async def decide(self, desk: Desk) -> None:
        """Ask the round, then the submission."""
        review_round = await self.open_round(desk)
        self.perform(await desk.load(self.OBJECT, self.object_id), review_round, desk)

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Ask the submission for the act."""
        raise NotImplementedError

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what the round does not allow, then what the submission does not, where there is one."""
        lg_code = object_id.split(":")[1]
        review_round = await desk.load(ReviewRound, ReviewRound.create_id(year_of(object_id)))
        submission = await desk.find(cls.OBJECT, object_id)
        return [
            *review_round.filing_blockers(cls.OBJECT.STEP, desk.today),
            *review_round.timetable.member_blockers([lg_code]),
            *(() if submission is None else cls.own_blockers(submission)),
        ]

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield what the submission does not allow before anything is entered."""
        yield from submission.edit_blockers()


class Approve(SubmissionAct):
    """決裁する: the form of every in-house approval."""

    rank: Annotated[Rank, Field(description="決裁した人の職位")]
    decision_number: Annotated[Line, Field(description="決裁番号")]
    approved_by: Annotated[PersonId | None, Field(description="代行のときの決裁者")] = None

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Approve the content as it stands."""
        del review_round  # asked already
        submission.approve(
            approved_by=person_in(desk, self.rank, self.approved_by),
            rank=self.rank,
            on=acted_on(desk),
            decision_number=self.decision_number,
        )

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield what the approval lacks."""
        yield from submission.approve_blockers()


class Submit(SubmissionAct):
    """提出する: the form of every submission."""

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Submit under the deadline that holds for this office now."""
        due_on = review_round.due_on(self.lg_code, self.OBJECT.STEP)
        submission.submit(on=acted_on(desk), due_on=due_on)

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield what the submission lacks."""
        yield from submission.submit_blockers()


class Return(SubmissionAct):
    """差し戻す: the form of every return."""

    comments: Annotated[tuple[FieldComment, ...], Field(description="項目ごとの指摘")]

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Return with comments tied to fields."""
        del review_round  # asked already
        submission.send_back(self.comments, on=desk.today)

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield whether there is nothing to return."""
        yield from submission.send_back_blockers()


class Withdraw(SubmissionAct):
    """取り下げる: the form of every withdrawal."""

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Take the submission back."""
        del review_round  # asked already
        submission.withdraw(on=acted_on(desk))

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield whether there is nothing to withdraw."""
        yield from submission.filed_blockers()


class Accept(SubmissionAct):
    """受理する: the form of every acceptance."""

    def perform(self, submission: Submission, review_round: ReviewRound, desk: Desk) -> None:
        """Accept what was filed."""
        del review_round  # asked already
        submission.accept(on=desk.today)

    @classmethod
    def own_blockers(cls, submission: Submission) -> Iterator[Refusal]:
        """Yield what stands against acceptance."""
        yield from submission.accept_blockers()


def acted_on(desk: Desk) -> date:
    """Give the day that counts: an office's own act counts today; only what came in for it counts on its stated day."""
    return desk.today if desk.act.acting_for is None else desk.act.effective_on


def person_in(desk: Desk, rank: Rank, stated: str | None) -> str:
    """Name who acts in a rank: the caller in the caller's own rank, or, on behalf of an office, the person stated."""
    if desk.act.acting_for is None:
        if desk.act.capacity != rank:
            raise RankNotHeld(rank=rank, capacity=desk.act.capacity)
        return desk.actor
    if stated is None:
        raise ActedPersonMissing(rank=rank)
    return stated


async def filed_by(
    desk: Desk, review_round: ReviewRound, kind: type[Submission] | None
) -> Mapping[str, Submission | None]:
    """Give what every member has of one kind, ``None`` where nothing was begun."""
    if kind is None:
        return dict.fromkeys(review_round.members)
    return {
        code: await desk.find(kind, kind.create_id(code, review_round.fiscal_year)) for code in review_round.members
    }


async def owing(desk: Desk, review_round: ReviewRound) -> Mapping[Step, Sequence[str]]:
    """Name by step of the offices whose act is not settled."""
    acts = {step: await filed_by(desk, review_round, kind) for step, kind in KINDS.items()}
    return {
        step: [code for code, act in filed.items() if act is None or not act.is_settled] for step, filed in acts.items()
    }


async def part_content_changed(desk: Desk, part: Submission, cause: ChangeCause = ChangeCause.PART_CORRECTED) -> None:
    """Let the office's evaluation fall when it rests on an older content of this part, and what rests on that too."""
    evaluation = await desk.find(Evaluation, Evaluation.create_id(part.lg_code, part.fiscal_year))
    if evaluation is not None:
        accepted, before = evaluation.is_accepted, evaluation.content_version
        evaluation.part_changed(part.id, part.content_version)
        if accepted and not evaluation.is_accepted:
            await parts_changed(desk, evaluation.id, cause)
        await evaluation_changed(desk, evaluation, before, cause)


async def evaluation_changed(desk: Desk, evaluation: Evaluation, before: int, cause: ChangeCause) -> None:
    """Let the report to the municipality's own meeting fall when what was once filed is no longer what it judged.

    ``before`` is the version of the evaluation's content before the act. Drafts may change: they were reported nowhere.
    """
    if evaluation.filing is None or evaluation.content_version == before:
        return
    report = await desk.find(InHouseReport, InHouseReport.create_id(evaluation.lg_code, evaluation.fiscal_year))
    if report is not None:
        accepted = report.is_accepted
        report.evaluation_changed(evaluation.id, on=acted_on(desk))
        if accepted:
            await parts_changed(desk, report.id, cause)


async def accepted_content_changed(desk: Desk, submission: Submission, cause: ChangeCause) -> None:
    """Let everything fall that rests on an accepted content which has just been corrected."""
    if submission.pending_events:
        await parts_changed(desk, submission.id, cause)
