"""Enclosing: the survey with which an office answers by mail goes out with the letter that asks for it."""

from collections.abc import Sequence
from typing import Protocol

from application.letter import Enclosure
from domain.calendar import Step
from domain.kernel import FiscalYear, LgCode


class SurveyForms(Protocol):
    """調査票の同封: makes the workbooks of a step for a municipality, as its own office would be given them."""

    async def of(self, step: Step, fiscal_year: FiscalYear, lg_code: LgCode, position: int) -> Sequence[Enclosure]:
        """Give the workbooks as of a position of the record; none for a step that has none, and where it fails.

        No letter waits for its enclosure; why it is missing is told to whoever operates the service.
        """
