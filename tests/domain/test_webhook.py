"""The webhook: registered, moved, re-keyed, paused by people and failures, resumed where it stopped, ended once."""

from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import Refusal
from domain.office import Capacity
from domain.webhook import (
    Webhook,
    WebhookEnded,
    WebhookNotActive,
    WebhookPositionAhead,
    WebhookReaderNotAllowed,
    WebhookTopicUnknown,
)
from domain.webhook_address import (
    LONGEST_ADDRESS,
    WebhookAddressMalformed,
    WebhookAddressNotHttps,
    WebhookAddressWithCredentials,
    WebhookAddressWithQuery,
    address_blockers,
    host_of,
)
from domain.webhook_terms import DeliveryFault, SecretSeal, Wanted, WebhookState
from tests.domain.acts import act
from tests.domain.refusal import refuses
from tests.domain.replay import assert_replays

ADDRESS = "https://receiver.example/hooks"
ELSEWHERE = "https://receiver.example:8443/hooks/v2"
FIRST = SecretSeal(salt="0a" * 16, sha256="ab" * 32)
SECOND = SecretSeal(salt="0b" * 16, sha256="cd" * 32)
HEAD = 20
TOPICS = frozenset({"progress-report.submitted", "publication.published"})


def webhook(after: int | None = None, wanted: Wanted | None = None) -> Webhook:
    return Webhook(
        slug="city-board",
        name="サンプル（架空値）の掲示板",
        address=ADDRESS,
        capacity=Capacity.CLERK,
        lg_code="43100",
        wanted=wanted or Wanted(),
        batched=False,
        after=after,
        seal=FIRST,
    )


def given_up() -> Webhook:
    made = webhook()
    made.give_up_delivery(DeliveryFault.ANSWER_REFUSED, 500, 12)
    return made


def ended() -> Webhook:
    made = webhook()
    made.end("利用の終了")
    return made


def test_a_webhook_delivers_from_its_registration_on() -> None:
    made = webhook(after=7)
    assert (made.id, made.state, made.run, made.placed_in, made.after) == (
        "webhook:city-board",
        WebhookState.ACTIVE,
        1,
        1,
        7,
    )
    assert (made.seal, made.earlier_seal, made.tests) == (FIRST, None, 0)
    assert (made.fault, made.status, made.stopped_at) == (None, None, None)


def test_it_reads_in_a_capacity_of_people_and_names_only_known_events() -> None:
    def refusals(capacity: Capacity, *topics: str, address: str = ADDRESS) -> list[Refusal]:
        return list(Webhook.terms_blockers(address, capacity, Wanted(topics=topics), TOPICS))

    assert refusals(Capacity.CLERK, *TOPICS) == []
    assert refusals(Capacity.SECRETARIAT_HEAD) == []
    assert refusals(Capacity.SYSTEM) == [WebhookReaderNotAllowed()]
    assert refusals(Capacity.CLERK, "publication.published", "b.c", "a.b") == [
        WebhookTopicUnknown(topics=["a.b", "b.c"])
    ]
    assert refusals(Capacity.CLERK, address="http://receiver.example/") == [WebhookAddressNotHttps()]


def test_delivery_begins_at_the_head_at_the_latest() -> None:
    assert [list(Webhook.position_blockers(each, HEAD)) for each in (None, 0, HEAD)] == [[], [], []]
    assert list(Webhook.position_blockers(HEAD + 1, HEAD)) == [WebhookPositionAhead(after=HEAD + 1, head=HEAD)]


def test_it_can_lead_elsewhere_and_the_same_address_is_nothing_new() -> None:
    made = webhook()
    made.change_address(ADDRESS)
    assert made.version == 1
    made.change_address(ELSEWHERE)
    assert (made.address, made.version) == (ELSEWHERE, 2)
    with refuses(WebhookAddressWithQuery()):
        made.change_address(f"{ADDRESS}?key=1")
    with refuses(WebhookEnded()):
        ended().change_address(ELSEWHERE)


def test_the_earlier_secret_stays_known_unless_it_must_not_be_trusted() -> None:
    made = webhook()
    made.rotate_secret(SECOND, at_once=False)
    assert (made.seal, made.earlier_seal) == (SECOND, FIRST)
    made.rotate_secret(FIRST, at_once=True)
    assert (made.seal, made.earlier_seal) == (FIRST, None)
    with refuses(WebhookEnded()):
        ended().rotate_secret(SECOND, at_once=True)


def test_it_is_paused_once_and_goes_on_where_it_stopped() -> None:
    made = webhook(after=3)
    made.resume(None, HEAD)
    assert made.version == 1
    made.pause("受け側の工事")
    made.pause("二度目")
    assert (made.state, made.version) == (WebhookState.PAUSED, 2)
    made.resume(None, HEAD)
    assert (made.state, made.run, made.placed_in, made.after) == (WebhookState.ACTIVE, 2, 1, 3)
    with refuses(WebhookEnded()):
        ended().pause("終了後")
    with refuses(WebhookEnded()):
        ended().resume(None, HEAD)


def test_it_goes_on_after_a_named_position_also_while_it_runs() -> None:
    made = webhook()
    made.resume(HEAD, HEAD)
    assert (made.run, made.placed_in, made.after, made.state) == (2, 2, HEAD, WebhookState.ACTIVE)
    made.pause("停止")
    made.resume(0, HEAD)
    assert (made.run, made.placed_in, made.after) == (3, 3, 0)
    with refuses(WebhookPositionAhead(after=HEAD + 1, head=HEAD)):
        made.resume(HEAD + 1, HEAD)


def test_a_delivery_that_led_nowhere_pauses_it_with_its_cause() -> None:
    made = given_up()
    assert (made.state, made.fault, made.status, made.stopped_at) == (
        WebhookState.PAUSED,
        DeliveryFault.ANSWER_REFUSED,
        500,
        12,
    )
    with refuses(WebhookNotActive()):
        made.give_up_delivery(DeliveryFault.TIMED_OUT, None, 12)
    assert list(ended().give_up_delivery_blockers()) == [WebhookEnded()]
    assert list(webhook().give_up_delivery_blockers()) == []


def test_resuming_forgets_the_cause() -> None:
    made = given_up()
    made.resume(None, HEAD)
    assert (made.state, made.fault, made.status, made.stopped_at) == (WebhookState.ACTIVE, None, None, None)


def test_tests_are_counted_also_while_it_is_paused() -> None:
    made = given_up()
    made.request_test()
    made.request_test()
    assert (made.tests, made.state) == (2, WebhookState.PAUSED)
    with refuses(WebhookEnded()):
        ended().request_test()


def test_it_ends_once_by_a_person_or_because_its_address_is_gone() -> None:
    gone = webhook()
    gone.record_gone()
    for made in (gone, ended()):
        assert made.state is WebhookState.ENDED
        assert list(made.ended_blockers()) == [WebhookEnded()]
        with refuses(WebhookEnded()):
            made.record_gone()
        with refuses(WebhookEnded()):
            made.end("二度目")
    assert list(given_up().ended_blockers()) == []


@pytest.mark.parametrize(
    ("topics", "fiscal_years", "covered"),
    [
        ((), (), True),
        (("a.b",), (), True),
        (("c.d",), (), False),
        ((), (2025,), True),
        ((), (2024, 2026), False),
        (("a.b",), (2024,), False),
        (("c.d",), (2025,), False),
    ],
)
def test_only_what_is_wanted_is_covered(
    topics: tuple[str, ...],
    fiscal_years: tuple[int, ...],
    covered: bool,  # noqa: FBT001 - a parameter
) -> None:
    assert Wanted(topics=topics, fiscal_years=fiscal_years).covers("a.b", 2025) is covered


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (ADDRESS, "receiver.example"),
        (ELSEWHERE, "receiver.example"),
        ("https://receiver.example", "receiver.example"),
        ("https://10.1.2.3:65535/a@b/c", "10.1.2.3"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("http://localhost:8118/hook", "localhost"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]:80/", "::1"),
    ],
)
def test_an_address_is_https_or_this_machine(address: str, host: str) -> None:
    assert list(address_blockers(address)) == []
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "refusals"),
    [
        ("http://receiver.example/", [WebhookAddressNotHttps()]),
        ("http://127.0.0.2/", [WebhookAddressNotHttps()]),
        ("https://user:pass@receiver.example/", [WebhookAddressWithCredentials(), WebhookAddressMalformed()]),
        ("https://user:pass@receiver.example/a//b", [WebhookAddressWithCredentials(), WebhookAddressMalformed()]),
        ("https://receiver.example/?token=1", [WebhookAddressWithQuery(), WebhookAddressMalformed()]),
        ("https://receiver.example/#part", [WebhookAddressWithQuery(), WebhookAddressMalformed()]),
        ("https://Receiver.example/", [WebhookAddressMalformed()]),
        ("https:///hook", [WebhookAddressMalformed()]),
        ("ftp://receiver.example/", [WebhookAddressMalformed()]),
        ("receiver.example", [WebhookAddressMalformed()]),
        ("https://receiver.example:0/", [WebhookAddressMalformed()]),
        ("https://receiver.example:65536/", [WebhookAddressMalformed()]),
        ("https://receiver.example\\@inside/", [WebhookAddressWithCredentials(), WebhookAddressMalformed()]),
    ],
)
def test_what_may_not_stand_in_the_record_or_leads_nowhere_is_refused(address: str, refusals: list[Refusal]) -> None:
    assert list(address_blockers(address)) == refusals


def test_what_is_no_address_has_no_host() -> None:
    assert host_of("receiver.example") == ""


def test_an_address_has_a_bounded_length_and_no_blanks() -> None:
    def change(address: str) -> None:
        Webhook.AddressChanged(originator_id="webhook:city-board", originator_version=2, address=address)

    change(ADDRESS + "a" * (LONGEST_ADDRESS - len(ADDRESS)))
    for wrong in (ADDRESS + "a" * (LONGEST_ADDRESS - len(ADDRESS) + 1), f"{ADDRESS}/a b", ""):
        with pytest.raises(ValidationError):
            change(wrong)


ACTS = st.one_of(
    act("change_address", st.sampled_from([ADDRESS, ELSEWHERE, "http://receiver.example/"])),
    st.builds(
        lambda seal, at_once: methodcaller("rotate_secret", seal, at_once=at_once),
        st.sampled_from([FIRST, SECOND]),
        st.booleans(),
    ),
    act("pause", st.just("理由")),
    act("resume", st.none() | st.integers(0, HEAD + 2), st.just(HEAD)),
    act("give_up_delivery", st.sampled_from(DeliveryFault), st.none() | st.integers(100, 599), st.integers(0, HEAD)),
    act("request_test"),
    act("record_gone"),
    act("end", st.just("理由")),
)


@settings(max_examples=80)
@given(st.lists(ACTS, max_size=15))
def test_any_history_of_a_webhook_replays_to_the_same_state(acts: list[methodcaller]) -> None:
    made = webhook()
    for each in acts:
        try:
            each(made)
        except Refusal:
            continue
    assert_replays(Webhook, made.collect(), made)
