"""Enclosing: the survey with which an office answers by mail goes out with the letter that asks for it."""

from typing import Protocol

from application.letter import Enclosure
from domain.calendar import Step
from domain.kernel import FiscalYear, LgCode


class SurveyForms(Protocol):
    """調査票の同封: makes the workbook of a step for a municipality, as its own office would be given it."""

    async def of(self, step: Step, fiscal_year: FiscalYear, lg_code: LgCode, position: int) -> Enclosure | None:
        """Give the workbook as of a position of the record, or ``None``: for steps without one, and where it fails.

        No letter waits for its enclosure; why there is none is told to whoever operates the service.
        """
