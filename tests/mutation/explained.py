"""Explained survivors: mutants that change nothing anyone could see, each with its reason in ``equivalents.toml``."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True)
class Change:
    """What a mutant does: the function, and its lines before and after. Unlike mutmut's numbers this stays."""

    of: str
    before: str
    after: str

    def __str__(self) -> str:
        """Show the change as a person would mark it in the margin."""
        return f"{self.of}\n  - {self.before}\n  + {self.after}"


def explained() -> dict[Change, str]:
    """Read why each explained mutant is no fault of the tests."""
    rows = tomllib.loads(EQUIVALENTS.read_text("utf-8"))["mutant"]
    return {Change(of=row["of"], before=row["before"], after=row["after"]): row["because"] for row in rows}


def faults(survivors: Counter[Change], known: Counter[Change]) -> list[str]:
    """Name each survivor without an explanation, and each explanation without its survivor."""
    unexplained = [f"生き残り survived: {change}" for change in (survivors - known).elements()]
    outlived = [f"説明だけが残っています explained, yet killed: {change}" for change in (known - survivors).elements()]
    return unexplained + outlived
