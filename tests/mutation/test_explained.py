"""The list of explained survivors is itself held to account, without running a single mutant."""

import re
from collections import Counter
from importlib import import_module
from inspect import getsource

import pytest

from tests.mutation.explained import Change, explained, faults

KNOWN = Change(of="domain.plan.Plan.adopt", before="self.edition = 1", after="self.edition = 2")
OTHER = Change(of="domain.plan.Plan.adopt", before="self.edition = 1", after="self.edition = None")


@pytest.mark.parametrize(("change", "because"), explained().items(), ids=lambda each: getattr(each, "of", None))
def test_an_explained_line_stands_in_the_domain_and_gives_its_reason(change: Change, because: str) -> None:
    _, module, *names = change.of.split(".")
    owner = import_module(f"domain.{module}")
    for name in names:
        owner = getattr(owner, name)
    assert change.before in re.sub(r"\s+", " ", getsource(owner))
    assert because


def test_a_survivor_that_nobody_explained_is_a_fault() -> None:
    assert not faults(Counter([KNOWN]), Counter([KNOWN]))
    told = "生き残り survived: domain.plan.Plan.adopt\n  - self.edition = 1\n  + self.edition = None"
    assert faults(Counter([KNOWN, OTHER]), Counter([KNOWN])) == [told]


def test_an_explanation_covers_one_survivor_and_not_its_twin() -> None:
    assert len(faults(Counter([KNOWN, KNOWN]), Counter([KNOWN]))) == 1


def test_an_explanation_that_outlived_its_survivor_is_a_fault() -> None:
    (told,) = faults(Counter(), Counter([KNOWN]))
    assert told.startswith("説明だけが残っています explained, yet killed: domain.plan.Plan.adopt")
