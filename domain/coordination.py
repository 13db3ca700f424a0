"""Coordination: what waits for the hand of the secretariat, told by each object itself."""

from collections.abc import Collection, Iterator
from datetime import date

from domain.calendar import Step
from domain.compilation import Compilation
from domain.emission_statement import EmissionStatement
from domain.energy import recalculated
from domain.excerpt import Excerpt, ExcerptState
from domain.factor_table import FactorTable
from domain.factors import FactorBook
from domain.filing import SubmissionState
from domain.handover import CoordinationKind, CoordinationMatter
from domain.meeting import Meeting
from domain.publication import Publication
from domain.review_round import ReviewRound
from domain.submission import Submission


def matters_of_round(review: ReviewRound) -> Iterator[CoordinationMatter]:
    """Yield a proposal to close or to reopen that another person has not confirmed."""
    if review.closing.reopening is not None:
        yield CoordinationMatter(kind=CoordinationKind.REOPENING_PROPOSED, object_id=review.id)
    elif review.is_open and review.closing.closing is not None:
        yield CoordinationMatter(kind=CoordinationKind.CLOSING_PROPOSED, object_id=review.id)


def matters_of_part(part: Submission) -> Iterator[CoordinationMatter]:
    """Yield what an office has filed and nobody has accepted or returned."""
    if part.state is SubmissionState.SUBMITTED:
        yield CoordinationMatter(kind=CoordinationKind.ACCEPTANCE, object_id=part.id)


def matters_of_compilation(
    review: ReviewRound, compilation: Compilation | None, today: date
) -> Iterator[CoordinationMatter]:
    """Yield a compilation that lapsed, is not finalised, or is not there though its month has come."""
    if not review.is_open:
        return
    if compilation is None:
        if today >= review.window(Step.COMPILATION).opens_on:
            due = Compilation.create_id(review.fiscal_year)
            yield CoordinationMatter(kind=CoordinationKind.NOT_COMPILED, object_id=due)
    elif compilation.lapse is not None:
        yield CoordinationMatter(kind=CoordinationKind.COMPILATION_LAPSED, object_id=compilation.id)
    elif compilation.finalised is None:
        yield CoordinationMatter(kind=CoordinationKind.NOT_FINALISED, object_id=compilation.id)


def matters_of_publication(
    review: ReviewRound, publication: Publication | None, today: date
) -> Iterator[CoordinationMatter]:
    """Yield a year whose month of publication has come and of which nothing is public."""
    if today >= review.window(Step.PUBLICATION).opens_on and (publication is None or not publication.editions):
        yield CoordinationMatter(
            kind=CoordinationKind.NOT_PUBLISHED, object_id=Publication.create_id(review.fiscal_year)
        )


def matters_of_meeting(meeting: Meeting, excerpts: Collection[Excerpt]) -> Iterator[CoordinationMatter]:
    """Yield what a held meeting still lacks: outcomes, approved minutes, excerpts made and received for its items."""
    if meeting.attendance is None:
        return
    if meeting.agenda.undecided:
        yield CoordinationMatter(
            kind=CoordinationKind.ITEMS_UNDECIDED, object_id=meeting.id, numbers=meeting.agenda.undecided
        )
    if meeting.minutes.approved_by is None:
        yield CoordinationMatter(kind=CoordinationKind.MINUTES_NOT_APPROVED, object_id=meeting.id)
        return
    unreturned = _unreturned(meeting, excerpts)
    if unreturned:
        yield CoordinationMatter(kind=CoordinationKind.EXCERPTS_NOT_RETURNED, object_id=meeting.id, numbers=unreturned)
    sent = tuple(each.item for each in excerpts if each.meeting_id == meeting.id and each.state is ExcerptState.MADE)
    if sent:
        yield CoordinationMatter(
            kind=CoordinationKind.EXCERPTS_NOT_RECEIVED, object_id=meeting.id, numbers=tuple(sorted(sent))
        )


def _unreturned(meeting: Meeting, excerpts: Collection[Excerpt]) -> tuple[int, ...]:
    returned = {each.item for each in excerpts if each.meeting_id == meeting.id and each.fallen is None}
    owed = (item for item in meeting.agenda.items if item.matter.put_by is not None and not item.undecided)
    return tuple(item.number for item in owed if item.number not in returned)


def matters_of_closed_statement(statement: EmissionStatement, book: FactorBook) -> Iterator[CoordinationMatter]:
    """Yield an accepted statement of a closed round that would come out otherwise with the factors in force now.

    Nothing is proposed to it any more: it waits for a reopening, or for the round to come.
    """
    cells = recalculated(statement.content().cells, book, statement.emissions_fiscal_year)
    if statement.is_accepted and cells:
        yield CoordinationMatter(kind=CoordinationKind.FACTOR_AFTER_CLOSING, object_id=statement.id)


def matters_of_factors(table: FactorTable) -> Iterator[CoordinationMatter]:
    """Yield the proposed factors that wait for another person."""
    if table.proposals:
        yield CoordinationMatter(
            kind=CoordinationKind.FACTOR_PROPOSED, object_id=table.id, numbers=tuple(sorted(table.proposals))
        )
