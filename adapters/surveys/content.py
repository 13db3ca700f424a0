"""What stands in a survey: the lines of one municipality and review year, as issued and as they stand now.

What somebody may not see yet, such as a statement that its office has not filed, stands empty in what is issued to him.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from adapters.api.boards import round_of
from adapters.api.wiring import Services
from adapters.surveys.emissions import EmissionsSubject
from adapters.surveys.evaluation import EvaluationSubject
from adapters.surveys.own_emissions import OwnEmissionsSubject
from adapters.surveys.progress import ProgressSubject
from adapters.surveys.subject import Place, Subject
from adapters.web.words import town
from application.authority import Caller, NotPermitted
from application.desk import ObjectNotFound, replay
from application.survey_form import FORMS, SurveyContent
from domain.survey import SurveyKind
from projections.organisation import Offices

SUBJECTS: Mapping[SurveyKind, type[Subject]] = {
    each.KIND: each for each in (ProgressSubject, EmissionsSubject, EvaluationSubject, OwnEmissionsSubject)
}
QUERY = "GetSurvey"


@dataclass(frozen=True, slots=True)
class Issue:
    """発行: a survey as it stands now, with what it is about, which may not be begun yet."""

    content: SurveyContent
    object_id: str
    subject: Subject

    async def as_of(self, needed: Services, version: int) -> SurveyContent:
        """Give the same survey with the entries as an earlier version of the object held them."""
        held = None
        if self.subject.held is not None:
            records = (await needed.log.stream(self.object_id))[:version]
            held = replay(self.subject.ABOUT, [each.event for each in records])
        lines = [replace(each, entries=self.subject.entries(held, each.key)) for each in self.content.lines]
        return replace(self.content, lines=lines)


async def issue(needed: Services, caller: Caller, kind: SurveyKind, fiscal_year: int, lg_code: str) -> Issue:
    """Lay out a survey for who may have it; raises ``ObjectNotFound`` and ``NotPermitted``."""
    row, of = await round_of(needed, fiscal_year), SUBJECTS[kind]
    if lg_code not in row.members:
        raise ObjectNotFound(object_id=of.object_id("00000", fiscal_year))
    if not needed.reader.reach(QUERY, caller).covers(lg_code):
        raise NotPermitted(command=QUERY, capacity=caller.capacity)
    place, object_id = Place(needed, caller, row, lg_code), of.object_id(lg_code, fiscal_year)
    subject = of(place, await place.find(of.ABOUT, object_id))
    content = SurveyContent(
        form=FORMS[kind],
        lg_code=lg_code,
        town=town(lg_code),
        fiscal_year=fiscal_year,
        subject_fiscal_year=of.asks_of(row),
        version=subject.held.version if subject.held is not None else 0,
        due_on=row.timetable.due_on(lg_code, of.STEP),
        lines=await subject.lines(),
        sample=await _is_sample(needed, lg_code),
    )
    return Issue(content, object_id, subject)


async def _is_sample(needed: Services, lg_code: str) -> bool:
    """Tell whether what is about this municipality is a sample: its office's contact says so."""
    offices = [each async for each in needed.views.every(Offices(), lg_code=lg_code)]
    contacts = await needed.contacts.get([each.contact_id for each in offices if each.contact_id])
    return any(each.sample for each in contacts.values())
