"""The region: dated membership, bodies whose names change, and what is refused."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.body import BodyAlreadyEstablished, BodyDatesContradict, BodyKind, UnknownBody
from domain.errors import Refusal
from domain.region import AlreadyMember, MembershipDatesContradict, NotAMember, Region, RegionState
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

FOUNDED = date(2016, 3, 30)


def region() -> Region:
    made = Region(slug="kumamoto", name="熊本連携中枢都市圏", established_on=FOUNDED)
    made.admit("43100", FOUNDED)
    return made


def council(made: Region) -> None:
    made.establish_body("liaison-council", BodyKind.LIAISON_COUNCIL, "連絡会議", None)


def test_a_region_is_named_after_its_place() -> None:
    assert region().id == "region:kumamoto"
    assert region().state is RegionState.ESTABLISHED


def test_members_are_those_of_the_day() -> None:
    made = region()
    made.admit("43210", date(2019, 3, 28))
    assert made.members_on(date(2016, 3, 29)) == ()
    assert made.members_on(date(2019, 3, 27)) == ("43100",)
    assert made.members_on(date(2019, 3, 28)) == ("43100", "43210")
    assert made.is_member("43210", date(2019, 3, 28))
    assert not made.is_member("43210", date(2019, 3, 27))


def test_a_municipality_that_left_is_no_member_from_that_day_and_may_come_back() -> None:
    made = region()
    made.record_left("43100", date(2020, 4, 1))
    made.admit("43100", date(2020, 4, 1))
    assert made.members_on(date(2020, 4, 1)) == ("43100",)
    made.record_left("43100", date(2021, 4, 1))
    assert made.members_on(date(2021, 3, 31)) == ("43100",)
    assert made.members_on(date(2021, 4, 1)) == ()


def test_joining_or_leaving_again_on_the_same_day_adds_no_event() -> None:
    made = region()
    made.record_left("43100", date(2020, 4, 1))
    version = made.version
    made.record_left("43100", date(2020, 4, 1))
    assert made.version == version
    made.admit("43210", FOUNDED)
    made.admit("43210", FOUNDED)
    assert made.version == version + 1


def test_a_member_cannot_join_a_second_time() -> None:
    with refuses(AlreadyMember(lg_code="43100")):
        region().admit("43100", date(2020, 1, 1))


def test_nobody_joins_before_the_region_or_inside_an_earlier_membership() -> None:
    made = region()
    with refuses(MembershipDatesContradict(lg_code="43210", joined_on=date(2016, 3, 29))):
        made.admit("43210", date(2016, 3, 29))
    made.record_left("43100", date(2020, 4, 1))
    with refuses(MembershipDatesContradict(lg_code="43100", joined_on=date(2020, 3, 31))):
        made.admit("43100", date(2020, 3, 31))


def test_only_a_member_can_leave_and_only_after_joining() -> None:
    with refuses(NotAMember(lg_code="43210")):
        region().record_left("43210", date(2020, 1, 1))
    with refuses(MembershipDatesContradict(lg_code="43100", left_on=FOUNDED)):
        region().record_left("43100", FOUNDED)


def test_renaming_a_body_does_not_break_its_history() -> None:
    made = region()
    council(made)
    made.rename_body("liaison-council", "推進会議", date(2024, 4, 1))
    made.rename_body("liaison-council", "推進会議", date(2024, 4, 1))
    assert made.version == 4
    body = made.body_on("liaison-council", date(2024, 4, 1))
    assert body.name_on(date(2024, 3, 31)) == "連絡会議"
    assert body.name_on(date(2024, 4, 1)) == "推進会議"
    assert body.kind is BodyKind.LIAISON_COUNCIL


def test_a_body_bears_its_first_name_before_any_naming_day() -> None:
    made = region()
    made.establish_body("secretariat", BodyKind.SECRETARIAT, "事務局", date(2021, 3, 31))
    assert made.bodies["secretariat"].name_on(date(2020, 1, 1)) == "事務局"


def test_a_body_stands_below_a_body_that_stands() -> None:
    made = region()
    with refuses(UnknownBody(body_id="liaison-council")):
        made.establish_body("officers-meeting", BodyKind.OFFICERS_MEETING, "担当者会議", None, under="liaison-council")
    made.establish_body("liaison-council", BodyKind.LIAISON_COUNCIL, "連絡会議", date(2021, 3, 31))
    with refuses(BodyDatesContradict(body_id="officers-meeting", established_on=date(2021, 3, 30))):
        made.establish_body(
            "officers-meeting", BodyKind.OFFICERS_MEETING, "担当者会議", date(2021, 3, 30), under="liaison-council"
        )
    made.establish_body(
        "officers-meeting", BodyKind.OFFICERS_MEETING, "担当者会議", date(2021, 3, 31), under="liaison-council"
    )
    assert made.body_on("officers-meeting", date(2021, 3, 31)).under == "liaison-council"


def test_a_centre_may_belong_to_one_municipality() -> None:
    made = region()
    made.establish_body("city-centre", BodyKind.PROMOTION_CENTRE, "市センター", None, lg_code="43100")
    assert made.body_on("city-centre", FOUNDED).lg_code == "43100"


def test_a_body_is_established_once() -> None:
    made = region()
    council(made)
    with refuses(BodyAlreadyEstablished(body_id="liaison-council")):
        council(made)


def test_a_body_is_unknown_before_it_stands() -> None:
    made = region()
    made.establish_body("secretariat", BodyKind.SECRETARIAT, "事務局", date(2021, 3, 31))
    with refuses(UnknownBody(body_id="secretariat", day=date(2021, 3, 30))):
        made.body_on("secretariat", date(2021, 3, 30))
    with refuses(UnknownBody(body_id="elsewhere", day=date(2021, 3, 31))):
        made.body_on("elsewhere", date(2021, 3, 31))


def test_names_follow_each_other_in_time() -> None:
    made = region()
    with refuses(UnknownBody(body_id="secretariat")):
        made.rename_body("secretariat", "別の名", date(2022, 1, 1))
    made.establish_body("secretariat", BodyKind.SECRETARIAT, "事務局", date(2021, 3, 31))
    with refuses(BodyDatesContradict(body_id="secretariat", since=date(2021, 3, 31))):
        made.rename_body("secretariat", "別の名", date(2021, 3, 31))


DAYS = st.dates(date(2016, 1, 1), date(2030, 1, 1))
CODES = st.sampled_from(["43100", "43210", "43211"])
BODIES = st.sampled_from(["liaison-council", "secretariat"])
ACTS = st.one_of(
    st.tuples(st.just("admit"), CODES, DAYS),
    st.tuples(st.just("record_left"), CODES, DAYS),
    st.tuples(st.just("establish_body"), BODIES, st.sampled_from(BodyKind), st.just("会"), st.none() | DAYS),
    st.tuples(st.just("rename_body"), BODIES, st.sampled_from(["甲", "乙"]), DAYS),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=20))
def test_any_history_of_a_region_replays_to_the_same_state(acts: list[tuple[object, ...]]) -> None:
    made = region()
    for name, *arguments in acts:
        try:
            getattr(made, str(name))(*arguments)
        except Refusal:
            continue
    assert_replays(Region, made.collect(), made)
