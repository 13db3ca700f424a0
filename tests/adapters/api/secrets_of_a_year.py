"""Secrets of a year: what one office writes step by step, each text so that it is known again wherever it turns up."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from application.excerpts import MakeExcerpt
from application.meetings import ConveneMeeting, DecideItem, HoldMeeting, PutItem
from application.minutes import ApproveMinutes, DraftMinutes
from application.ports import Contact
from application.submission_flow import (
    AcceptEmissionStatement,
    AcceptProgressReport,
    ApproveEmissionStatement,
    ApproveEvaluation,
    ApproveProgressReport,
    ReturnProgressReport,
    SubmitEmissionStatement,
    SubmitEvaluation,
    SubmitProgressReport,
)
from application.submissions import (
    BeginEmissionStatement,
    BeginEvaluation,
    BeginProgressReport,
    CorrectProgressReport,
    EvaluateYear,
    RecordInHouseReport,
    ReportMeasure,
    StateCells,
)
from domain.agenda import ItemKind, Outcome
from domain.approval import Rank
from domain.meeting import Meeting
from domain.office import Office
from tests.adapters.api.front import Front
from tests.application.joint_year import COMMITTEE_FOUNDED, compiled, seated
from tests.application.review_year import CHIEF, CLERK, HEAD, JULY, MANAGER, SECRETARIAT, SEPTEMBER, opening
from tests.domain.office_year import LG, MEASURES, OTHER, cell, meeting, statement

if TYPE_CHECKING:
    from application.submission_acts import Return

OF: Mapping[str, object] = {"lg_code": LG, "fiscal_year": 2025}
DECISION = {"rank": Rank.MANAGER, "decision_number": "決裁1"}
JANUARY = date(2026, 1, 15)
COUNCIL, EXCERPT = "meeting:liaison-council:2025:1", "excerpt:liaison-council:2025:1:1"


@dataclass(frozen=True)
class Secret:
    """秘密: a text that stands in an object and nowhere else, and the rows of the matrix that open it."""

    text: str
    object_id: str
    rows: tuple[str, ...]
    when_accepted: tuple[str, ...] = ()


def secret(number: int, object_id: str, *rows: str, when_accepted: tuple[str, ...] = ()) -> Secret:
    """Name a secret of an object; it is opened like the object unless other rows are named."""
    return Secret(f"SECRET-{number:03}-OF-{LG}", object_id, rows or (object_id.partition(":")[0],), when_accepted)


REPORT, FIGURES, JUDGEMENT, HOUSE = (
    f"{kind}:{LG}:2025" for kind in ("progress-report", "emission-statement", "evaluation", "in-house-report")
)
WRITTEN = secret(1, REPORT)
REFUSED_FOR = secret(2, REPORT)
STATED = secret(3, FIGURES, when_accepted=("GetEmissionSeries",))
ANSWERED = secret(4, FIGURES)
COMMENTED = secret(5, JUDGEMENT)
FILED_AS = secret(6, HOUSE)
SAID = secret(7, COUNCIL, "meeting/minutes")
HANDED_BACK = secret(8, EXCERPT, "excerpt", "meeting/minutes")
CORRECTED = secret(9, REPORT)
MAIL = secret(10, "contact:c-secret", "GetContact")


async def drafted(front: Front) -> list[Secret]:
    """Let the office write, and file nothing yet."""
    year = front.year
    await year.store(Office(slug=LG, region_id="region:kumamoto", name="課", opened_on=date(2021, 4, 1), lg_code=LG))
    await year.ask(CHIEF, COMMITTEE_FOUNDED)
    await year.ask(CHIEF, opening())
    await seated(year)
    await year.ask(CLERK, BeginProgressReport.model_validate(OF))
    for measure_id in MEASURES:
        stated = statement(measure_id, narrative=WRITTEN.text)
        await year.ask(CLERK, ReportMeasure.model_validate({**OF, "statement": stated}))
    await front.app.state.services.contacts.put(Contact("c-secret", MAIL.text, f"{MAIL.text.lower()}@town.example"))
    return [WRITTEN, MAIL]


async def returned(front: Front) -> list[Secret]:
    """Let the office file, and the secretariat send it back with a comment."""
    year = front.year
    await year.ask(MANAGER, ApproveProgressReport.model_validate({**OF, **DECISION}))
    await year.ask(CLERK, SubmitProgressReport.model_validate(OF))
    comments = ({"field": f"{MEASURES[0]}.narrative", "comment": REFUSED_FOR.text},)
    sent_back: Return = ReturnProgressReport.model_validate({**OF, "comments": comments})
    await year.ask(SECRETARIAT, sent_back)
    return [REFUSED_FOR]


async def filed(front: Front) -> list[Secret]:
    """Let the office file both parts, with figures and answers of its own."""
    year = front.year
    await year.ask(CLERK, SubmitProgressReport.model_validate(OF))
    year.clock.move_to_day(JULY)
    await year.ask(CLERK, BeginEmissionStatement.model_validate(OF))
    cells = (cell("RES").model_copy(update={"note": STATED.text}), cell("COM"))
    await year.ask(CLERK, StateCells.model_validate({**OF, "cells": cells}))
    await year.answer_warnings(reason=ANSWERED.text)
    await year.ask(MANAGER, ApproveEmissionStatement.model_validate({**OF, **DECISION}))
    await year.ask(CLERK, SubmitEmissionStatement.model_validate(OF))
    return [STATED, ANSWERED]


async def judged(front: Front) -> list[Secret]:
    """Let the secretariat accept the parts, and the office judge its year and tell its house."""
    year = front.year
    await year.ask(SECRETARIAT, AcceptProgressReport.model_validate(OF))
    await year.ask(SECRETARIAT, AcceptEmissionStatement.model_validate(OF))
    year.clock.move_to_day(SEPTEMBER)
    await year.ask(CLERK, BeginEvaluation.model_validate(OF))
    for rank, who in {Rank.CLERK: CLERK, Rank.MANAGER: MANAGER, Rank.HEAD: HEAD}.items():
        rating = {"rank": rank, "grade": "A", "comment": COMMENTED.text}
        await year.ask(who, EvaluateYear.model_validate({**OF, **rating}))
    decision = {"rank": Rank.HEAD, "decision_number": "決裁2"}
    await year.ask(HEAD, ApproveEvaluation.model_validate({**OF, **decision}))
    await year.ask(CLERK, SubmitEvaluation.model_validate(OF))
    held = meeting(held_on=year.clock.today(), evidence=FILED_AS.text)
    await year.ask(CLERK, RecordInHouseReport.model_validate({**OF, "meeting": held}))
    return [COMMENTED, FILED_AS]


async def minuted(front: Front) -> list[Secret]:
    """Let the council meet on a matter of the office, and hand the passage back to it."""
    year = front.year
    today = year.clock.today()
    await year.ask(
        SECRETARIAT, ConveneMeeting(body_id="liaison-council", fiscal_year=2025, meets_on=today, place="会議室")
    )
    put = PutItem(meeting_id=COUNCIL, kind=ItemKind.CONSULTATION, title="サンプル施策", put_by=f"office:{LG}")
    await year.ask(SECRETARIAT, put)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=COUNCIL, present=(f"office:{LG}",)))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=COUNCIL, item=1, outcome=Outcome.DEFERRED))
    text = f"{SAID.text}\n{HANDED_BACK.text}"
    await year.ask(SECRETARIAT, DraftMinutes(meeting_id=COUNCIL, text=text))
    draft = str((await year.load(Meeting, COUNCIL)).minutes.draft)
    await year.ask(CHIEF, ApproveMinutes(meeting_id=COUNCIL, content_hash=draft))
    await year.ask(SECRETARIAT, MakeExcerpt(meeting_id=COUNCIL, item=1, passage=HANDED_BACK.text))
    return [SAID, HANDED_BACK]


async def corrected(front: Front) -> list[Secret]:
    """Compile the year, and let the office correct what was accepted: the newer text is compiled by nobody yet."""
    year = front.year
    year.clock.move_to_day(JANUARY)
    await compiled(year)
    statements = (statement(MEASURES[0], narrative=CORRECTED.text),)
    why = {"reason": "数値の誤り", "authority": "課長"}
    await year.ask(HEAD, CorrectProgressReport.model_validate({**OF, "statements": statements, **why}))
    return [CORRECTED]


STAGES: tuple[Callable[[Front], Awaitable[list[Secret]]], ...] = (
    *(drafted, returned, filed, judged, minuted, corrected),
)
STRANGERS: Mapping[str, str | None] = {
    **dict.fromkeys(("clerk", "manager", "head"), OTHER),
    **dict.fromkeys(("council-member", "council-chair", "committee-member", "promoter", "auditor", "reader")),
    **dict.fromkeys(("secretariat", "secretariat-head")),
}
