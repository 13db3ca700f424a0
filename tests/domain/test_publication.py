"""The publication: council before committee before publication, every guard by its name and in one order (rule 5)."""

from contextlib import suppress
from datetime import date
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.change_cause import ChangeCause
from domain.compilation import CompilationLapsed, CompilationNotFinalised
from domain.errors import Refusal
from domain.kernel import stored_name
from domain.publication import (
    AdviceOpen,
    AlreadyPublished,
    Channel,
    CommitteeHeardBeforeCouncil,
    CommitteeNotHeard,
    Content,
    ContentOfOtherCompilation,
    CouncilNotApproved,
    Edition,
    ErratumReasonMissing,
    NotPublished,
    Publication,
    PublicationState,
    PublishedByPreparer,
    Standing,
)
from domain.round_closing import RoundClosed
from tests.domain.acts import act
from tests.domain.replay import assert_replays

COUNCIL, COMMITTEE, DAY = date(2026, 2, 10), date(2026, 2, 24), date(2026, 3, 24)
READY = Standing(number=1, approved_on=COUNCIL, heard_on=COMMITTEE)
READY_ANEW = Standing(number=2, approved_on=COUNCIL, heard_on=COMMITTEE)
LAPSED = CompilationLapsed(number=1, cause=ChangeCause.PART_CORRECTED, stream_id="progress-report:43100:2025")
CLOSED = RoundClosed(closed_on=DAY)
WEB = (Channel.WEBSITE,)


def content(number: int = 1, digit: str = "a") -> Content:
    return Content(compilation_id="compilation:2025", number=number, content_hash=digit * 64)


def erratum(number: int = 1, digit: str = "b", reason: str | None = "数値の誤り") -> Edition:
    return Edition(
        edition=9, content=content(number, digit), channels=WEB, published_on=DAY, by="publisher", reason=reason
    )


def prepared() -> Publication:
    return Publication.prepare(2025, content(), "preparer", READY)


def published() -> Publication:
    made = prepared()
    made.publish(WEB, DAY, "publisher", READY)
    return made


def told(made: Publication) -> list[str]:
    return [stored_name(fact).removeprefix("publication.") for fact in made.collect()]


def test_a_publication_is_prepared_from_what_council_approved_and_committee_heard() -> None:
    made = prepared()
    assert (made.id, made.fiscal_year, made.content) == ("publication:2025", 2025, content())
    assert (made.prepared_by, made.editions, made.current) == ("preparer", (), None)
    assert made.state is PublicationState.PREPARED


@pytest.mark.parametrize(
    ("standing", "refusal"),
    [
        (
            Standing(number=1, unusable=(CompilationNotFinalised(number=1),), approved_on=COUNCIL, heard_on=COMMITTEE),
            CompilationNotFinalised(number=1),
        ),
        (Standing(number=1, closed=(CLOSED,), approved_on=COUNCIL, heard_on=COMMITTEE), CLOSED),
        (Standing(number=1, unusable=(LAPSED,), approved_on=COUNCIL, heard_on=COMMITTEE), LAPSED),
        (Standing(number=1, heard_on=COMMITTEE), CouncilNotApproved(number=1)),
        (Standing(number=1, approved_on=COUNCIL), CommitteeNotHeard(number=1)),
        (
            Standing(number=1, approved_on=COMMITTEE, heard_on=COUNCIL),
            CommitteeHeardBeforeCouncil(approved_on=COMMITTEE, heard_on=COUNCIL),
        ),
        (
            Standing(number=1, approved_on=COUNCIL, heard_on=COMMITTEE, open_advice=("advice:2025:1",)),
            AdviceOpen(advice=("advice:2025:1",)),
        ),
    ],
    ids=lambda each: each.code if isinstance(each, Refusal) else "",
)
def test_each_guard_refuses_preparing_and_publishing_with_its_own_name(standing: Standing, refusal: Refusal) -> None:
    assert list(standing.blockers()) == [refusal]
    with pytest.raises(type(refusal)) as first:
        Publication.prepare(2025, content(), "preparer", standing)
    assert first.value == refusal
    made = prepared()
    with pytest.raises(type(refusal)):
        made.publish(WEB, DAY, "publisher", standing)
    with pytest.raises(type(refusal)):
        made.prepare_anew(content(digit="b"), "preparer", standing)
    assert told(made) == ["prepared"]


def test_open_guards_are_listed_in_one_fixed_order() -> None:
    nothing = Standing(
        number=2,
        closed=(CLOSED,),
        unusable=(CompilationNotFinalised(number=2), LAPSED),
        open_advice=("advice:2025:1",),
    )
    assert [each.code for each in nothing.blockers()] == [
        "round-closed",
        "compilation-not-finalised",
        "compilation-lapsed",
        "council-not-approved",
        "committee-not-heard",
        "advice-open",
    ]
    assert [each.code for each in prepared().publish_blockers(nothing, "preparer")][-2:] == [
        "content-of-other-compilation",
        "published-by-preparer",
    ]


def test_council_and_committee_may_meet_on_one_day() -> None:
    assert list(Standing(number=1, approved_on=COUNCIL, heard_on=COUNCIL).blockers()) == []


def test_the_preparer_does_not_publish() -> None:
    made = prepared()
    with pytest.raises(PublishedByPreparer) as refused:
        made.publish(WEB, DAY, "preparer", READY)
    assert refused.value.details == {"by": "preparer"}
    assert list(made.publish_blockers(READY)) == []


def test_content_of_an_older_compilation_is_not_published() -> None:
    with pytest.raises(ContentOfOtherCompilation) as refused:
        prepared().publish(WEB, DAY, "publisher", READY_ANEW)
    assert refused.value.details == {"prepared": 1, "current": 2}


def test_the_first_edition_names_day_channels_and_publisher() -> None:
    made = published()
    edition = Edition(edition=1, content=content(), channels=WEB, published_on=DAY, by="publisher")
    assert made.editions == (edition,)
    assert (made.state, made.current) == (PublicationState.PUBLISHED, content())


def test_publishing_the_very_same_again_adds_no_event_and_anything_else_is_refused() -> None:
    made = published()
    made.publish(WEB, DAY, "publisher", READY)
    assert told(made) == ["prepared", "published"]
    corrected = published()
    corrected.correct(erratum(), READY)
    corrected.publish(WEB, DAY, "publisher", READY)
    assert told(corrected) == ["prepared", "published", "corrected"]
    with pytest.raises(AlreadyPublished) as refused:
        made.publish((Channel.PRESS,), DAY, "publisher", READY)
    assert refused.value.details == {"published_on": DAY}


def test_other_content_is_prepared_anew_until_it_is_public() -> None:
    made = prepared()
    made.prepare_anew(content(), "other", READY)
    assert made.prepared_by == "preparer"
    made.prepare_anew(content(2), "other", READY_ANEW)
    assert (made.content, made.prepared_by) == (content(2), "other")
    assert told(made) == ["prepared", "prepared-anew"]
    made.publish(WEB, DAY, "publisher", READY_ANEW)
    with pytest.raises(AlreadyPublished):
        made.prepare_anew(content(3), "other", READY_ANEW)


def test_a_correction_is_a_new_edition_and_the_earlier_one_stays_readable() -> None:
    made = published()
    made.correct(erratum(), READY)
    assert [each.edition for each in made.editions] == [1, 2]
    assert made.editions[0].content == content()
    assert made.editions[1] == erratum().model_copy(update={"edition": 2})
    assert (made.state, made.current) == (PublicationState.CORRECTED, content(digit="b"))
    made.correct(erratum(digit="c"), READY)
    assert [each.edition for each in made.editions] == [1, 2, 3]


def test_correcting_to_what_is_public_already_adds_no_event() -> None:
    made = published()
    made.correct(erratum(digit="a"), READY)
    assert told(made) == ["prepared", "published"]


def test_only_what_is_public_is_corrected() -> None:
    made = prepared()
    with pytest.raises(NotPublished):
        made.correct(erratum(), READY)
    assert list(made.correct_blockers(READY)) == [NotPublished()]


def test_guards_against_a_correction_are_listed_in_one_fixed_order() -> None:
    standing = Standing(number=2, closed=(CLOSED,), unusable=(CompilationNotFinalised(number=2),))
    refused = list(prepared().correct_blockers(standing, erratum(reason=None)))
    assert refused == [
        NotPublished(),
        CLOSED,
        CompilationNotFinalised(number=2),
        ContentOfOtherCompilation(prepared=1, current=2),
        ErratumReasonMissing(),
    ]


def test_nothing_is_corrected_in_a_closed_round() -> None:
    made = published()
    with pytest.raises(RoundClosed) as refused:
        made.correct(erratum(), Standing(number=1, closed=(CLOSED,)))
    assert refused.value == CLOSED
    assert told(made) == ["prepared", "published"]


def test_a_correction_needs_a_reason() -> None:
    with pytest.raises(ErratumReasonMissing):
        published().correct(erratum(reason=None), READY)


CONTENTS = st.builds(content, st.integers(1, 2), st.sampled_from("abc"))
STANDINGS = st.sampled_from([READY, READY_ANEW, Standing(number=1)])
PEOPLE = st.sampled_from(["preparer", "publisher"])
ACTS = st.lists(
    st.one_of(
        act("prepare_anew", CONTENTS, PEOPLE, STANDINGS),
        act("publish", st.just(WEB), st.just(DAY), PEOPLE, STANDINGS),
        act("correct", st.builds(erratum, st.integers(1, 2), st.sampled_from("abc")), STANDINGS),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_any_sequence_of_acts_replays_to_an_equal_publication(acts: list[methodcaller]) -> None:
    made = prepared()
    for each in acts:
        with suppress(Refusal):
            each(made)
        assert [edition.edition for edition in made.editions] == list(range(1, len(made.editions) + 1))
        assert all(edition.by != made.prepared_by for edition in made.editions[:1])
    assert_replays(Publication, made.collect(), made)


def test_nothing_deviates_before_it_is_published() -> None:
    assert prepared().deviations == ()
