"""Where a measure was decided: the item of a meeting that approved it, in the state in which it still is."""

from datetime import date

from application.desk import Desk
from domain.agenda import Origin
from domain.body import BodyKind
from domain.errors import Refusal, refuse_first
from domain.measure import Measure
from domain.measure_course import MeasureDatesContradict
from domain.meeting import Meeting
from domain.plan import Plan
from domain.region import Region


class NotDecidedByCouncil(Refusal):
    """検討事業として取り上げることを決めるのは連絡会議です。"""


class MeasureChangedSinceApproval(Refusal):
    """会議で承認された後に施策の内容が変わっています。"""


async def approving(desk: Desk, measure: Measure, decided_at: Origin, on: date) -> Meeting:
    """Give the meeting that approved a measure; an act that rests on it cannot take place before it."""
    meeting = await desk.load(Meeting, decided_at.meeting_id)
    refuse_first(meeting.agenda.approval_blockers(decided_at.item, measure.id))
    held_on = meeting.attendance.held_on if meeting.attendance else meeting.meets_on
    if on < held_on:
        raise MeasureDatesContradict(day=on, last=held_on)
    return meeting


async def council_approved(desk: Desk, measure: Measure, decided_at: Origin, on: date) -> None:
    """Refuse a proposal that the council has not approved as it stands: a changed one is another proposal (rule 4)."""
    meeting = await approving(desk, measure, decided_at, on)
    plan = await desk.load(Plan, measure.plan_id)
    body = (await desk.load(Region, plan.region_id)).bodies[meeting.body_id]
    if body.kind is not BodyKind.LIAISON_COUNCIL:
        raise NotDecidedByCouncil(body_id=body.body_id)
    version = meeting.agenda.item(decided_at.item).matter.object_version or 0
    if _proposal(await desk.at(Measure, measure.id, version)) != _proposal(measure):
        raise MeasureChangedSinceApproval(approved_version=version, version=measure.version)


def _proposal(measure: Measure) -> tuple[object, ...]:
    return (measure.plan_id, measure.owners, measure.indicators, measure.targets)
