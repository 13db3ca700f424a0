"""Outreach: activities recorded year by year, corrected and struck, their numbers never given twice."""

from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.body import BodyKind
from domain.errors import Refusal
from domain.outreach import (
    HOLDERS,
    Activity,
    ActivityKind,
    ActivityNotYetHeld,
    ActivityOutsideYear,
    ActivityToldElsewhere,
    ActivityUnknown,
    Outreach,
    OutreachState,
    PartnerIsItself,
)
from domain.report_outreach import (
    CooperationLine,
    JointActivity,
    KindCount,
    Reached,
    cooperation_table,
    counted,
    outreach_table,
)
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

HELD = date(2025, 6, 1)
TODAY = date(2025, 7, 1)
SOLAR = "measure:43100-0001"


def activity(held_on: date = HELD, kind: ActivityKind = ActivityKind.AWARENESS, **facts: object) -> Activity:
    return Activity.model_validate({"held_on": held_on, "kind": kind, "title": "サンプル（架空値）の講座", **facts})


def outreach(body_id: str = "city-promotion-centre", *activities: Activity) -> Outreach:
    made = Outreach(body_id=body_id, fiscal_year=2025, kind=BodyKind.PROMOTION_CENTRE, name="推進センター")
    for each in activities:
        made.record_activity(each, TODAY)
    return made


def test_a_centre_has_one_record_a_year_that_stays_open() -> None:
    made = outreach()
    assert (made.id, made.state, made.content()) == (
        "outreach:city-promotion-centre:2025",
        OutreachState.OPEN,
        (),
    )
    assert {BodyKind.PROMOTION_CENTRE, BodyKind.PROMOTION_MEMBERS, BodyKind.OFFICERS_MEETING} == HOLDERS


def test_an_activity_is_recorded_under_the_next_number_and_only_once() -> None:
    first, second = activity(), activity(kind=ActivityKind.COUNSEL)
    made = outreach("city-promotion-centre", first, first, second)
    assert [(each.number, each.activity) for each in made.content()] == [(1, first), (2, second)]
    assert made.version == 3


def test_an_activity_belongs_to_the_year_in_which_it_was_held() -> None:
    made = outreach()
    for outside in (date(2025, 3, 31), date(2026, 4, 1)):
        with refuses(ActivityOutsideYear(held_on=outside, fiscal_year=2025)):
            made.record_activity(activity(outside), date(2026, 5, 1))
    made.record_activity(activity(date(2025, 4, 1)), TODAY)
    made.record_activity(activity(date(2026, 3, 31)), date(2026, 3, 31))
    assert made.last_number == 2


def test_what_is_only_planned_is_not_recorded() -> None:
    made = outreach()
    with refuses(ActivityNotYetHeld(held_on=date(2025, 7, 2))):
        made.record_activity(activity(date(2025, 7, 2)), TODAY)
    made.record_activity(activity(TODAY), TODAY)


def test_a_record_is_corrected_under_its_number() -> None:
    made = outreach("city-promotion-centre", activity(), activity(kind=ActivityKind.SUPPORT))
    better = activity(participants=30)
    made.correct_activity(1, better, "人数の判明", TODAY)
    made.correct_activity(1, better, "人数の判明", TODAY)
    assert made.version == 4
    assert [each.activity.participants for each in made.content()] == [30, None]
    with refuses(ActivityUnknown(number=3)):
        made.correct_activity(3, better, "番号の誤り", TODAY)
    with refuses(ActivityNotYetHeld(held_on=date(2025, 8, 1))):
        made.correct_activity(1, activity(date(2025, 8, 1)), "日の誤り", TODAY)


def test_what_never_took_place_is_struck_and_its_number_is_not_given_again() -> None:
    made = outreach("city-promotion-centre", activity())
    made.strike_activity(1, "中止")
    assert made.content() == ()
    with refuses(ActivityUnknown(number=1)):
        made.strike_activity(1, "中止")
    made.record_activity(activity(), TODAY)
    assert [each.number for each in made.content()] == [2]


def test_nobody_may_be_fewer_than_nobody() -> None:
    assert activity(participants=0).participants == 0
    with pytest.raises(ValidationError):
        activity(participants=-1)


def test_activities_are_counted_by_kind_and_the_uncounted_are_not_nobody() -> None:
    held = [activity(participants=10), activity(participants=5), activity(), activity(kind=ActivityKind.SUPPORT)]
    assert counted(held) == (
        KindCount(kind=ActivityKind.AWARENESS, count=3, participants=15, uncounted=1),
        KindCount(kind=ActivityKind.SUPPORT, count=1, participants=None, uncounted=1),
        KindCount(kind=ActivityKind.COUNSEL, count=0, participants=None, uncounted=0),
    )


def test_the_report_lays_outreach_out_by_body_municipality_and_measure_without_the_notes() -> None:
    city = outreach("city-promotion-centre", activity(lg_codes=("43100", "43210"), measures=(SOLAR,), note="内部"))
    prefecture = outreach("prefecture-promotion-centre", activity(lg_codes=("43100",)))
    made = outreach_table(2025, [prefecture, city])
    assert [(line.body_id, line.name, line.kind) for line in made.lines] == [
        ("city-promotion-centre", "推進センター", BodyKind.PROMOTION_CENTRE),
        ("prefecture-promotion-centre", "推進センター", BodyKind.PROMOTION_CENTRE),
    ]
    assert [each.count for each in made.counts] == [2, 0, 0]
    assert [each.count for each in made.lines[0].counts] == [1, 0, 0]
    assert made.municipalities == (Reached(subject="43100", count=2), Reached(subject="43210", count=1))
    assert made.measures == (Reached(subject=SOLAR, count=1),)
    assert made.fiscal_year == 2025
    assert made.lines[0].activities[0].activity == activity(lg_codes=("43100", "43210"), measures=(SOLAR,))
    assert "内部" not in made.model_dump_json()


CITY, MEMBERS = "city-promotion-centre", "city-promotion-members"


def test_an_activity_names_the_bodies_it_was_held_with_in_one_order_and_once() -> None:
    made = outreach(CITY, activity())
    assert made.partners_of(1) == ()
    made.name_partners(1, ())
    made.name_partners(1, ("x-body", MEMBERS, MEMBERS))
    made.name_partners(1, (MEMBERS, "x-body"))
    assert (made.partners_of(1), made.version) == ((MEMBERS, "x-body"), 3)
    made.name_partners(1, ())
    assert (made.partners_of(1), made.version) == ((), 4)
    assert made.number_of(activity()) == 1
    with refuses(ActivityUnknown(title="サンプル（架空値）の講座")):
        made.number_of(activity(participants=1))


def test_partners_are_other_bodies_of_an_activity_that_stands() -> None:
    made = outreach(CITY, activity())
    with refuses(PartnerIsItself(body_id=CITY)):
        made.name_partners(1, (MEMBERS, CITY))
    with refuses(ActivityUnknown(number=2)):
        made.name_partners(2, (MEMBERS,))
    assert list(made.partner_blockers(2, (CITY,))) == [ActivityUnknown(number=2), PartnerIsItself(body_id=CITY)]


def test_the_partners_of_a_struck_activity_are_gone_with_it() -> None:
    made = outreach(CITY, activity())
    made.name_partners(1, (MEMBERS,))
    made.strike_activity(1, "中止")
    assert made.partners == {}


def test_what_two_bodies_held_together_stands_in_one_record_only() -> None:
    told = outreach(CITY, activity(kind=ActivityKind.SUPPORT), activity())
    twice = [ActivityToldElsewhere(body_id=CITY, number=2)]
    assert list(told.double_blockers(MEMBERS, activity(), ())) == []
    assert list(told.double_blockers(MEMBERS, activity(participants=9), (CITY,))) == twice
    told.name_partners(2, (MEMBERS,))
    assert list(told.double_blockers(MEMBERS, activity(participants=9), ())) == twice
    assert list(told.double_blockers("x-body", activity(), ())) == []
    for other in (activity(date(2025, 6, 2)), activity(kind=ActivityKind.COUNSEL), activity(title="別の講座")):
        assert list(told.double_blockers(MEMBERS, other, (CITY,))) == []


def test_the_report_counts_what_was_held_together_once_and_gives_every_body_its_line() -> None:
    city = outreach(CITY, activity(), activity(kind=ActivityKind.SUPPORT))
    city.name_partners(2, (MEMBERS,))
    other = outreach("prefecture-promotion-centre", activity(title="別の講座"))
    made = cooperation_table(2025, [other, city])
    assert (made.fiscal_year, made.activities, made.together) == (2025, 3, 1)
    assert made.lines == (
        CooperationLine(body_id=CITY, recorded=2, together=1, joined=0),
        CooperationLine(body_id=MEMBERS, recorded=0, together=0, joined=1),
        CooperationLine(body_id="prefecture-promotion-centre", recorded=1, together=0, joined=0),
    )
    assert made.joint == (JointActivity(body_id=CITY, number=2, title="サンプル（架空値）の講座", partners=(MEMBERS,)),)


DAYS = st.dates(date(2025, 3, 25), date(2025, 7, 5))
ACTIVITIES = st.builds(activity, DAYS, st.sampled_from(ActivityKind))
ACTS = st.one_of(
    act("record_activity", ACTIVITIES, st.just(TODAY)),
    act("correct_activity", st.integers(1, 4), ACTIVITIES, st.just("理由"), st.just(TODAY)),
    act("name_partners", st.integers(1, 4), st.sampled_from([(), ("x-body",), (CITY,)])),
    act("strike_activity", st.integers(1, 4), st.just("理由")),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_outreach_replays_to_the_same_state(acts: list[methodcaller]) -> None:
    made = outreach()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    assert_replays(Outreach, made.collect(), made)
