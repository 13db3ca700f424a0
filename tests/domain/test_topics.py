"""Every stored name, read twice: explicit, paired with its class, told in Japanese, and losing no parameter."""

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

import domain
from domain.kernel import Aggregate, Created, Event, event_classes
from domain.labels import Labelled
from domain.topics import AGGREGATES, aggregate_of, all_events, sentence_of


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def modules() -> list[object]:
    return [import_module(f"domain.{found.name}") for found in pkgutil.iter_modules(domain.__path__)]


def aggregates_of_all_modules() -> set[type[Aggregate]]:
    found = {value for module in modules() for value in vars(module).values() if inspect.isclass(value)}
    return {each for each in found if issubclass(each, Aggregate) and each is not Aggregate and "TOPIC" in vars(each)}


def test_every_aggregate_is_listed() -> None:
    assert aggregates_of_all_modules() == set(AGGREGATES)


def test_no_topic_is_used_twice() -> None:
    assert len(all_events()) == sum(len(list(event_classes(each))) for each in AGGREGATES)


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda each: each.TOPIC)
def test_topics_are_spelled_like_their_classes(aggregate: type[Aggregate]) -> None:
    assert kebab(aggregate.__name__) == aggregate.TOPIC
    for fact in event_classes(aggregate):
        assert f"{aggregate.TOPIC}.{kebab(fact.__name__)}" == fact.TOPIC


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda each: each.TOPIC)
def test_only_the_first_event_creates(aggregate: type[Aggregate]) -> None:
    first, *others = event_classes(aggregate)
    assert issubclass(first, Created)
    assert not any(issubclass(each, Created) for each in others)


@pytest.mark.parametrize("topic", sorted(all_events()))
def test_every_event_tells_a_japanese_sentence_in_the_past_tense(topic: str) -> None:
    assert re.search(r"(た|[いん]だ)。$", sentence_of(topic))
    assert re.search(r"[ぁ-ん一-龠]", sentence_of(topic))


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda each: each.TOPIC)
def test_no_event_loses_a_parameter_of_the_method_that_applies_it(aggregate: type[Aggregate]) -> None:
    applied: dict[str, inspect.Signature] = {}
    for member in vars(aggregate).values():
        decorator = getattr(member, "_event_decorator", None) or (
            member if hasattr(member, "given_event_cls") else None
        )
        if decorator is not None:
            applied[decorator.given_event_cls.TOPIC] = inspect.signature(decorator.decorated_func)
    assert set(applied) == {fact.TOPIC for fact in event_classes(aggregate)}
    for fact in event_classes(aggregate):
        fields = set(fact.model_fields) - set(Event.model_fields)
        assert set(applied[fact.TOPIC].parameters) - {"self"} == fields, fact.TOPIC


def test_a_stream_id_names_its_kind() -> None:
    for aggregate in AGGREGATES:
        assert aggregate_of(f"{aggregate.TOPIC}:x") is aggregate


def test_every_code_has_a_japanese_and_an_english_label() -> None:
    enums = {value for module in modules() for value in vars(module).values() if inspect.isclass(value)}
    for enum in (each for each in enums if issubclass(each, Labelled) and each is not Labelled):
        for member in enum:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?", member.value), member  # or a file's name
            assert re.search(r"[ぁ-んァ-ヶ一-龠]", member.japanese), member
            assert re.search(r"[A-Za-z]", member.english), member
