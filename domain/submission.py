"""Submission: the flow that the four office acts share, from draft to acceptance and correction.

``draft → submitted → (returned → submitted)* → accepted``, plus withdrawn, lapsed (the time ran out and nothing stood
filed) and corrected after acceptance. Before a submission stands the in-house approval (決裁), which names the version
of the content it approves and falls when that content changes.

Each of the four aggregates declares the events of ``domain.filing`` again under its own stored names, and
``Submission`` binds them to one set of methods. What changes the content is each aggregate's own matter: it asks
``edit_blockers``, stores its event, and calls ``let_fall``.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from domain import filing
from domain.approval import (
    Approval,
    FallCause,
    FallenApproval,
    InHouseApprovalMissing,
    InHouseApprovalStands,
    Rank,
)
from domain.errors import Refusal, refuse_first
from domain.filing import FILED, FieldComment, SubmissionState
from domain.kernel import Aggregate, Value, event

if TYPE_CHECKING:
    from domain.calendar import Step

_FLOW = {
    "_approved": "Approved",
    "_approval_fell": "ApprovalFell",
    "_submitted": "Submitted",
    "_returned": "Returned",
    "_withdrawn": "Withdrawn",
    "_accepted": "Accepted",
    "_lapsed": "Lapsed",
}


class Submission(Aggregate):
    """提出物: the flow of an office act. A subclass declares the events again, its step, and what its content lacks."""

    if TYPE_CHECKING:  # an annotation at run time would make the library turn the class into a dataclass
        STEP: ClassVar[Step]

    def __init_subclass__(cls) -> None:
        """Bind each assignment of the flow to the subclass's own event, so that it is stored under its own name."""
        for assign, fact in _FLOW.items():
            setattr(cls, assign, event(vars(cls)[fact])(vars(Submission)[assign]))
        super().__init_subclass__()

    def _begin(self, lg_code: str, fiscal_year: int, begun_on: date) -> None:
        self.lg_code = lg_code
        self.fiscal_year = fiscal_year
        self.begun_on = begun_on
        self.content_version = self.version
        self.corrections: tuple[filing.Correction, ...] = ()
        self.approval: Approval | None = None
        self.fallen_approvals: tuple[FallenApproval, ...] = ()
        self.filing: filing.Filing | None = None
        self.returns: tuple[filing.Return, ...] = ()
        self.withdrawn_on: date | None = None
        self.acceptance: filing.Acceptance | None = None
        self.lapsing: filing.Lapse | None = None
        self._state = SubmissionState.DRAFT

    def _change(self) -> None:
        self.content_version = self.version + 1

    def _correct(self, reason: str, authority: str, corrected_on: date) -> None:
        self._change()
        correction = filing.Correction(
            reason=reason, authority=authority, corrected_on=corrected_on, content_version=self.content_version
        )
        self.corrections += (correction,)

    def approve(self, *, approved_by: str, rank: Rank, on: date, decision_number: str) -> None:
        """Record the in-house approval of the content as it stands now."""
        refuse_first(self.approve_blockers())
        self._approved(
            approval=Approval(
                approved_by=approved_by,
                rank=rank,
                approved_on=on,
                decision_number=decision_number,
                content_version=self.content_version,
            )
        )

    def approve_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against an approval; what was corrected after acceptance is approved anew as it lies."""
        if not self.is_accepted:
            yield from self.edit_blockers()
        if self.approval is not None:
            yield InHouseApprovalStands(decision_number=self.approval.decision_number)

    def _approved(self, approval: Approval) -> None:
        self.approval = approval

    def let_fall(self, cause: FallCause) -> None:
        """Let the standing approval fall; without one nothing happens."""
        if self.approval is not None:
            self._approval_fell(content_version=self.approval.content_version, cause=cause)

    def _approval_fell(self, content_version: int, cause: FallCause) -> None:
        del content_version  # stays in the record: there is only one approval to fall
        if self.approval is not None:
            self.fallen_approvals += (FallenApproval(approval=self.approval, cause=cause),)
            self.approval = None

    def submit(self, *, on: date, due_on: date) -> None:
        """Submit the content; after the deadline it counts as late and is taken all the same."""
        refuse_first(self.submit_blockers())
        self._submitted(submitted_on=on, due_on=due_on, late=on > due_on, content_version=self.content_version)

    def submit_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against a submission: its state, then its content, then its approval."""
        if self._state in FILED:
            yield filing.FilingAlreadySubmitted(state=self._state)
        yield from self.content_blockers()
        if self.approval is None:
            yield InHouseApprovalMissing(content_version=self.content_version)

    def _submitted(self, submitted_on: date, due_on: date, late: bool, content_version: int) -> None:  # noqa: FBT001 - a field of the event
        self.filing = filing.Filing(
            submitted_on=submitted_on, due_on=due_on, late=late, content_version=content_version
        )
        self._state = SubmissionState.SUBMITTED

    def send_back(self, comments: tuple[FieldComment, ...], *, on: date) -> None:
        """Return the submission 差戻し, with at least one comment, each tied to a field of it."""
        refuse_first(self.send_back_blockers(comments))
        self._returned(returned_on=on, comments=comments)

    def send_back_blockers(self, comments: tuple[FieldComment, ...] | None = None) -> Iterator[Refusal]:
        """Yield what stands against a return; the comments are checked when they are given."""
        yield from self.filed_blockers()
        if comments is None:
            return
        if not comments:
            yield filing.ReturnCommentsMissing()
        unknown = [comment.field for comment in comments if comment.field not in self.fields()]
        if unknown:
            yield filing.CommentedFieldUnknown(fields=unknown)

    def _returned(self, returned_on: date, comments: tuple[FieldComment, ...]) -> None:
        self.returns += (filing.Return(returned_on=returned_on, comments=comments),)
        self._state = SubmissionState.RETURNED

    def withdraw(self, *, on: date) -> None:
        """Take the submission back before it is accepted."""
        refuse_first(self.filed_blockers())
        self._withdrawn(withdrawn_on=on)

    def _withdrawn(self, withdrawn_on: date) -> None:
        self.withdrawn_on = withdrawn_on
        self._state = SubmissionState.WITHDRAWN

    def accept(self, *, on: date) -> None:
        """Accept the submission as it was filed."""
        refuse_first(self.accept_blockers())
        self._accepted(accepted_on=on, content_version=self.content_version)

    def accept_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against an acceptance; the content is asked again, since more may have come due."""
        yield from self.filed_blockers()
        yield from self.content_blockers()

    def _accepted(self, accepted_on: date, content_version: int) -> None:
        self.acceptance = filing.Acceptance(accepted_on=accepted_on, content_version=content_version)
        self._state = SubmissionState.ACCEPTED

    def lapse(self, *, on: date, due_on: date) -> None:
        """Record that the deadline passed and nothing stood filed; once is enough."""
        if self._state is not SubmissionState.LAPSED:
            refuse_first(self.lapse_blockers(on, due_on))
            self._lapsed(lapsed_on=on, due_on=due_on)

    def lapse_blockers(self, on: date, due_on: date) -> Iterator[Refusal]:
        """Yield what stands against a lapse; on the day of the deadline itself there is still time."""
        if self._state in FILED:
            yield filing.FilingAlreadySubmitted(state=self._state)
        if on <= due_on:
            yield filing.DeadlineNotPassed(due_on=due_on)

    def _lapsed(self, lapsed_on: date, due_on: date) -> None:
        self.lapsing = filing.Lapse(lapsed_on=lapsed_on, due_on=due_on)
        self._state = SubmissionState.LAPSED

    def edit_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against changing the content."""
        if self._state in FILED:
            yield filing.FilingNotEditable(state=self._state)

    def filed_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against returning or withdrawing: it must be filed and not yet accepted."""
        if self._state is not SubmissionState.SUBMITTED:
            yield filing.FilingNotSubmitted(state=self._state)

    def accepted_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against any correction."""
        if self._state is not SubmissionState.ACCEPTED:
            yield filing.FilingNotAccepted(state=self._state)

    def correct_blockers(self, reason: str, authority: str) -> Iterator[Refusal]:
        """Yield what stands against this correction: not accepted, then no reason, then no authority."""
        yield from self.accepted_blockers()
        if not reason:
            yield filing.CorrectionReasonMissing()
        if not authority:
            yield filing.CorrectionAuthorityMissing()

    def content_blockers(self) -> Iterator[Refusal]:
        """Yield what the content still lacks; each kind of submission says it."""
        raise NotImplementedError

    def fields(self) -> Collection[str]:
        """Name the fields to which a comment may be tied."""
        raise NotImplementedError

    def content(self) -> Value:
        """Give the content as it stands now."""
        raise NotImplementedError

    @property
    def state(self) -> SubmissionState:
        """Where the act stands."""
        return self._state

    @property
    def is_filed(self) -> bool:
        """Tell whether something stands filed: submitted, or accepted."""
        return self._state in FILED

    @property
    def has_come(self) -> bool:
        """Tell whether something came in that was not taken back: what is returned came, though it does not stand."""
        return self.is_filed or self._state is SubmissionState.RETURNED

    @property
    def is_accepted(self) -> bool:
        """Tell whether the latest submission is accepted."""
        return self._state is SubmissionState.ACCEPTED

    @property
    def is_settled(self) -> bool:
        """Tell whether it is accepted and lacks nothing that came due since, such as a measure listed later."""
        return self.is_accepted and not any(self.content_blockers())

    @property
    def late(self) -> bool:
        """Tell whether the latest submission came after the deadline that held on its day."""
        return self.filing is not None and self.filing.late

    @property
    def submitted_version(self) -> int | None:
        """The version of the content last submitted, ``None`` before the first submission."""
        return None if self.filing is None else self.filing.content_version

    @property
    def accepted_version(self) -> int | None:
        """The version of the content that counts as accepted; each correction moves it on."""
        if self.acceptance is None:
            return None
        return max([self.acceptance.content_version, *(each.content_version for each in self.corrections)])

    @property
    def corrected(self) -> bool:
        """Tell whether the content was corrected after acceptance."""
        return bool(self.corrections)
