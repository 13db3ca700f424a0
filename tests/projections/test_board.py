"""The board shows who owes what on a day, silence included, and how the joint steps stand."""

from collections.abc import Sequence
from datetime import date

from domain.agenda import Outcome
from domain.calendar import OFFICE_STEPS, Step
from domain.change_cause import ChangeCause
from domain.kernel import Aggregate
from domain.obligations import ObligationState
from projections.compilations import Compilations
from projections.filings import FilingRow, Filings
from projections.meeting_pack import MeetingPack
from projections.obligations import coming_for, counts, due_between, overdue, owed_by, silent
from projections.organisation import Regions
from projections.publication import Publications
from projections.round_board import Board, Joint, JointState, board
from projections.rounds import Rounds
from projections.view import fold_all
from tests.domain import office_year, test_deviation, test_publication
from tests.projections import sample_year
from tests.projections.agreement import row_of
from tests.projections.tape import Tape

LG, OTHER, AFTER = office_year.LG, office_year.OTHER, office_year.AFTER


def filings(*made: Aggregate) -> Sequence[FilingRow]:
    return list(fold_all(Filings(), Tape().take(*made).facts).values())


def board_on(today: date, *made: Aggregate, joint: Joint | None = None) -> Board:
    return board(row_of(Rounds(), sample_year.review_round()), filings(*made), joint or Joint(), today)


def states(found: Board, lg_code: str) -> list[str]:
    return [square.obligation.state.value for square in found.of_office(lg_code)]


def joint(*, fallen: bool = False, published: bool = True) -> Joint:
    compilation, council = sample_year.compilation(), sample_year.council()
    if fallen:
        council.changed("compilation:2025", ChangeCause.PART_CORRECTED)
    return Joint(
        bodies=row_of(Regions(), sample_year.region()).bodies,
        compilation=row_of(Compilations(), compilation),
        meetings=(row_of(MeetingPack(), council), row_of(MeetingPack(), sample_year.committee())),
        publication=row_of(Publications(), sample_year.publication()) if published else None,
    )


def test_the_board_has_a_square_for_every_member_and_step_even_when_nothing_was_begun() -> None:
    found = board_on(date(2025, 5, 1))
    assert len(found.squares) == 2 * len(OFFICE_STEPS)
    assert states(found, LG) == ["open", "not-due", "not-due", "not-due"]
    assert found.squares[0].missing == office_year.MEASURES
    assert found.of_office(OTHER)[0].missing == office_year.MEASURES[:1]
    assert found.squares[1].missing == office_year.SECTORS
    assert silent(found) == (found.squares[0], found.of_office(OTHER)[0])


def test_what_was_filed_shows_in_its_square() -> None:
    found = board_on(date(2025, 6, 30), sample_year.report())
    square = found.squares[0]
    assert (square.obligation.state, square.returned_times) == (ObligationState.ACCEPTED, 1)
    assert square.object_id == office_year.REPORT_ID
    assert owed_by(found, LG) == ()
    assert [each.obligation.step for each in coming_for(found, LG)] == list(OFFICE_STEPS[1:])


def test_time_alone_turns_a_square_overdue() -> None:
    assert overdue(board_on(date(2025, 6, 30))) == ()
    late = overdue(board_on(date(2025, 7, 1)))
    assert [(each.obligation.lg_code, each.obligation.step) for each in late] == [(LG, Step.PROGRESS_CONFIRMATION)]


def test_an_extended_office_is_not_overdue() -> None:
    assert states(board_on(date(2025, 7, 1)), OTHER)[0] == "extended"


def test_homework_is_ordered_by_urgency() -> None:
    found = board_on(date(2025, 10, 1), office_year.empty_evaluation())
    assert [each.obligation.step for each in owed_by(found, LG)] == [
        Step.PROGRESS_CONFIRMATION,
        Step.EMISSIONS_CALCULATION,
        Step.EVALUATION,
        Step.IN_HOUSE_REPORT,
    ]


def test_obligations_can_be_asked_for_by_the_span_in_which_they_fall_due() -> None:
    found = board_on(date(2025, 5, 1))
    obligations = [square.obligation for square in found.squares]
    due = due_between(obligations, date(2025, 7, 1), date(2025, 9, 30))
    assert {(each.lg_code, each.step) for each in due} == {
        (OTHER, Step.PROGRESS_CONFIRMATION),
        (LG, Step.EMISSIONS_CALCULATION),
        (OTHER, Step.EMISSIONS_CALCULATION),
    }


def test_states_are_counted_and_none_is_left_out() -> None:
    found = counts(board_on(date(2025, 5, 1)))
    assert (found[ObligationState.OPEN], found[ObligationState.NOT_DUE], found[ObligationState.ACCEPTED]) == (1, 6, 0)
    assert sum(found.values()) == 8


def test_a_step_of_the_offices_names_who_is_outstanding() -> None:
    found = board_on(date(2025, 6, 30), sample_year.report())
    assert found.steps[0].outstanding == (OTHER,)
    assert found.steps[0].end is None


def test_a_measure_listed_after_acceptance_is_owed_again_until_it_is_confirmed() -> None:
    made, confirmed = sample_year.report(), sample_year.report()
    for each in (made, confirmed):
        each.list_measure("measure:43100-0009")
    found = board_on(date(2025, 6, 30), made)
    assert found.steps[0].outstanding == (LG, OTHER)
    [square] = owed_by(found, LG)
    assert (square.obligation.state, square.missing) == (ObligationState.ACCEPTED, ("measure:43100-0009",))
    confirmed.correct((office_year.statement("measure:43100-0009"),), on=AFTER, reason="記載漏れ", authority="課長")
    settled = board_on(date(2025, 6, 30), confirmed)
    assert (settled.steps[0].outstanding, owed_by(settled, LG)) == ((OTHER,), ())


def test_joint_steps_open_pass_and_get_done() -> None:
    before, during, late = (board_on(day) for day in (date(2025, 12, 1), date(2026, 1, 10), date(2026, 3, 1)))
    compiled = [next(step for step in each.joint if step.step is Step.COMPILATION) for each in (before, during, late)]
    assert [each.state for each in compiled] == [JointState.NOT_DUE, JointState.OPEN, JointState.OVERDUE]
    done = {each.step: each for each in board_on(date(2026, 3, 31), joint=joint()).joint}
    assert done[Step.COMPILATION].state is JointState.DONE
    assert done[Step.LIAISON_COUNCIL].done_on == date(2026, 2, 6)
    assert done[Step.ADVISORY_COMMITTEE].object_id == "meeting:advisory-committee:2025:1"
    assert done[Step.PUBLICATION].done_on == date(2026, 3, 20)


def test_a_step_outside_its_month_shows_its_reason_on_the_board() -> None:
    council = test_deviation.council(date(2026, 3, 3))
    council.decide_item(1, Outcome.APPROVED)
    published = test_publication.prepared()
    published.publish(test_publication.WEB, date(2026, 4, 1), "publisher", test_deviation.READY, "委員会の延期")
    told = joint().model_copy(
        update={"meetings": (row_of(MeetingPack(), council),), "publication": row_of(Publications(), published)}
    )
    steps = {each.step: each for each in board_on(date(2026, 4, 1), joint=told).joint}
    shown = {step: each.deviation.reason for step, each in steps.items() if each.deviation is not None}
    assert shown == {Step.LIAISON_COUNCIL: test_deviation.REASON, Step.PUBLICATION: "委員会の延期"}
    assert steps[Step.LIAISON_COUNCIL].done_on == date(2026, 3, 3)
    assert not any(each.deviation for each in board_on(date(2026, 3, 31), joint=joint()).joint)


def test_the_deviation_of_another_year_is_not_shown_on_this_years_board() -> None:
    council = test_deviation.council(date(2026, 3, 3))
    council.decide_item(1, Outcome.APPROVED)
    row = row_of(MeetingPack(), council)
    other = row.deviations[0].month.model_copy(update={"fiscal_year": 2024})
    moved = row.model_copy(update={"deviations": (row.deviations[0].model_copy(update={"month": other}),)})
    steps = board_on(date(2026, 4, 1), joint=joint().model_copy(update={"meetings": (moved,)})).joint
    assert not any(each.deviation for each in steps)


def test_an_approval_that_fell_is_not_done() -> None:
    done = {each.step: each for each in board_on(date(2026, 2, 25), joint=joint(fallen=True, published=False)).joint}
    assert done[Step.LIAISON_COUNCIL].state is JointState.OPEN
    assert done[Step.ADVISORY_COMMITTEE].state is JointState.DONE
    assert done[Step.PUBLICATION].state is JointState.NOT_DUE
