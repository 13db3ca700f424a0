"""Every row of an object says what the object itself would say, and what its screen needs beyond that."""

from datetime import date

import pytest

from domain.advice import AdviceState
from domain.calendar import Step
from domain.change_cause import ChangeCause
from domain.compilation import CompilationState
from domain.filing import FieldComment, SubmissionState
from domain.measure import Measure
from domain.measure_course import MeasureState
from domain.measure_place import Placing
from domain.meeting_state import MeetingState
from domain.notice import Notice
from domain.notice_terms import NoticeState
from domain.office import Capacity
from domain.plan import Plan
from domain.plan_state import PlanState
from domain.publication import PublicationState
from domain.round_closing import RoundState
from domain.submission import Submission
from domain.timetable import StepEnd
from projections.advice_ledger import AdviceLedger, open_in
from projections.callers import Callers
from projections.compilations import Compilations
from projections.excerpts import Excerpts
from projections.filings import Filings
from projections.measure_register import MeasureRegister, alive
from projections.meeting_pack import MeetingPack, of_body
from projections.notices import Notices, due, failed
from projections.organisation import Offices, Regions, offices_of
from projections.plans import Plans, generations
from projections.publication import Publications
from projections.rounds import Rounds
from projections.view import fold_all
from tests.domain import office_year, test_deviation, test_publication
from tests.projections import sample_year
from tests.projections.agreement import assert_agrees, row_of
from tests.projections.tape import Tape


def test_a_region_knows_its_members_and_bodies_of_any_day() -> None:
    region = sample_year.region()
    row = row_of(Regions(), region)
    assert_agrees(row, region, "name", "memberships", "bodies")
    assert row.members_on(date(2023, 4, 1)) == region.members_on(date(2023, 4, 1)) == ("43100", "43210", "43211")
    assert row.members_on(date(2025, 4, 1)) == ("43100", "43210")
    assert [body.name_on(date(2025, 4, 1)) for body in row.bodies_on(date(2025, 4, 1))] == [
        "温暖化対策連絡会議",
        "意見聴取委員会",
    ]
    assert row.bodies_on(date(2020, 4, 1)) == ()


def test_an_office_knows_who_held_it_on_any_day() -> None:
    office = sample_year.office()
    row = row_of(Offices(), office)
    assert_agrees(row, office, "assignments", "handovers", "contact_id", "cadence", "closed_days", "lg_code")
    assert [held.person_id for held in row.persons_on(date(2024, 4, 1))] == ["person-1"]
    assert [held.person_id for held in row.persons_on(date(2025, 4, 1), Capacity.CLERK)] == ["person-2"]
    assert row.persons_on(date(2025, 4, 1), Capacity.HEAD) == ()
    assert offices_of([row], "person-2", date(2025, 5, 1)) == ((row, Capacity.CLERK),)
    assert offices_of([row], "person-1", date(2025, 5, 1)) == ()


def test_plans_follow_each_other_by_generation() -> None:
    first, second = sample_year.plan(), sample_year.plan("kumamoto-2", 2, 2026)
    first.succeed(second.id, date(2026, 3, 31))
    rows = fold_all(Plans(), Tape().take(second, first).facts)
    assert_agrees(rows[first.id], first, "membership", "content", "adopted_on", "successor_id", "state")
    assert [row.object_id for row in generations(rows.values(), "region:kumamoto")] == [first.id, second.id]
    assert generations(rows.values(), "region:other") == ()
    assert rows[first.id].state is PlanState.SUCCEEDED
    assert rows[second.id].state is PlanState.ADOPTED
    assert rows[first.id].revisions[0].summary == "見直し"


def test_a_plan_whose_members_are_open_says_so() -> None:
    plan = Plan(slug="p", region_id="region:kumamoto", generation=2, name="案")
    plan.leave_membership_open(("43100", "43210"), 1)
    plan.enter_municipality("43210", date(2026, 3, 31))
    facts = Tape().take(plan).facts
    before, after = (fold_all(Plans(), facts[:length])[plan.id] for length in (2, 3))
    assert_agrees(after, plan, "membership")
    assert after.state is PlanState.DRAFT
    assert [each.standing.value for each in before.participation] == ["not-known", "not-known"]
    assert [(each.lg_code, each.standing.value) for each in after.participation] == [
        ("43100", "outside"),
        ("43210", "entered"),
    ]


def test_a_measure_tells_its_life_as_a_timeline() -> None:
    measure = sample_year.measure()
    row = row_of(MeasureRegister(), measure)
    assert_agrees(row, measure, "course", "owners", "indicators", "targets", "launch_decision", "state", "plan_id")
    assert [(each.topic, each.on.isoformat()) for each in row.timeline] == [
        ("measure.proposed", "2023-04-01"),
        ("measure.taken-up", "2023-06-01"),
        ("measure.launched", "2024-10-01"),
        ("measure.suspended", "2025-01-01"),
        ("measure.resumed", "2025-02-01"),
        ("measure.joint-owner-added", "2025-03-01"),
    ]
    launched = row.timeline[2]
    assert (launched.decided_by, launched.decision_reference, launched.ground) == ("市長", "第1号", "予算の成立")
    assert row.listed_by().lg_code == "43100"
    assert row.state is MeasureState.UNDER_WAY


def into_another() -> Measure:
    made = Measure(
        slug="43100-0009",
        plan_id="plan:kumamoto-1",
        owners=("43100",),
        name="サンプル施策",
        proposed_on=date(2024, 4, 1),
    )
    made.take_up(date(2024, 5, 1), "連絡会議")
    return made


@pytest.mark.parametrize("end", ["complete", "discontinue", "merge", "move_to_plan", "remove_joint_owner"])
def test_a_measure_that_ends_or_moves_says_how(end: str) -> None:
    measure = sample_year.measure()
    arguments = {
        "complete": (date(2025, 9, 1),),
        "discontinue": (date(2025, 9, 1), "第2号", "終了"),
        "merge": (date(2025, 9, 1), into_another(), "統合"),
        "move_to_plan": ("plan:kumamoto-2", date(2025, 9, 1), Placing(policy_number=2)),
        "remove_joint_owner": (office_year.OTHER, date(2025, 9, 1), "担当者会議", "見直し"),
    }[end]
    getattr(measure, end)(*arguments)
    row = row_of(MeasureRegister(), measure)
    assert_agrees(row, measure, "course", "merged_into", "plan_id", "belonging", "policy_number", "owners")
    assert row.timeline[-1].on == date(2025, 9, 1)
    assert (row.object_id in {each.object_id for each in alive([row], 2026)}) == measure.alive_in(2026)


def test_a_round_keeps_its_frame_timetable_and_closing() -> None:
    review = sample_year.review_round()
    sample_year.closed_round(review)
    row = row_of(Rounds(), review)
    assert_agrees(row, review, "members", "measures", "timetable", "closing", "state", "scale", "sectors")
    assert row.measures_of("43100") == review.measures_of("43100")
    assert row.state is RoundState.OPEN
    assert row.timetable.step_end(Step.EVALUATION) is StepEnd.COMPLETED


def test_a_round_names_those_for_whom_a_step_lapsed() -> None:
    review = sample_year.review_round()
    review.lapse_step(Step.EVALUATION, missing=("43210",), on=date(2026, 1, 20))
    row = row_of(Rounds(), review)
    assert_agrees(row, review, "timetable")
    assert row.timetable.lapsed_for(Step.EVALUATION) == ("43210",)


def lapsed(made: Submission) -> None:
    made.lapse(on=office_year.AFTER, due_on=office_year.DUE)


def returned(made: Submission) -> None:
    office_year.submitted(made)
    made.send_back((FieldComment(field=next(iter(sorted(made.fields()))), comment="理由を"),), on=office_year.AFTER)


def withdrawn(made: Submission) -> None:
    office_year.submitted(made)
    made.withdraw(on=office_year.AFTER)


@pytest.mark.parametrize("kind", office_year.KINDS)
@pytest.mark.parametrize("walk", [office_year.approved, office_year.accepted, lapsed, returned, withdrawn])
def test_a_filing_stands_as_its_submission_stands(kind: str, walk: object) -> None:
    made = office_year.KINDS[kind].ready()
    walk(made)  # type: ignore[operator]  # one of the walks above
    row = row_of(Filings(), made)
    assert_agrees(
        row, made, "state", "approval", "filing", "returns", "acceptance", "withdrawn_on", "content_version", "lg_code"
    )
    assert row.lapsing == made.lapsing
    assert row.missing == ()
    assert row.fact.late == made.late


@pytest.mark.parametrize("kind", office_year.KINDS)
def test_a_change_fells_the_approval_in_the_row_too(kind: str) -> None:
    made = office_year.approved(office_year.KINDS[kind].ready())
    office_year.KINDS[kind].change(made)
    row = row_of(Filings(), made)
    assert_agrees(row, made, "approval", "fallen_approvals", "content_version")
    assert row.approval is None
    assert len(row.fallen_approvals) == 1


def test_corrections_after_acceptance_stand_in_the_row() -> None:
    evaluation, in_house = office_year.full_evaluation(), office_year.in_house_report()
    office_year.accepted(evaluation)
    office_year.accepted(in_house)
    evaluation.correct((office_year.rating(grade="B"),), on=office_year.AFTER, reason="誤記", authority="事務局")
    in_house.correct(office_year.meeting(summary="訂正"), on=office_year.AFTER, reason="誤記", authority="事務局")
    for made in (evaluation, in_house, sample_year.report(), sample_year.statement()):
        assert_agrees(row_of(Filings(), made), made, "corrections", "content_version", "state")


def test_an_evaluation_whose_part_changed_is_returned_with_its_ranks_missing() -> None:
    made = office_year.full_evaluation()
    office_year.submitted(made)
    made.part_changed(office_year.REPORT_ID, 99)
    row = row_of(Filings(), made)
    assert_agrees(row, made, "state", "changed_parts", "content_version")
    assert row.state is SubmissionState.RETURNED
    assert row.missing == tuple(made.ranks)
    made.pin_parts(office_year.pin(office_year.REPORT_ID, 99), office_year.pin(office_year.STATEMENT_ID))
    told = Tape().take(office_year.full_evaluation()).tell(made.collect()).facts
    assert fold_all(Filings(), told)[made.id].changed_parts == ()


def test_a_filing_names_what_is_still_missing_in_it() -> None:
    made = office_year.empty_report()
    made.report(office_year.statement(office_year.MEASURES[1]))
    assert row_of(Filings(), made).missing == (office_year.MEASURES[0],)


def test_a_compilation_keeps_every_number_with_what_became_of_it() -> None:
    made = sample_year.compilation()
    made.changed(office_year.REPORT_ID, ChangeCause.PART_CORRECTED)
    made.compile_anew(made.parts, ())
    row = row_of(Compilations(), made)
    assert_agrees(row, made, "state", "fiscal_year")
    assert [each.state for each in row.numbers] == [CompilationState.LAPSED, CompilationState.COMPILED]
    assert row.numbers[0].missing[0].lg_code == "43210"
    assert (row.current.number, row.current.parts, row.current.missing) == (made.number, made.parts, ())


def test_a_meeting_shows_papers_outcomes_absence_and_minutes() -> None:
    made = sample_year.council()
    made.changed("compilation:2025", ChangeCause.PART_CORRECTED)
    row = row_of(MeetingPack(), made)
    assert_agrees(row, made, "agenda", "attendance", "minutes", "absent", "state", "roster", "place")
    assert row.state is MeetingState.CLOSED
    assert row.absent == ("person-7",)
    assert row.agenda.materials[0].content_hash == sample_year.HASH
    assert row.agenda.items[0].fallen is ChangeCause.PART_CORRECTED
    assert of_body([row], "liaison-council") == (row,)
    assert of_body([row], "advisory-committee") == ()


def test_a_meeting_shows_why_it_left_its_month_and_which_minutes_fell() -> None:
    made = test_deviation.council(date(2026, 3, 3))
    made.draft_minutes("a" * 64, "person-1")
    made.approve_minutes("a" * 64, "person-2")
    made.correct_minutes("b" * 64, "person-1")
    row = row_of(MeetingPack(), made)
    assert_agrees(row, made, "minutes", "deviations", "attendance")
    assert [each.reason for each in row.deviations] == [test_deviation.REASON]
    assert [each.content_hash for each in row.minutes.fallen] == ["a" * 64]


def test_a_publication_shows_why_it_left_its_month() -> None:
    made = test_publication.prepared()
    made.publish(test_publication.WEB, date(2026, 4, 1), "publisher", test_deviation.READY, "委員会の延期")
    row = row_of(Publications(), made)
    assert_agrees(row, made, "editions", "deviations", "state")
    assert [each.acted_on for each in row.deviations] == [date(2026, 4, 1)]


def test_an_excerpt_shows_to_whom_it_went_and_that_it_fell() -> None:
    made = sample_year.excerpt()
    facts = Tape().take(made).facts
    rows = [fold_all(Excerpts(), facts[:length])[made.id] for length in range(1, len(facts) + 1)]
    assert [row.state.value for row in rows] == ["made", "made", "received", "fallen"]
    assert_agrees(
        rows[-1], made, "office_id", "lg_code", "extract", "receiving", "fallen", "state", "meeting_id", "item"
    )
    assert (rows[-1].fiscal_year, rows[1].extract) == (2025, sample_year.extract("d"))
    made.make_anew(sample_year.extract("e"))
    [row] = fold_all(Excerpts(), Tape().take(sample_year.excerpt()).tell(made.collect()).facts).values()
    assert (row.state.value, row.receiving, row.fallen) == ("made", None, None)


def test_a_meeting_that_was_only_convened_has_no_absentees() -> None:
    held = sample_year.council()
    row = fold_all(MeetingPack(), Tape().take(held).facts[:1])[held.id]
    assert (row.state, row.absent) == (MeetingState.CONVENED, ())


def test_advice_stands_until_it_is_settled() -> None:
    made = sample_year.advice()
    facts = Tape().take(made).facts
    states = [fold_all(AdviceLedger(), facts[:length])[made.id].state for length in range(1, len(facts) + 1)]
    assert states == [
        AdviceState.GIVEN,
        AdviceState.CARRIED_OVER,
        AdviceState.CARRIED_OVER,
        AdviceState.ANSWERED,
        AdviceState.SETTLED,
    ]
    assert_agrees(fold_all(AdviceLedger(), facts)[made.id], made, "opinion", "answer", "carried_to", "follow_ups")


def test_open_advice_is_that_of_the_year_into_which_it_was_carried() -> None:
    made = sample_year.advice()
    facts = Tape().take(made).facts
    given, carried = (fold_all(AdviceLedger(), facts[:length])[made.id] for length in (1, 2))
    assert open_in([given], 2025) == (given,)
    assert open_in([carried], 2025) == ()
    assert open_in([carried], 2026) == (carried,)


def test_a_publication_keeps_all_its_editions() -> None:
    made = sample_year.publication()
    row = row_of(Publications(), made)
    assert_agrees(row, made, "editions", "prepared_by", "state", "fiscal_year")
    assert row.prepared == made.content
    assert row.state is PublicationState.CORRECTED
    assert [edition.content.content_hash[0] for edition in row.editions] == ["c", "d"]


def walks() -> list[Notice]:
    return [sample_year.notice(), sample_year.sent_notice(), sample_year.superseded_notice()]


@pytest.mark.parametrize("made", walks(), ids=["planned", "sent", "superseded"])
def test_a_notice_stands_as_the_outbox_needs_it(made: Notice) -> None:
    row = row_of(Notices(), made)
    assert_agrees(row, made, "state", "attempts", "worker", "message_id", "reply", "cause", "due_on", "occasion")
    assert row.listed_by() == (2025, "43100")


def test_what_is_due_and_what_failed_can_be_asked() -> None:
    planned = row_of(Notices(), sample_year.notice())
    sent, superseded = row_of(Notices(), sample_year.sent_notice()), row_of(Notices(), sample_year.superseded_notice())
    refused = planned.model_copy(update={"state": NoticeState.DEAD_LETTERED})
    assert due([planned, sent, superseded], date(2025, 4, 1)) == (planned,)
    assert due([planned], date(2025, 3, 31)) == ()
    assert failed([planned, sent, refused]) == (refused,)


def test_a_key_is_listed_with_its_holder_and_its_end() -> None:
    made = sample_year.api_key()
    row = row_of(Callers(), made)
    assert_agrees(row, made, "person_id", "capacity", "expires_on", "revoked_on", "secret_hash")
    assert not row.valid_on(date(2025, 11, 1))
    assert row.model_copy(update={"revoked_on": None}).valid_on(date(2026, 3, 31))


def test_a_row_knows_the_day_of_the_last_fact_about_it() -> None:
    assert row_of(Regions(), sample_year.region()).updated_on == date(2025, 4, 1)
