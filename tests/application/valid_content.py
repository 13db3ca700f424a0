"""Valid content for every command of the year: whatever somebody could enter with an object as it stands."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from application.authority import Caller
from application.command import Command
from domain.advice import Advice, AdviserCapacity, ResponseClass, Sense
from domain.agenda import ItemKind, Outcome
from domain.approval import Rank
from domain.calendar import OFFICE_STEPS
from domain.compilation import Compilation
from domain.emission_checks import WarningCode
from domain.emission_statement import EmissionStatement
from domain.emissions import Gas
from domain.evaluation import Evaluation
from domain.kernel import Aggregate
from domain.meeting import Meeting
from domain.publication import Channel
from domain.review_round import ReviewRound
from domain.submission import Submission
from domain.timetable import Ground
from tests.domain.emission_samples import HOUSEHOLDS, SAMPLE, electricity, uses
from tests.domain.office_year import MEASURES, cell, meeting, statement

Body: TypeAlias = dict[str, Any]
WHY: Body = {"reason": "サンプル（架空値）", "authority": "事務局長"}
TEXT = "サンプル（架空値）の議事録"


def rank_of(caller: Caller) -> list[Rank]:
    """Give the rank in which somebody acts; on behalf of an office it may be any."""
    return [rank for rank in Rank if rank == caller.capacity] or list(Rank)


def decisions(caller: Caller) -> list[Body]:
    return [{"rank": rank, "decision_number": "決裁9", "approved_by": "p-9"} for rank in rank_of(caller)]


def comments(found: Aggregate | None) -> list[Body]:
    fields = sorted(found.fields()) if isinstance(found, Submission) else []
    return [{"comments": ({"field": field, "comment": "確認"},)} for field in fields[:1]]


def ratings(found: Aggregate | None) -> list[Body]:
    held = found.ratings if isinstance(found, Evaluation) else ()
    return [{**WHY, "ratings": (each.model_copy(update={"grade": "D"}),)} for each in held]


def outcomes(found: Aggregate | None) -> list[Body]:
    items = found.agenda.items if isinstance(found, Meeting) else ()
    return [{"item": item.number, "outcome": outcome} for item in items for outcome in Outcome]


def attendances(found: Aggregate | None) -> list[Body]:
    seats = found.roster if isinstance(found, Meeting) else ()
    return [{"present": tuple(seat.member for seat in seats), "reason": "サンプル（架空値）"}]


def draft_of(found: Aggregate | None) -> list[Body]:
    draft = found.minutes.draft if isinstance(found, Meeting) else None
    return [] if draft is None else [{"content_hash": draft}]


def excerpts(found: Aggregate | None) -> list[Body]:
    items = found.agenda.items if isinstance(found, Meeting) else ()
    return [{"item": item.number, "passage": TEXT} for item in items]


def later_days(found: Aggregate | None) -> list[Body]:
    if not isinstance(found, ReviewRound):
        return []
    last = max(found.due_on(code, step) for code in found.members for step in OFFICE_STEPS) + timedelta(days=1)
    return [{"step": step, "due_on": last, "ground": Ground.OTHER, "authority": "局長"} for step in OFFICE_STEPS]


def warnings(found: Aggregate | None) -> list[Body]:
    """Answer whatever might be asked: which of it is, depends on figures of others and of other years."""
    if not isinstance(found, EmissionStatement):
        return []
    fields = ["total", *found.sectors, *(f"{sector}.{gas}" for sector in found.sectors for gas in Gas)]
    return [{"warning": code, "field": field, "reason": SAMPLE} for code in WarningCode for field in fields]


def proposals(found: Aggregate | None) -> list[Body]:
    pending = found.recalculations.open if isinstance(found, EmissionStatement) else None
    return [] if pending is None else [{"number": pending.number}]


def opening_of_2026() -> Body:
    return {"region_id": "region:kumamoto", "plan_id": "plan:kumamoto-1", "emissions_fiscal_year": 2023}


def finalisations(found: Aggregate | None) -> list[Body]:
    return [{"number": found.number}] if isinstance(found, Compilation) else []


def carried(found: Aggregate | None) -> list[Body]:
    return [{"to_fiscal_year": found.fiscal_year + 1}] if isinstance(found, Advice) else []


KINDS = ("ProgressReport", "EmissionStatement", "Evaluation", "InHouseReport")
Maker: TypeAlias = Callable[[Aggregate | None, Caller], list[Body]]
BARE = [Body()]
STATED = [{**WHY, "statements": (statement(each, narrative="別の記入"),)} for each in MEASURES]
CELLS = [{**WHY, "cells": (cell("RES", value="99"),), "effect": "増加"}]
EXPLAINED = [  # what looks wrong in it, for the figures of the samples are tiny
    {"warning": code, "field": field, "reason": "サンプル（架空値）"}
    for code, field in (("unit-slip", "total"), ("per-person", "RES"))
]
CONTENT: Mapping[str, Maker] = {
    **dict.fromkeys(
        (
            *("BeginProgressReport", "BeginEmissionStatement", "BeginEvaluation", "Compile", "PreparePublication"),
            *("ProposeClosing", "CloseRound", "ReopenRound", "CloseMeeting", "ReceiveExcerpt", "SettleAdvice"),
            *(f"{act}{kind}" for act in ("Submit", "Withdraw", "Accept") for kind in KINDS),
        ),
        lambda _found, _caller: BARE,
    ),
    **dict.fromkeys(
        [f"Approve{kind}" for kind in KINDS],
        lambda _found, caller: decisions(caller),
    ),
    **dict.fromkeys(
        [f"Return{kind}" for kind in KINDS],
        lambda found, _caller: comments(found),
    ),
    "ReportMeasure": lambda _found, _caller: [{"statement": statement(each)} for each in MEASURES],
    "ConfirmUnchanged": lambda _found, _caller: [{"measures": (each,)} for each in MEASURES],
    "CorrectProgressReport": lambda _found, _caller: STATED,
    "StateCells": lambda _found, _caller: [{"cells": each["cells"]} for each in CELLS],
    "RestateEmissionStatement": lambda _found, _caller: [{**cells, "answers": EXPLAINED} for cells in CELLS],
    "EvaluateYear": lambda _found, caller: [
        {"rank": rank, "grade": "B", "evaluated_by": "p-9"} for rank in rank_of(caller)
    ],
    "CorrectEvaluation": lambda found, _caller: ratings(found),
    "ExtendDeadline": lambda found, _caller: later_days(found),
    "AllocateEmissions": lambda _found, _caller: [{"allocations": (HOUSEHOLDS,)}],
    "CalculateEnergyEmissions": lambda _found, _caller: [{"sectors": (uses(electricity()),)}],
    "ConvertGases": lambda _found, _caller: [{"masses": ({"sector": "COM", "substance": "CH4", "tonnes": "2.5"},)}],
    "AnswerWarning": lambda found, _caller: warnings(found),
    "ProposeRecalculation": lambda _found, _caller: [{"reason": SAMPLE}],
    "AcceptRecalculation": lambda found, _caller: [{**WHY, **each, "answers": EXPLAINED} for each in proposals(found)],
    "DeclineRecalculation": lambda found, _caller: [{**WHY, **each} for each in proposals(found)],
    "OpenReviewRound": lambda _found, _caller: [opening_of_2026()],
    "ListMeasure": lambda _found, _caller: [{"measure_id": each, **WHY} for each in MEASURES],
    "CompleteStep": lambda _found, _caller: [{"step": step} for step in OFFICE_STEPS],
    "LapseStep": lambda _found, _caller: [{"step": step, "returned_too": True} for step in OFFICE_STEPS],
    "ProposeReopening": lambda _found, _caller: [WHY],
    "FinaliseCompilation": lambda found, _caller: finalisations(found),
    "PutItem": lambda _found, _caller: [{"kind": ItemKind.REPORT, "title": "サンプルの報告"}],
    "FixMaterial": lambda _found, _caller: [{"fiscal_year": 2025, "number": number} for number in (1, 2)],
    "ReviseMeetingRoster": lambda _found, _caller: [WHY],
    "HoldMeeting": lambda found, _caller: attendances(found),
    "DecideItem": lambda found, _caller: outcomes(found),
    "DraftMinutes": lambda _found, _caller: [{"text": TEXT}],
    "ApproveMinutes": lambda found, _caller: draft_of(found),
    "CorrectMinutes": lambda _found, _caller: [{"text": "訂正", "reason": "誤記"}],
    "MakePublicCopy": lambda _found, _caller: [{"text": "（略）"}],
    "MakeExcerpt": lambda found, _caller: excerpts(found),
    "Publish": lambda _found, _caller: [{"channels": (Channel.WEBSITE,), "reason": "サンプル"}],
    "CorrectPublication": lambda _found, _caller: [{"channels": (Channel.WEBSITE,), **WHY}],
    "AnswerAdvice": lambda _found, _caller: [{"response": ResponseClass.EXPLAINED, "text": "説明"}],
    "CarryOverAdvice": lambda found, _caller: carried(found),
    "FollowUpAdvice": lambda _found, _caller: [{"text": "その後"}],
}
NAMED = {
    **dict.fromkeys(
        ("progress-report", "emission-statement", "evaluation", "in-house-report"), ("lg_code", "fiscal_year")
    ),
    **dict.fromkeys(("review-round", "compilation", "publication"), ("fiscal_year",)),
}
BY_ID = {"meeting": "meeting_id", "excerpt": "excerpt_id", "advice": "advice_id"}


def convened(object_id: str, today: date) -> list[Body]:
    body_id = object_id.split(":")[1]
    return [{"body_id": body_id, "fiscal_year": 2025, "meets_on": today, "place": "会議室"}]


def carried_items(object_id: str, _today: date) -> list[Body]:
    later = [f"meeting:liaison-council:2025:{number}" for number in range(1, 5)]
    return [{"meeting_id": object_id, "to_meeting_id": each} for each in later if each != object_id]


def opinions(_object_id: str, _today: date) -> list[Body]:
    told = {"fiscal_year": 2025, "meeting_id": "meeting:advisory-committee:2025:1", "subject_id": "compilation:2025"}
    of = {"member": "p-adviser-1", "capacity": AdviserCapacity.EXPERT, "sense": Sense.SUGGESTION}
    return [{**told, **of, "text": "サンプル（架空値）の意見"}]


UNNUMBERED: Mapping[str, Callable[[str, date], list[Body]]] = {  # whose object is numbered only by the act itself
    "ConveneMeeting": convened,
    "CarryOverItems": carried_items,
    "GiveAdvice": opinions,
}


def named(object_id: str) -> Body:
    """Name the object as its commands do."""
    kind, _, rest = object_id.partition(":")
    if kind in BY_ID:
        return {BY_ID[kind]: object_id}
    return dict(zip(NAMED[kind], rest.split(":"), strict=True))


def bodies(
    command: type[Command], object_id: str, found: Aggregate | None, today: date, caller: Caller
) -> Iterator[Body]:
    """Give every valid content that there is for a command on an object."""
    if command.__name__ in {"RecordInHouseReport", "CorrectInHouseReport"}:
        yield {**named(object_id), **WHY, "meeting": meeting(held_on=today, evidence="文書9")}
        return
    if command.__name__ in UNNUMBERED:
        yield from UNNUMBERED[command.__name__](object_id, today)
        return
    for body in CONTENT[command.__name__](found, caller):
        yield {**named(object_id), **body}
