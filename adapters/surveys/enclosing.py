"""Surveys that go out with letters: issued to the office that is written to, as it would be given them itself."""

from collections.abc import Callable, Sequence

import structlog

from adapters.api.waiting import wait
from adapters.api.wiring import Services
from adapters.surveys.content import SUBJECTS
from adapters.surveys.desk import SurveyDesk
from application.attachments import MEDIA_TYPES
from application.authority import Caller
from application.letter import Enclosure
from domain.attachment import FileKind
from domain.calendar import Step
from domain.errors import Refusal
from domain.office import Capacity
from domain.survey import SurveyKind


class SurveyEnclosures:
    """調査票の同封: over the services of the house, which are put together after the scheduler that asks here."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services
        self._log = structlog.get_logger("surveys")

    async def of(self, step: Step, fiscal_year: int, lg_code: str, position: int) -> Sequence[Enclosure]:
        """Give the workbooks; what an office may not see yet of others stands empty in it, as in one it fetches."""
        kinds = [kind for kind, subject in SUBJECTS.items() if subject.STEP is step]
        try:
            return [await self._workbook(each, fiscal_year, lg_code, position) for each in kinds]
        except Refusal as refusal:  # views that lag behind, say: the letter goes out and tells the other ways
            self._log.warning("survey-not-enclosed", lg_code=lg_code, step=step.value, problem=refusal.code)
            return ()

    async def _workbook(self, kind: SurveyKind, fiscal_year: int, lg_code: str, position: int) -> Enclosure:
        needed = self._services()
        await wait(needed, position)
        office = Caller("system-scheduler", f"office:{lg_code}", lg_code, Capacity.CLERK.value, "scheduler")
        name, content = await SurveyDesk(needed).workbook(office, kind, fiscal_year, lg_code)
        return Enclosure(name, MEDIA_TYPES[FileKind.XLSX], content)
