"""What is open when an office changes hands: frozen into the handover, so that nobody has to remember it."""

from datetime import date
from typing import Any

from domain.calendar import Step
from domain.errors import Refusal
from domain.kernel import FiscalYear, StreamId, Value
from domain.labels import Labelled
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


class CoordinationKind(Labelled):
    """引き継ぐ調整事項の種類: what waits for the hand of the secretariat."""

    ACCEPTANCE = "acceptance", "受理待ちの提出物", "filed, not yet accepted"
    NOT_COMPILED = "not-compiled", "未着手の取りまとめ", "not yet compiled"
    NOT_FINALISED = "not-finalised", "未確定の取りまとめ", "compiled, not finalised"
    COMPILATION_LAPSED = "compilation-lapsed", "失効した取りまとめ", "compilation no longer stands"
    ITEMS_UNDECIDED = "items-undecided", "結果の記録がない議題", "held, items without an outcome"
    MINUTES_NOT_APPROVED = "minutes-not-approved", "承認されていない議事録", "held, minutes not approved"
    EXCERPTS_NOT_RETURNED = "excerpts-not-returned", "送付していない抄本", "excerpts not yet sent"
    EXCERPTS_NOT_RECEIVED = "excerpts-not-received", "受領されていない抄本", "excerpts returned, not received"
    FACTOR_PROPOSED = "factor-proposed", "確認待ちの排出係数", "factor awaits another person"
    FACTOR_AFTER_CLOSING = (
        "factor-after-closing",
        "終了した年度点検の排出量に影響する排出係数",
        "factor changes figures of a closed round",
    )
    CLOSING_PROPOSED = "closing-proposed", "確認待ちの終了の発議", "closing awaits another person"
    REOPENING_PROPOSED = "reopening-proposed", "確認待ちの再開の発議", "reopening awaits another person"
    NOT_PUBLISHED = "not-published", "未公表の年度", "year not published"


class CoordinationMatter(Value):
    """引き継ぐ調整事項: one object that waits for the secretariat, and the numbers of the items or proposals in it."""

    kind: CoordinationKind
    object_id: StreamId
    numbers: tuple[int, ...] = ()


class OpenMatters(Value):
    """引き継ぐ事項: what an office owes on a day: steps of the open rounds, advice, challenges, excerpts.

    ``excerpts`` were returned to the office and nobody has said that they are there.
    ``coordination`` is what waits for the secretariat; any other office has none.
    """

    listed_on: date
    obligations: tuple[OpenObligation, ...] = ()
    advice: tuple[StreamId, ...] = ()
    challenges: tuple[StreamId, ...] = ()
    coordination: tuple[CoordinationMatter, ...] = ()
    excerpts: tuple[StreamId, ...] = ()


def without_challenges(state: dict[str, Any]) -> None:
    """Lift a handover from before challenges were recorded: none was handed over."""
    state["handover"]["open_matters"]["challenges"] = []


def without_coordination(state: dict[str, Any]) -> None:
    """Lift a handover from before the secretariat's own matters were listed: none was handed over."""
    state["handover"]["open_matters"]["coordination"] = []


def without_excerpts(state: dict[str, Any]) -> None:
    """Lift a handover from before excerpts were listed: none was handed over."""
    state["handover"]["open_matters"]["excerpts"] = []
