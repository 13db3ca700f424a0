"""The joint phase of a sample year: parts filed and accepted, and the acts from compilation to publication."""

import json
from datetime import date
from typing import Any

from application.advice import GiveAdvice
from application.challenges import RaiseChallenge
from application.joint import Compile, FinaliseCompilation
from application.meetings import ConveneMeeting, DecideItem, FixMaterial, HoldMeeting, PutItem
from application.organisation import EstablishBody
from application.publications import PreparePublication, Publish
from application.rosters import AppointMember
from application.submissions import CorrectProgressReport
from domain.advice import AdviserCapacity, Sense
from domain.agenda import ItemKind, Outcome
from domain.attendance import Seat
from domain.body import BodyKind
from domain.publication import Channel
from tests.application.review_year import CHIEF, SECRETARIAT, ReviewYear, opening
from tests.domain.office_year import LG, MEASURES, OTHER, statement

JANUARY, COUNCIL, COMMITTEE = date(2026, 1, 15), date(2026, 2, 10), date(2026, 2, 24)
MARCH = date(2026, 3, 24)
COMPILATION, PUBLICATION = "compilation:2025", "publication:2025"
COUNCIL_ID = "meeting:liaison-council:2025:1"
COMMITTEE_ID = "meeting:advisory-committee:2025:1"
EXPERT = "p-adviser-1"
SEATED = (  # an expert, a member who comes with a key, and one for every capacity
    Seat(member=EXPERT, capacity="有識者"),
    Seat(member="committee-member-secretariat", capacity="有識者"),
    *(Seat(member=f"p-adviser-{capacity}", capacity=capacity.japanese) for capacity in AdviserCapacity),
)
COMMITTEE_FOUNDED = EstablishBody(
    region_id="region:kumamoto", body_id="advisory-committee", kind=BodyKind.ADVISORY_COMMITTEE, name="意見聴取委員会"
)
PREPARE = PreparePublication(fiscal_year=2025)
COMPILE = Compile(fiscal_year=2025)
CORRECTION = CorrectProgressReport(
    lg_code=LG,
    fiscal_year=2025,
    statements=(statement(MEASURES[0], narrative="サンプル（架空値）訂正"),),
    reason="数値の誤り",
    authority="課長",
)
PUBLISH = Publish(fiscal_year=2025, channels=(Channel.WEBSITE,))


async def filed(year: ReviewYear) -> None:
    """Open the round with its committee, let one office of two file, and wait for January."""
    await year.ask(CHIEF, COMMITTEE_FOUNDED)
    await year.ask(CHIEF, opening())
    await seated(year)
    await year.file_parts(accept=True)
    year.clock.move_to_day(JANUARY)


async def seated(year: ReviewYear) -> None:
    """Appoint the members of the committee."""
    capacities = {each.japanese: each for each in AdviserCapacity}
    for seat in SEATED:
        capacity = capacities[str(seat.capacity)]
        appoint = {"region_id": "region:kumamoto", "body_id": "advisory-committee", "from_on": date(2025, 4, 1)}
        await year.ask(CHIEF, AppointMember.model_validate({**appoint, "member": seat.member, "capacity": capacity}))


async def compiled(year: ReviewYear, number: int = 1) -> None:
    """Compile and finalise."""
    await year.ask(SECRETARIAT, Compile(fiscal_year=2025))
    await year.ask(SECRETARIAT, FinaliseCompilation(fiscal_year=2025, number=number))


async def convened(year: ReviewYear, meeting_id: str, kind: ItemKind, number: int = 1) -> None:
    """Convene the next meeting of a body on a numbered compilation, with its papers."""
    body_id = meeting_id.split(":")[1]
    roster = None if body_id == "liaison-council" else SEATED
    await year.ask(
        SECRETARIAT,
        ConveneMeeting(body_id=body_id, fiscal_year=2025, meets_on=year.clock.today(), place="会議室", roster=roster),
    )
    await year.ask(SECRETARIAT, PutItem(meeting_id=meeting_id, kind=kind, title="取りまとめ", subject_id=COMPILATION))
    await year.ask(SECRETARIAT, FixMaterial(meeting_id=meeting_id, fiscal_year=2025, number=number))


async def approved(year: ReviewYear, meeting_id: str = COUNCIL_ID, number: int = 1) -> None:
    """Let the council approve a numbered compilation."""
    year.clock.move_to_day(COUNCIL)
    await convened(year, meeting_id, ItemKind.DECISION, number)
    present = (f"office:{LG}", f"office:{OTHER}")
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=meeting_id, present=present))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=meeting_id, item=1, outcome=Outcome.APPROVED))


async def heard(year: ReviewYear, meeting_id: str = COMMITTEE_ID, number: int = 1) -> None:
    """Let the committee hear a numbered compilation."""
    year.clock.move_to_day(COMMITTEE)
    await convened(year, meeting_id, ItemKind.REPORT, number)
    await year.ask(SECRETARIAT, HoldMeeting(meeting_id=meeting_id, present=(EXPERT,)))
    await year.ask(SECRETARIAT, DecideItem(meeting_id=meeting_id, item=1, outcome=Outcome.HEARD))


async def ready(year: ReviewYear) -> None:
    """Come as far as March with everything that a publication needs."""
    await filed(year)
    await compiled(year)
    await approved(year)
    await heard(year)
    year.clock.move_to_day(MARCH)


def advice(**changes: object) -> GiveAdvice:
    """Ask to record an opinion of the expert."""
    return GiveAdvice.model_validate(
        {
            "fiscal_year": 2025,
            "member": EXPERT,
            "capacity": AdviserCapacity.EXPERT,
            "meeting_id": COMMITTEE_ID,
            "subject_id": COMPILATION,
            "sense": Sense.SUGGESTION,
            "text": "世帯数の変化を併記してはどうか。",
            **changes,
        }
    )


def challenge(**facts: object) -> RaiseChallenge:
    """Ask to record a challenge; the secretariat raises it unless told otherwise."""
    return RaiseChallenge.model_validate(
        {
            "region_id": "region:kumamoto",
            "fiscal_year": 2025,
            "title": "サンプル（架空値）の課題",
            "text": "家庭部門の削減が進んでいない。",
            "origin": {"provenance": "secretariat"},
            **facts,
        }
    )


async def report_of(year: ReviewYear, content_hash: str) -> dict[str, Any]:
    """Read a report back from the documents."""
    content: dict[str, Any] = json.loads(await year.documents.get(content_hash))
    return content
