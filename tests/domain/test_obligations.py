"""Obligations: who owes what on a day, deduced from facts alone (rule 1)."""

from datetime import date

import pytest

from domain.calendar import OFFICE_STEPS, Step
from domain.filing import SubmissionState
from domain.obligations import FiledFact, Obligation, ObligationState, deduce, obligation, obligations
from domain.timetable import Extension, Ground
from tests.domain.office_year import AFTER, DUE, LG, OTHER, review_round

EVE = date(2025, 3, 31)
FIRST = date(2025, 4, 1)
EXTENDED = date(2025, 7, 31)
LATER = date(2025, 8, 1)
CONFIRMATION = Step.PROGRESS_CONFIRMATION
S = SubmissionState
O = ObligationState  # noqa: E741 - the table below reads better

TABLE = [
    (EVE, None, None, O.NOT_DUE),
    (EVE, EXTENDED, S.DRAFT, O.NOT_DUE),
    (FIRST, None, None, O.OPEN),
    (DUE, None, None, O.OPEN),
    (AFTER, None, None, O.LAPSED),
    (FIRST, None, S.DRAFT, O.DRAFT),
    (DUE, None, S.WITHDRAWN, O.DRAFT),
    (AFTER, None, S.DRAFT, O.LAPSED),
    (AFTER, None, S.WITHDRAWN, O.LAPSED),
    (AFTER, None, S.LAPSED, O.LAPSED),
    (DUE, EXTENDED, None, O.EXTENDED),
    (EXTENDED, EXTENDED, None, O.EXTENDED),
    (EXTENDED, EXTENDED, S.LAPSED, O.EXTENDED),
    (EXTENDED, EXTENDED, S.DRAFT, O.DRAFT),
    (LATER, EXTENDED, None, O.LAPSED),
    (LATER, None, S.SUBMITTED, O.SUBMITTED),
    (EVE, None, S.ACCEPTED, O.ACCEPTED),
    (LATER, None, S.RETURNED, O.RETURNED),
]


@pytest.mark.parametrize(("today", "extended_to", "filed", "state"), TABLE)
def test_a_state_is_deduced_from_window_extension_filing_and_day(
    today: date, extended_to: date | None, filed: SubmissionState | None, state: ObligationState
) -> None:
    assert deduce(review_round().window(CONFIRMATION), extended_to, filed, today) is state


def test_a_round_owes_every_step_of_every_member_in_order() -> None:
    owed = list(obligations(review_round().timetable, lambda _, __: None, FIRST))
    assert [(each.lg_code, each.step) for each in owed] == [
        (lg_code, step) for lg_code in (LG, OTHER) for step in OFFICE_STEPS
    ]
    assert [each.state for each in owed[:4]] == [O.OPEN, O.NOT_DUE, O.NOT_DUE, O.NOT_DUE]


def test_what_was_filed_is_looked_up_by_member_and_step() -> None:
    filed = {(OTHER, CONFIRMATION): FiledFact(state=S.ACCEPTED, late=True)}
    owed = list(obligations(review_round().timetable, lambda lg_code, step: filed.get((lg_code, step)), DUE))
    assert [each.lg_code for each in owed if each.state is O.ACCEPTED] == [OTHER]
    assert [each.lg_code for each in owed if each.late] == [OTHER]


def test_what_was_filed_is_not_late_unless_it_is_said_to_be() -> None:
    assert not obligation(review_round().timetable, LG, CONFIRMATION, FiledFact(state=S.SUBMITTED), DUE).late


def test_an_obligation_tells_its_days_and_the_extension_counts() -> None:
    made = review_round()
    made.extend_deadline(
        Extension(
            lg_codes=(LG,),
            step=CONFIRMATION,
            due_on=EXTENDED,
            ground=Ground.DISASTER,
            authority="事務局長",
            extended_on=DUE,
        )
    )
    assert obligation(made.timetable, LG, CONFIRMATION, None, AFTER) == Obligation(
        lg_code=LG,
        step=CONFIRMATION,
        state=O.EXTENDED,
        opens_on=FIRST,
        due_on=EXTENDED,
        extended=True,
        late=False,
        overdue=False,
    )
    without = obligation(made.timetable, OTHER, CONFIRMATION, None, AFTER)
    assert (without.due_on, without.extended, without.overdue) == (DUE, False, True)


@pytest.mark.parametrize(
    ("state", "overdue"),
    [(S.SUBMITTED, False), (S.ACCEPTED, False), (S.RETURNED, True), (S.DRAFT, True), (S.LAPSED, True)],
)
def test_overdue_is_whoever_has_nothing_standing_filed_after_the_due_day(
    state: SubmissionState,
    overdue: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    made = review_round()
    assert obligation(made.timetable, LG, CONFIRMATION, FiledFact(state=state), AFTER).overdue is overdue
    assert not obligation(made.timetable, LG, CONFIRMATION, FiledFact(state=state), DUE).overdue
