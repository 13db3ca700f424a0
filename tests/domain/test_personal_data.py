"""Rule 11: who did it stands in the record as an id. The check itself is tried on facts that break the rule."""

import json
import re
from datetime import date

import pytest
from pydantic import ValidationError

from domain.kernel import Event, Line, PersonId
from domain.meeting import Meeting
from domain.progress_report import ProgressReport
from domain.review_round import ReviewRound
from domain.round_closing import Proposal
from domain.topics import all_events
from tests.domain.office_year import MEASURES, full_report, statement
from tests.domain.personal_data import NO_PERSON, PERSONS_FIELD, personal_data_in, persons_by_free_text
from tests.domain.test_meeting import approved
from tests.domain.test_random_years import RandomYears

NAME, MAIL = "熊本 太郎", "taro@example.jp"


@pytest.mark.parametrize("topic", sorted(all_events()))
def test_every_field_that_names_a_person_takes_an_id_and_nothing_else(topic: str) -> None:
    assert persons_by_free_text(all_events()[topic]) == ()


def test_the_check_looks_at_the_fields_that_name_persons() -> None:
    """Without this, a renamed pattern could look at nothing and find nothing."""
    written = {name for kind in all_events().values() for name in re.findall(r'"(\w+)":', str_of(kind))}
    named = {name for name in written if PERSONS_FIELD.fullmatch(name)}
    assert named >= {"by", "approved_by", "confirmed_by", "evaluated_by", "proposed_by", "person", "person_id"}
    assert named >= {"from_person", "to_person", "chair", "member", "present", "contact_id"}
    assert named > NO_PERSON.keys()


def str_of(kind: type[Event]) -> str:
    return json.dumps(kind.model_json_schema())


class ApprovedByName(Event):
    """氏名で承認を記録した（あってはならない形）。"""

    approved_by: Line | None
    drafted_by: PersonId


def test_an_event_that_would_take_a_name_is_found() -> None:
    assert persons_by_free_text(ApprovedByName) == ("approved_by",)


def test_the_types_refuse_a_name_where_an_id_belongs() -> None:
    made = approved()
    with pytest.raises(ValidationError):
        made.draft_minutes("aa" * 32, NAME)


def test_facts_that_carry_ids_are_clean() -> None:
    assert [personal_data_in(fact) for fact in approved().collect()] == [()] * 5
    assert [personal_data_in(fact) for fact in full_report().collect()] == [()] * 3


@pytest.mark.parametrize("who", [NAME, "Taro", "taro kumamoto", MAIL, "", "-x", "x" * 65])
def test_a_person_by_any_other_than_an_id_is_found(who: str) -> None:
    fact = Meeting.MinutesDrafted.model_construct(
        originator_id="meeting:liaison-council:2025:1", originator_version=2, content_hash="aa" * 32, by=who
    )
    assert personal_data_in(fact) == ("by",)
    assert personal_data_in(fact.model_copy(update={"by": "x" * 64})) == ()


@pytest.mark.parametrize("sign", ["@", "\uff20", "\ufe6b"])
def test_a_mail_address_is_found_in_any_text_however_deep(sign: str) -> None:
    made = full_report()
    made.report(statement(MEASURES[0], narrative=f"連絡先は taro{sign}example.jp です。"))
    *others, told = made.collect()
    assert isinstance(told, ProgressReport.MeasureReported)
    assert personal_data_in(told) == ("statement.narrative",)
    assert {personal_data_in(fact) for fact in others} == {()}


def test_a_seat_is_an_office_or_a_person_by_id_and_no_name() -> None:
    made = approved()
    convened = made.collect()[0]
    assert isinstance(convened, Meeting.Convened)
    seat = convened.roster[0]
    for member, places in (
        ("p-adviser-1", ()),
        ("office:43100", ()),
        (NAME, ("roster.member",)),
        ("x:1", ("roster.member",)),
    ):
        named = convened.model_copy(update={"roster": (seat.model_copy(update={"member": member}),)})
        assert personal_data_in(named) == places


def begun() -> RandomYears:
    """Begin a random year as the machine does, before anything is drawn."""
    machine = RandomYears()
    machine.two_towns_adopt_a_plan()
    machine.events_carry_ids_of_persons_and_never_names_or_addresses()
    return machine


@pytest.mark.parametrize("by", [NAME, MAIL])
def test_the_random_years_notice_a_name_or_an_address_in_any_new_fact(by: str) -> None:
    machine = begun()
    review = machine.area.years[2024].round
    review.pending_events.append(
        ReviewRound.ClosingProposed.model_construct(
            originator_id=review.id,
            originator_version=review.version + 1,
            proposal=Proposal.model_construct(proposed_by=by, proposed_on=machine.area.today),
        )
    )
    with pytest.raises(AssertionError, match="proposed_by"):
        machine.events_carry_ids_of_persons_and_never_names_or_addresses()


def test_the_random_years_notice_an_address_in_a_text_that_the_domain_lets_through() -> None:
    machine = begun()
    machine.area.plan.record_left("43100", date(2025, 4, 1), f"連絡先 {MAIL}")
    with pytest.raises(AssertionError, match="ground"):
        machine.events_carry_ids_of_persons_and_never_names_or_addresses()
