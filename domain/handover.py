"""What is open when an office changes hands: frozen into the handover, so that nobody has to remember it."""

from datetime import date
from typing import Any

from domain.calendar import Step
from domain.errors import Refusal
from domain.kernel import FiscalYear, StreamId, Value
from domain.obligations import ObligationState


class HandedOverToOneself(Refusal):
    """引継ぎの相手が本人です。"""


class OpenObligation(Value):
    """引き継ぐ提出義務: one step of one round that the office still owes."""

    fiscal_year: FiscalYear
    step: Step
    state: ObligationState
    due_on: date
    overdue: bool


class OpenMatters(Value):
    """引き継ぐ事項: what an office owes on a day: steps of the open rounds, advice to answer, open challenges."""

    listed_on: date
    obligations: tuple[OpenObligation, ...] = ()
    advice: tuple[StreamId, ...] = ()
    challenges: tuple[StreamId, ...] = ()


def without_challenges(state: dict[str, Any]) -> None:
    """Lift a handover from before challenges were recorded: none was handed over."""
    state["handover"]["open_matters"]["challenges"] = []
