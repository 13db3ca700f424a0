"""The surveys: which workbook was taken over, for whom, by whose hand, and how much of it was new."""

from datetime import date

from domain.attachment import Attachment
from domain.kernel import FiscalYear, LgCode, PersonId, StreamId
from domain.survey import Survey, SurveyKind, SurveyState
from projections.view import ObjectRow, ObjectView, opens


class SurveyRow(ObjectRow):
    """調査票の行: the file by its name and hash, and the counts of what it changed and of what was read otherwise."""

    kind: SurveyKind
    form_version: int
    lg_code: LgCode
    fiscal_year: FiscalYear
    about: StreamId
    file: Attachment
    changes: int
    readings: int
    taken_in_on: date
    by: PersonId
    state: SurveyState = SurveyState.TAKEN_IN


class Surveys(ObjectView[SurveyRow]):
    """取り込んだ調査票の一覧: which files did the entries come from?"""

    name = "surveys"
    version = 1
    row = SurveyRow

    @opens(Survey.TakenIn)
    def _taken_in(self, told: Survey.TakenIn, key: str) -> SurveyRow:
        names = set(SurveyRow.model_fields) & set(Survey.TakenIn.model_fields)
        return SurveyRow(object_id=key, **{name: getattr(told, name) for name in names})
