"""What waits for the secretariat: each object tells it itself, from the first day on, and only while it waits."""

from datetime import date, timedelta

import pytest

from domain.agenda import Outcome
from domain.calendar import Step
from domain.change_cause import ChangeCause
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
from domain.filing import FieldComment
from domain.handover import CoordinationKind, CoordinationMatter
from domain.meeting import Meeting
from tests.domain.emission_samples import DAY, entry, propose, table
from tests.domain.office_year import BEFORE, REPORT_ID, accepted, approved, full_report, review_round
from tests.domain.test_compilation import REPORT, compiled, finalised
from tests.domain.test_excerpt import MADE_ON, MINUTES, PUT, excerpt, extract, minuted
from tests.domain.test_meeting import CITY, DECISION, convened, held
from tests.domain.test_publication import prepared, published
from tests.domain.test_recalculation import OLD, PUBLISHED, provisional
from tests.domain.test_review_round import LAST, MARCH, PUBLIC, closed, finished

ROUND, MEETING = "review-round:2025", "meeting:liaison-council:2025:1"
PAST = date(2030, 4, 1)


def matter(kind: CoordinationKind, object_id: str, *numbers: int) -> list[CoordinationMatter]:
    return [CoordinationMatter(kind=kind, object_id=object_id, numbers=numbers)]


def test_a_proposal_to_close_or_reopen_waits_until_another_person_confirms_it() -> None:
    made = finished()
    assert list(matters_of_round(made)) == []
    made.propose_closing(by="person-1", on=MARCH, published=PUBLIC)
    assert list(matters_of_round(made)) == matter(CoordinationKind.CLOSING_PROPOSED, ROUND)
    made.close(by="person-2", on=LAST, published=PUBLIC)
    assert list(matters_of_round(made)) == []
    made.propose_reopening(by="person-1", on=LAST, ground="誤り", authority="会長")
    assert list(matters_of_round(made)) == matter(CoordinationKind.REOPENING_PROPOSED, ROUND)
    made.reopen(by="person-2", on=LAST)
    assert list(matters_of_round(made)) == []


def test_what_an_office_filed_waits_until_it_is_accepted_or_returned() -> None:
    made = approved(full_report())
    assert list(matters_of_part(made)) == []
    made.submit(on=BEFORE, due_on=BEFORE)
    assert list(matters_of_part(made)) == matter(CoordinationKind.ACCEPTANCE, REPORT_ID)
    made.send_back((FieldComment(field=min(made.fields()), comment="確認"),), on=BEFORE)
    assert list(matters_of_part(made)) == []
    made.submit(on=BEFORE, due_on=BEFORE)
    made.accept(on=BEFORE)
    assert list(matters_of_part(made)) == []


def test_a_compilation_not_begun_is_a_matter_from_the_first_day_of_its_month() -> None:
    review = review_round()
    opens_on = review.window(Step.COMPILATION).opens_on
    assert list(matters_of_compilation(review, None, opens_on - timedelta(days=1))) == []
    due = matter(CoordinationKind.NOT_COMPILED, "compilation:2025")
    assert list(matters_of_compilation(review, None, opens_on)) == due
    assert list(matters_of_compilation(review, None, PAST)) == due
    assert list(matters_of_compilation(closed(), None, PAST)) == []


def fallen() -> Compilation:
    made = finalised()
    made.changed(REPORT, ChangeCause.PART_CORRECTED)
    return made


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (compiled(), CoordinationKind.NOT_FINALISED),
        (finalised(), None),
        (fallen(), CoordinationKind.COMPILATION_LAPSED),
    ],
)
def test_a_compilation_waits_until_it_is_finalised_and_again_once_it_lapsed(
    made: Compilation, kind: CoordinationKind | None
) -> None:
    expected = [] if kind is None else matter(kind, "compilation:2025")
    assert list(matters_of_compilation(review_round(), made, BEFORE)) == expected
    assert list(matters_of_compilation(closed(), made, PAST)) == []


def test_a_year_is_unpublished_from_the_first_day_of_its_month_until_an_edition_is_public() -> None:
    review = review_round()
    opens_on = review.window(Step.PUBLICATION).opens_on
    due = matter(CoordinationKind.NOT_PUBLISHED, "publication:2025")
    for made in (None, prepared()):
        assert list(matters_of_publication(review, made, opens_on - timedelta(days=1))) == []
        assert list(matters_of_publication(review, made, opens_on)) == due
        assert list(matters_of_publication(review, made, PAST)) == due
    assert list(matters_of_publication(review, published(), opens_on)) == []


def test_a_meeting_waits_for_outcomes_then_minutes_once_it_was_held() -> None:
    called = convened()
    called.put_item(DECISION)
    assert list(matters_of_meeting(called, ())) == []
    made = held(PUT, DECISION)
    minutes = matter(CoordinationKind.MINUTES_NOT_APPROVED, MEETING)
    assert list(matters_of_meeting(made, ())) == [*matter(CoordinationKind.ITEMS_UNDECIDED, MEETING, 1, 2), *minutes]
    made.decide_item(1, Outcome.APPROVED)
    assert list(matters_of_meeting(made, ())) == [*matter(CoordinationKind.ITEMS_UNDECIDED, MEETING, 2), *minutes]
    made.decide_item(2, Outcome.APPROVED)
    made.draft_minutes(MINUTES, "writer")
    assert list(matters_of_meeting(made, ())) == minutes


def decided() -> Meeting:
    made = minuted()
    made.decide_item(2, Outcome.APPROVED)
    return made


def test_an_excerpt_is_owed_for_every_decided_item_that_an_office_put_until_one_stands() -> None:
    made = decided()
    owed = matter(CoordinationKind.EXCERPTS_NOT_RETURNED, MEETING, 1)
    assert list(matters_of_meeting(made, ())) == owed
    returned = excerpt()
    sent = matter(CoordinationKind.EXCERPTS_NOT_RECEIVED, MEETING, 1)
    assert list(matters_of_meeting(made, (returned,))) == sent
    returned.receive(MADE_ON, "person-1")
    assert list(matters_of_meeting(made, (returned,))) == []
    returned.minutes_changed(ChangeCause.MINUTES_CORRECTED)
    assert list(matters_of_meeting(made, (returned,))) == owed
    returned.make_anew(extract("c"))
    assert list(matters_of_meeting(made, (returned,))) == sent


def test_excerpts_on_their_way_are_named_by_their_items_in_order() -> None:
    made = decided()
    later = excerpt()
    later.item = 2
    assert list(matters_of_meeting(made, (later, excerpt()))) == matter(
        CoordinationKind.EXCERPTS_NOT_RECEIVED, MEETING, 1, 2
    )


def test_the_excerpt_of_another_meeting_or_item_returns_nothing_here() -> None:
    other = excerpt()
    other.meeting_id = "meeting:officers-meeting:2025:1"
    assert list(matters_of_meeting(decided(), (other,))) == matter(CoordinationKind.EXCERPTS_NOT_RETURNED, MEETING, 1)
    other.meeting_id, other.item = MEETING, 2
    assert list(matters_of_meeting(decided(), (other,))) == [
        *matter(CoordinationKind.EXCERPTS_NOT_RETURNED, MEETING, 1),
        *matter(CoordinationKind.EXCERPTS_NOT_RECEIVED, MEETING, 2),
    ]


def test_no_excerpt_is_owed_of_an_item_without_an_outcome() -> None:
    made = held(PUT, DECISION.model_copy(update={"put_by": CITY}))
    made.decide_item(2, Outcome.APPROVED)
    made.draft_minutes(MINUTES, "writer")
    made.approve_minutes(MINUTES, "chair")
    assert list(matters_of_meeting(made, ())) == [
        *matter(CoordinationKind.ITEMS_UNDECIDED, MEETING, 1),
        *matter(CoordinationKind.EXCERPTS_NOT_RETURNED, MEETING, 2),
    ]


def test_a_proposed_factor_waits_for_the_second_person() -> None:
    made = table()
    assert list(matters_of_factors(made)) == []
    for fiscal_year in (2021, 2022, 2023):
        propose(made, entry(fiscal_year))
    made.publish_factor(2, by="person-2", on=DAY)
    assert list(matters_of_factors(made)) == matter(CoordinationKind.FACTOR_PROPOSED, made.id, 1, 3)


def test_an_accepted_statement_of_a_closed_round_waits_when_a_factor_changes_its_figures() -> None:
    made = provisional()
    assert list(matters_of_closed_statement(made, PUBLISHED)) == []
    accepted(made)
    assert list(matters_of_closed_statement(made, OLD)) == []
    assert list(matters_of_closed_statement(made, PUBLISHED)) == matter(CoordinationKind.FACTOR_AFTER_CLOSING, made.id)
