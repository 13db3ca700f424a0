"""Closing and reopening a round: each takes a proposal and another person's confirmation (rule 9)."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from domain.errors import Refusal
from domain.kernel import Line, PersonId, Text, Value
from domain.labels import Labelled


class RoundState(Labelled):
    """年度点検の状態: a proposal to close leaves a round open, a proposal to reopen leaves it closed."""

    OPEN = "open", "実施中", "open"
    CLOSING_PROPOSED = "closing-proposed", "終了発議中", "closing awaits confirmation"
    CLOSED = "closed", "終了", "closed"
    REOPENING_PROPOSED = "reopening-proposed", "再開発議中", "reopening awaits confirmation"


class Proposal(Value):
    """発議: who proposed it and when; reopening needs a ground and a named authority as well."""

    proposed_by: PersonId
    proposed_on: date
    ground: Text | None = None
    authority: Line | None = None


class Confirmation(Value):
    """確認: who confirmed what another person had proposed."""

    confirmed_by: PersonId
    confirmed_on: date


class Reopening(Value):
    """再開: a confirmed proposal to reopen."""

    proposal: Proposal
    confirmation: Confirmation


class RoundClosed(Refusal):
    """年度点検は終了しています。変更するには再開の手続が必要です。"""


class RoundNotClosed(Refusal):
    """年度点検は終了していません。"""


class ClosingNotProposed(Refusal):
    """年度点検の終了が発議されていません。"""


class ReopeningNotProposed(Refusal):
    """年度点検の再開が発議されていません。"""


class ReopeningGroundMissing(Refusal):
    """再開の理由を記入してください。"""


class ReopeningAuthorityMissing(Refusal):
    """再開の根拠となる権限を記入してください。"""


class ConfirmedByProposer(Refusal):
    """発議した人とは別の人の確認が必要です。"""


class Closing(Value):
    """終了と再開: where a round stands between open and closed. Every change gives a new one."""

    closing: Proposal | None = None
    closed: Confirmation | None = None
    reopening: Proposal | None = None
    reopenings: tuple[Reopening, ...] = ()

    def proposed_to_close(self, proposal: Proposal) -> Self:
        """Take up a proposal to close."""
        return self.model_copy(update={"closing": proposal})

    def closed_by(self, confirmation: Confirmation) -> Self:
        """Close."""
        return self.model_copy(update={"closed": confirmation})

    def proposed_to_reopen(self, proposal: Proposal) -> Self:
        """Take up a proposal to reopen."""
        return self.model_copy(update={"reopening": proposal})

    def reopened_by(self, confirmation: Confirmation) -> Self:
        """Open again, keeping who wanted it and on what ground."""
        if self.reopening is None:
            return self
        reopening = Reopening(proposal=self.reopening, confirmation=confirmation)
        return type(self)(reopenings=(*self.reopenings, reopening))

    def change_blockers(self) -> Iterator[Refusal]:
        """Yield what stands against changing anything: a closed round."""
        if self.closed is not None:
            yield RoundClosed(closed_on=self.closed.confirmed_on)

    def close_blockers(self, by: str) -> Iterator[Refusal]:
        """Yield a missing proposal, or the proposer in person."""
        yield from _confirmation_blockers(self.closing, ClosingNotProposed(), by)

    def propose_reopening_blockers(self) -> Iterator[Refusal]:
        """Yield an open round."""
        if self.closed is None:
            yield RoundNotClosed(state=self.state)

    def reopen_blockers(self, by: str) -> Iterator[Refusal]:
        """Yield an open round, a missing proposal, or the proposer in person."""
        yield from self.propose_reopening_blockers()
        yield from _confirmation_blockers(self.reopening, ReopeningNotProposed(), by)

    @property
    def state(self) -> RoundState:
        """Where the round stands."""
        if self.closed is None:
            return RoundState.OPEN if self.closing is None else RoundState.CLOSING_PROPOSED
        return RoundState.CLOSED if self.reopening is None else RoundState.REOPENING_PROPOSED


def _confirmation_blockers(proposal: Proposal | None, missing: Refusal, by: str) -> Iterator[Refusal]:
    if proposal is None:
        yield missing
    elif proposal.proposed_by == by:
        yield ConfirmedByProposer(proposed_by=by)
