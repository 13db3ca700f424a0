"""The meeting: numbers for ever, papers fixed before, outcomes by people only, approvals that fall (rules 4, 5, 7)."""

from contextlib import suppress
from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agenda import (
    Agenda,
    AgendaEmpty,
    CompilationOfAnotherYear,
    Item,
    ItemAlreadyDecided,
    ItemKind,
    ItemsUndecided,
    ItemUnknown,
    Material,
    MaterialNotFixed,
    Matter,
    NotApprovedThere,
    NothingLeftToDecide,
    Origin,
    Outcome,
    OutcomeUnfit,
)
from domain.attendance import (
    Attendance,
    MeetingAlreadyHeld,
    MeetingDayNotReached,
    MeetingNotHeld,
    MemberNotSeated,
    NobodyPresent,
    NotOnRoster,
    PresentAndRepresented,
    Proxy,
    ProxyForTooMany,
    ProxyRule,
    ProxyUnknown,
    Quorum,
    QuorumNotReached,
    QuorumTooLarge,
    Seat,
    attendance_blockers,
    proxy_blockers,
    quorum_blockers,
    seated_blockers,
)
from domain.change_cause import ChangeCause
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.meeting import Meeting
from domain.meeting_state import MeetingState
from tests.domain.acts import act
from tests.domain.replay import assert_replays

DAY = date(2026, 2, 10)
HASH = "ab" * 32
COMPILATION = "compilation:2025"
CITY, TOWN, VILLAGE = "office:43100", "office:43348", "office:43432"
DECISION = Matter(kind=ItemKind.DECISION, title="取りまとめ", object_id=COMPILATION, object_version=1)
REPORT = Matter(kind=ItemKind.REPORT, title="連携事業の報告")
CONSULTATION = Matter(kind=ItemKind.CONSULTATION, title="来年度の進め方")
MATERIAL = Material(compilation_id=COMPILATION, number=1, content_hash=HASH)
ALL_THERE = Attendance(held_on=DAY, present=(CITY, TOWN, VILLAGE))


def convened() -> Meeting:
    return Meeting(
        body_id="liaison-council",
        fiscal_year=2025,
        number=1,
        meets_on=DAY,
        place="市役所",
        roster=tuple(Seat(member=member) for member in (CITY, TOWN, VILLAGE)),
    )


def held(*matters: Matter) -> Meeting:
    made = convened()
    for matter in matters or (DECISION,):
        made.put_item(matter)
    made.fix_material(MATERIAL)
    made.hold(ALL_THERE, DAY)
    return made


def approved() -> Meeting:
    made = held()
    made.decide_item(1, Outcome.APPROVED)
    return made


def codes(refusals: object) -> list[str]:
    return [each.code for each in refusals]  # type: ignore[attr-defined]  # any iterable of refusals


def test_a_meeting_is_named_by_body_year_and_number() -> None:
    made = convened()
    assert made.id == "meeting:liaison-council:2025:1"
    assert (made.body_id, made.fiscal_year, made.number) == ("liaison-council", 2025, 1)
    assert (made.meets_on, made.place, len(made.roster)) == (DAY, "市役所", 3)
    assert made.state is MeetingState.CONVENED
    assert (made.agenda, made.attendance, made.closed, made.absent) == (Agenda(), None, False, ())


def test_items_are_numbered_in_the_order_in_which_they_are_put() -> None:
    made = convened()
    made.put_item(REPORT)
    made.put_item(DECISION)
    assert made.agenda.items == (Item(number=1, matter=REPORT), Item(number=2, matter=DECISION))
    assert made.agenda.item(2).matter == DECISION
    with pytest.raises(ItemUnknown) as refused:
        made.agenda.item(3)
    assert refused.value.details == {"item": 3}


def test_the_same_matter_is_not_put_twice_while_undecided() -> None:
    made = convened()
    made.put_item(REPORT)
    made.put_item(REPORT)
    assert len(made.agenda.items) == 1
    made.decide_item(1, Outcome.WITHDRAWN)
    made.put_item(REPORT)
    assert [item.number for item in made.agenda.items] == [1, 2]


def test_a_withdrawn_item_keeps_its_number() -> None:
    made = convened()
    made.put_item(REPORT)
    made.decide_item(1, Outcome.WITHDRAWN)
    made.put_item(CONSULTATION)
    assert [(item.number, item.outcome) for item in made.agenda.items] == [(1, Outcome.WITHDRAWN), (2, None)]


def test_no_item_is_put_once_the_meeting_was_held() -> None:
    made = held()
    with pytest.raises(MeetingAlreadyHeld) as refused:
        made.put_item(REPORT)
    assert refused.value.details == {"held_on": DAY}
    assert codes(made.put_item_blockers()) == ["meeting-already-held"]


@pytest.mark.parametrize(("fiscal_year", "fits"), [(2023, False), (2024, True), (2025, True), (2026, False)])
def test_a_meeting_has_compilations_of_its_year_or_the_year_before(fiscal_year: int, *, fits: bool) -> None:
    made = convened()
    matter = DECISION.model_copy(update={"object_id": f"compilation:{fiscal_year}"})
    refused = list(made.put_item_blockers(matter))
    another = CompilationOfAnotherYear(object_id=f"compilation:{fiscal_year}", fiscal_year=2025)
    assert refused == ([] if fits else [another])
    if not fits:
        with pytest.raises(CompilationOfAnotherYear):
            made.put_item(matter)


def test_other_objects_may_be_of_any_year() -> None:
    matter = Matter(kind=ItemKind.CONSULTATION, title="新規施策", object_id="measure:43100-0001", object_version=2)
    assert list(convened().put_item_blockers(matter)) == []


def test_a_forwarded_item_keeps_the_chain_by_which_it_came() -> None:
    first = Origin(meeting_id="meeting:officers-meeting:2025:2", item=4)
    made = convened()
    made.put_item(REPORT.model_copy(update={"origin": (first,)}))
    assert made.agenda.item(1).forwarded(made.id) == (first, Origin(meeting_id=made.id, item=1))


def test_material_is_fixed_once_per_paper_and_not_after_the_meeting() -> None:
    made = convened()
    made.fix_material(MATERIAL)
    made.fix_material(MATERIAL)
    assert list(made.agenda.materials) == [MATERIAL]
    second = MATERIAL.model_copy(update={"number": 2})
    made.fix_material(second)
    assert list(made.agenda.materials) == [MATERIAL, second]
    late = held()
    late.fix_material(MATERIAL)
    with pytest.raises(MeetingAlreadyHeld):
        late.fix_material(second)
    assert codes(late.fix_material_blockers()) == ["meeting-already-held"]


def test_material_must_be_fixed_before_a_meeting_on_a_compilation_is_held() -> None:
    made = convened()
    made.put_item(REPORT)
    made.put_item(DECISION)
    with pytest.raises(MaterialNotFixed) as refused:
        made.hold(ALL_THERE, DAY)
    assert refused.value.details == {"items": (2,)}
    made.fix_material(MATERIAL.model_copy(update={"number": 2}))
    assert codes(made.hold_blockers()) == ["material-not-fixed"]
    made.fix_material(MATERIAL.model_copy(update={"compilation_id": "compilation:2024"}))
    assert codes(made.hold_blockers()) == ["material-not-fixed"]
    made.fix_material(MATERIAL)
    assert list(made.hold_blockers()) == []


def test_an_item_that_was_withdrawn_needs_no_material() -> None:
    made = convened()
    made.put_item(DECISION)
    made.put_item(REPORT)
    made.decide_item(1, Outcome.WITHDRAWN)
    assert list(made.hold_blockers()) == []


def test_a_meeting_with_nothing_to_discuss_is_not_held() -> None:
    made = convened()
    with pytest.raises(AgendaEmpty):
        made.hold(ALL_THERE, DAY)
    made.put_item(REPORT)
    made.decide_item(1, Outcome.WITHDRAWN)
    assert codes(made.hold_blockers()) == ["agenda-empty"]


def test_a_meeting_is_held_once() -> None:
    made = held()
    version = made.version
    made.hold(ALL_THERE, DAY)
    assert made.version == version
    with pytest.raises(MeetingAlreadyHeld):
        made.hold(ALL_THERE.model_copy(update={"present": (CITY,)}), DAY)
    assert made.state is MeetingState.HELD


def test_absence_is_computed_from_the_roster() -> None:
    made = convened()
    made.put_item(REPORT)
    made.hold(Attendance(held_on=DAY, present=(CITY,), proxies=(Proxy(member=TOWN, person="p-2"),)), DAY)
    assert made.absent == (VILLAGE,)


def test_a_meeting_of_tomorrow_is_not_held_today() -> None:
    made = convened()
    made.put_item(REPORT)
    with pytest.raises(MeetingDayNotReached) as refused:
        made.hold(ALL_THERE, date(2026, 2, 9))
    assert refused.value.details == {"held_on": DAY, "today": date(2026, 2, 9)}


def test_somebody_must_be_there() -> None:
    made = convened()
    made.put_item(REPORT)
    with pytest.raises(NobodyPresent):
        made.hold(Attendance(held_on=DAY, present=()), DAY)
    made.hold(Attendance(held_on=DAY, present=(), proxies=(Proxy(member=CITY, person="p-2"),)), DAY)
    assert made.absent == (TOWN, VILLAGE)


def test_only_members_on_the_roster_are_present_or_represented() -> None:
    made = convened()
    made.put_item(REPORT)
    strangers = Attendance(
        held_on=DAY, present=("office:99999",), proxies=(Proxy(member="office:43999", person="p-2"),)
    )
    with pytest.raises(NotOnRoster) as refused:
        made.hold(strangers, DAY)
    assert refused.value.details == {"members": ["office:43999", "office:99999"]}


def test_a_member_counts_once() -> None:
    made = convened()
    made.put_item(REPORT)
    with pytest.raises(PresentAndRepresented) as refused:
        made.hold(Attendance(held_on=DAY, present=(TOWN, CITY), proxies=(Proxy(member=CITY, person="p-2"),)), DAY)
    assert refused.value.details == {"members": [CITY]}


def stood_in(*members: str, person: str = "p-2", present: tuple[str, ...] = ()) -> Attendance:
    return Attendance(
        held_on=DAY, present=present, proxies=tuple(Proxy(member=member, person=person) for member in members)
    )


def test_one_person_stands_in_for_one_member_only() -> None:
    made = convened()
    made.put_item(REPORT)
    with pytest.raises(ProxyForTooMany) as refused:
        made.hold(stood_in(CITY, TOWN), DAY)
    assert refused.value.details == {"persons": ["p-2"], "limit": 1}
    proxies = (*stood_in(CITY).proxies, *stood_in(TOWN, person="p-3").proxies)
    made.hold(Attendance(held_on=DAY, present=(), proxies=proxies), DAY)
    assert made.absent == (VILLAGE,)


def test_a_body_may_have_a_rule_of_its_own_on_proxies() -> None:
    rule = ProxyRule(members_per_person=2, source="設置要綱 第7条")
    seats = tuple(Seat(member=member) for member in (CITY, TOWN, VILLAGE))
    three = stood_in(CITY, TOWN, VILLAGE)
    assert list(attendance_blockers(seats, three, DAY, rule)) == [ProxyForTooMany(persons=["p-2"], limit=2)]
    assert list(attendance_blockers(seats, stood_in(CITY, TOWN, present=(VILLAGE,)), DAY, rule)) == []
    made = Meeting("liaison-council", 2025, 1, DAY, "市役所", seats, None, rule)
    made.put_item(REPORT)
    made.hold(stood_in(CITY, TOWN), DAY)
    assert_replays(Meeting, made.collect(), made)


def test_who_has_no_seat_on_the_day_is_named() -> None:
    seats = (Seat(member=CITY), Seat(member=TOWN))
    assert list(seated_blockers((TOWN, CITY), seats, DAY)) == []
    assert list(seated_blockers((VILLAGE, CITY, "p-9"), seats, DAY)) == [
        MemberNotSeated(members=[VILLAGE, "p-9"], day=DAY)
    ]


def test_a_proxy_is_a_person_on_record() -> None:
    proxies = (*stood_in(CITY, person="p-3").proxies, *stood_in(TOWN).proxies)
    assert list(proxy_blockers(proxies, {"p-2", "p-3"}, DAY)) == []
    assert list(proxy_blockers(proxies, {"p-9"}, DAY)) == [ProxyUnknown(persons=["p-2", "p-3"], day=DAY)]


def test_the_members_and_who_came_in_their_place_partake() -> None:
    made = convened()
    assert made.partakers == {CITY, TOWN, VILLAGE}
    made.put_item(REPORT)
    made.hold(stood_in(CITY), DAY)
    assert made.partakers == {CITY, TOWN, VILLAGE, "p-2"}


def test_guards_on_attendance_come_after_those_on_the_meeting_in_a_fixed_order() -> None:
    made = convened()
    nobody = Attendance(held_on=DAY, present=())
    with pytest.raises(AgendaEmpty):
        made.hold(nobody, date(2026, 2, 9))
    made.put_item(REPORT)
    with pytest.raises(MeetingDayNotReached):
        made.hold(nobody, date(2026, 2, 9))


FITTING = {
    ItemKind.REPORT: {Outcome.HEARD, Outcome.RETURNED, Outcome.DEFERRED, Outcome.WITHDRAWN},
    ItemKind.CONSULTATION: set(Outcome),
    ItemKind.DECISION: set(Outcome) - {Outcome.HEARD},
}


@pytest.mark.parametrize("kind", ItemKind)
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_fits_what_the_meeting_was_asked(kind: ItemKind, outcome: Outcome) -> None:
    made = held(Matter(kind=kind, title="議題"))
    if outcome in FITTING[kind]:
        made.decide_item(1, outcome)
        assert made.agenda.item(1).outcome is outcome
    else:
        with pytest.raises(OutcomeUnfit) as refused:
            made.decide_item(1, outcome)
        assert refused.value.details == {"item": 1, "kind": kind, "outcome": outcome}


def test_nothing_is_decided_before_the_meeting_save_a_withdrawal() -> None:
    made = convened()
    made.put_item(REPORT)
    with pytest.raises(MeetingNotHeld) as refused:
        made.decide_item(1, Outcome.HEARD)
    assert refused.value.details == {"meets_on": DAY}
    assert codes(made.decide_item_blockers()) == ["meeting-not-held"]
    made.decide_item(1, Outcome.WITHDRAWN)
    assert made.agenda.item(1).outcome is Outcome.WITHDRAWN


def test_an_item_is_decided_once_and_another_outcome_is_refused() -> None:
    made = approved()
    version = made.version
    made.decide_item(1, Outcome.APPROVED)
    assert made.version == version
    with pytest.raises(ItemAlreadyDecided) as refused:
        made.decide_item(1, Outcome.REJECTED)
    assert refused.value.details == {"item": 1, "outcome": Outcome.APPROVED}
    with pytest.raises(ItemUnknown) as unknown:
        made.decide_item(2, Outcome.APPROVED)
    assert unknown.value.details == {"item": 2}
    assert list(made.decide_item_blockers(2)) == []
    assert list(made.decide_item_blockers()) == [NothingLeftToDecide()]
    assert list(held().decide_item_blockers()) == []


def test_guards_on_a_decision_are_listed_with_the_meeting_first() -> None:
    made = convened()
    assert codes(made.decide_item_blockers(1, Outcome.APPROVED)) == ["meeting-not-held", "item-unknown"]


def test_deciding_one_item_leaves_the_others_alone() -> None:
    made = held(DECISION, CONSULTATION)
    made.decide_item(2, Outcome.DEFERRED)
    assert [item.outcome for item in made.agenda.items] == [None, Outcome.DEFERRED]
    assert made.agenda.undecided == (1,)


def test_an_approval_names_the_version_it_approves() -> None:
    made = approved()
    assert made.approved(COMPILATION, 1)
    assert not made.approved(COMPILATION, 2)
    assert not made.approved("compilation:2024", 1)
    assert not made.heard(COMPILATION, 1)


def test_a_hearing_names_the_version_that_was_heard() -> None:
    made = held(DECISION.model_copy(update={"kind": ItemKind.REPORT}))
    made.decide_item(1, Outcome.HEARD)
    assert made.heard(COMPILATION, 1)
    assert not made.heard(COMPILATION, 2)
    assert not made.approved(COMPILATION, 1)


def test_an_act_rests_only_on_an_item_that_approved_its_object() -> None:
    about = DECISION.model_copy(update={"kind": ItemKind.CONSULTATION})
    made = held(about, about.model_copy(update={"title": "説明"}), about.model_copy(update={"title": "継続"}))
    made.decide_item(1, Outcome.APPROVED)
    made.decide_item(2, Outcome.HEARD)
    agenda = made.agenda
    assert list(agenda.approval_blockers(1, COMPILATION)) == []
    for item, object_id in ((1, "compilation:2024"), (2, COMPILATION), (3, COMPILATION), (3, "compilation:2024")):
        refused = list(agenda.approval_blockers(item, object_id))
        assert refused == [NotApprovedThere(item=item, object_id=object_id)]
    assert list(agenda.approval_blockers(4, COMPILATION)) == [ItemUnknown(item=4)]


def test_an_act_rests_on_no_approval_that_fell() -> None:
    made = approved()
    made.changed(COMPILATION, ChangeCause.PART_CORRECTED)
    expected = NotApprovedThere(item=1, object_id=COMPILATION)
    assert list(made.agenda.approval_blockers(1, COMPILATION)) == [expected]


def test_a_deferred_or_rejected_item_approves_nothing() -> None:
    made = held(DECISION)
    made.decide_item(1, Outcome.REJECTED)
    assert not made.approved(COMPILATION, 1)
    made.changed(COMPILATION, ChangeCause.PART_CORRECTED)
    assert made.agenda.item(1).fallen is None


def test_an_approval_falls_with_a_coded_cause_when_its_object_changes_and_stays_in_the_record() -> None:
    made = approved()
    made.changed(COMPILATION, ChangeCause.PART_CORRECTED)
    assert not made.approved(COMPILATION, 1)
    assert made.agenda.item(1).outcome is Outcome.APPROVED
    assert made.agenda.item(1).fallen is ChangeCause.PART_CORRECTED
    fell = made.collect()[-1]
    assert stored_name(fell) == "meeting.approval-fell"
    assert isinstance(fell, Meeting.ApprovalFell)
    assert (fell.item, fell.object_id) == (1, COMPILATION)


def test_an_approval_falls_once() -> None:
    made = approved()
    made.changed(COMPILATION, ChangeCause.PART_CORRECTED)
    version = made.version
    made.changed(COMPILATION, ChangeCause.COMPILED_ANEW)
    assert made.version == version


def test_a_fallen_approval_is_not_restored_by_deciding_again() -> None:
    made = approved()
    made.changed(COMPILATION, ChangeCause.PART_CORRECTED)
    with pytest.raises(ItemAlreadyDecided):
        made.decide_item(1, Outcome.APPROVED)


def test_the_change_of_another_object_leaves_an_approval_standing() -> None:
    made = approved()
    made.changed("compilation:2024", ChangeCause.PART_CORRECTED)
    assert made.approved(COMPILATION, 1)


def test_a_meeting_is_closed_only_without_undecided_items() -> None:
    made = held(DECISION, CONSULTATION)
    made.decide_item(1, Outcome.APPROVED)
    with pytest.raises(ItemsUndecided) as refused:
        made.close()
    assert refused.value.details == {"items": (2,)}
    made.decide_item(2, Outcome.DEFERRED)
    made.close()
    assert made.state is MeetingState.CLOSED
    version = made.version
    made.close()
    assert made.version == version


def test_a_meeting_that_was_not_held_is_not_closed() -> None:
    made = convened()
    made.put_item(REPORT)
    assert list(made.close_blockers()) == [MeetingNotHeld(meets_on=DAY), ItemsUndecided(items=(1,))]
    with pytest.raises(MeetingNotHeld):
        made.close()


HASHES = st.sampled_from(["aa" * 32, "bb" * 32])
ATTENDANCES = st.sampled_from([(CITY,), (TOWN, VILLAGE), (), ("office:99999",)]).map(
    lambda present: Attendance(held_on=DAY, present=present)
)
ACTS = st.lists(
    st.one_of(
        act("put_item", st.sampled_from([DECISION, REPORT, CONSULTATION])),
        act("fix_material", st.sampled_from([MATERIAL, MATERIAL.model_copy(update={"number": 2})])),
        act("hold", ATTENDANCES, st.just(DAY)),
        act("decide_item", st.integers(1, 4), st.sampled_from(Outcome)),
        act("changed", st.just(COMPILATION), st.sampled_from(ChangeCause)),
        act("draft_minutes", HASHES, st.just("writer")),
        act("approve_minutes", HASHES, st.just("chair")),
        act("make_public_copy", HASHES),
        act("close"),
    ),
    max_size=20,
)


@settings(max_examples=100, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_an_equal_meeting(acts: list[methodcaller]) -> None:
    made = convened()
    for each in acts:
        with suppress(Refusal):
            each(made)
        assert [item.number for item in made.agenda.items] == list(range(1, len(made.agenda.items) + 1))
        assert not (made.closed and made.agenda.undecided)
    assert_replays(Meeting, made.collect(), made)


QUORUM = Quorum(members=2, source="連絡会議 設置要綱（サンプル）")


def held_with_quorum(*present: str, proxies: tuple[Proxy, ...] = ()) -> Meeting:
    roster = tuple(Seat(member=member) for member in (CITY, TOWN, VILLAGE))
    made = Meeting("liaison-council", 2025, 1, DAY, "市役所", roster, QUORUM)
    made.put_item(CONSULTATION)
    made.hold(Attendance(held_on=DAY, present=present, proxies=proxies), DAY)
    return made


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.REJECTED])
def test_nothing_is_voted_on_while_the_quorum_is_not_reached(outcome: Outcome) -> None:
    made = held_with_quorum(CITY)
    expected = QuorumNotReached(needed=2, represented=1)
    assert list(made.decide_item_blockers(1, outcome)) == [expected]
    with pytest.raises(QuorumNotReached):
        made.decide_item(1, outcome)


@pytest.mark.parametrize("outcome", [Outcome.HEARD, Outcome.DEFERRED, Outcome.WITHDRAWN, Outcome.RETURNED])
def test_without_the_quorum_an_item_is_still_heard_or_put_off(outcome: Outcome) -> None:
    made = held_with_quorum(CITY)
    made.decide_item(1, outcome)
    assert made.agenda.item(1).outcome is outcome


def test_a_member_who_sent_somebody_counts_for_the_quorum() -> None:
    made = held_with_quorum(CITY, proxies=(Proxy(member=TOWN, person="p-9"),))
    made.decide_item(1, Outcome.APPROVED)
    assert made.agenda.item(1).outcome is Outcome.APPROVED


def test_a_meeting_of_a_body_without_a_quorum_decides_with_whoever_came() -> None:
    made = held(CONSULTATION, DECISION)
    assert made.quorum is None
    assert list(made.decide_item_blockers(1, Outcome.APPROVED)) == []


def test_a_quorum_beyond_the_roster_could_never_be_reached() -> None:
    roster = tuple(Seat(member=member) for member in (CITY, TOWN))
    assert list(quorum_blockers(roster, QUORUM)) == []
    assert list(quorum_blockers(roster[:1], QUORUM)) == [QuorumTooLarge(quorum=2, members=1)]
    assert list(quorum_blockers((), None)) == []


def test_who_is_called_is_revised_until_the_meeting_is_held() -> None:
    made = convened()
    fewer = (Seat(member=CITY), Seat(member="office:43443"))
    made.revise_roster(made.roster, "同じ")
    assert made.version == 1
    made.revise_roster(fewer, "委員の交代")
    told = made.collect()[-1]
    assert isinstance(told, Meeting.RosterRevised)
    assert (told.roster, told.reason, made.roster) == (fewer, "委員の交代", fewer)
    made.put_item(REPORT)
    made.hold(Attendance(held_on=DAY, present=(CITY,)), DAY)
    assert made.absent == ("office:43443",)
    with pytest.raises(MeetingAlreadyHeld):
        made.revise_roster((Seat(member=CITY),), "遅すぎる")
    assert codes(made.revise_roster_blockers()) == ["meeting-already-held"]


def test_those_to_be_called_can_still_make_up_the_quorum() -> None:
    made = Meeting(
        body_id="liaison-council",
        fiscal_year=2025,
        number=1,
        meets_on=DAY,
        place="市役所",
        roster=tuple(Seat(member=member) for member in (CITY, TOWN, VILLAGE)),
        quorum=Quorum(members=2, source="会則"),
    )
    assert codes(made.revise_roster_blockers()) == []
    made.revise_roster((Seat(member=CITY), Seat(member=TOWN)), "退任")
    with pytest.raises(QuorumTooLarge):
        made.revise_roster((Seat(member=CITY),), "退任")
    assert_replays(Meeting, made.collect(), made)
