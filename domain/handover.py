"""What is open when an office changes hands: frozen into the handover, so that nobody has to remember it."""

from datetime import date

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
    """引き継ぐ事項: what an office owes on a day, deduced from the open rounds and the advice that awaits an answer."""

    listed_on: date
    obligations: tuple[OpenObligation, ...] = ()
    advice: tuple[StreamId, ...] = ()
