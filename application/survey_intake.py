"""Taking a survey in: what the office is asked for by its workbook, all of it in one step with the note of the file."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from application.command import Command
from application.desk import Desk
from domain.attachment import Attachment
from domain.errors import Refusal
from domain.kernel import FiscalYear, LgCode, StreamId
from domain.survey import Survey, SurveyAlreadyTakenIn, SurveyKind


class SurveyPreviewStale(Refusal):
    """確認した後に記録が変わりました。もう一度確認してください。"""


class SurveyForOther(Refusal):
    """別の市町村、年度または様式の調査票です。"""


class TakeInSurvey(Command):
    """調査票を取り込む。"""

    OBJECT: ClassVar[type[Survey]] = Survey
    kind: SurveyKind
    form_version: Annotated[int, Field(ge=1, description="様式の版")]
    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]
    fiscal_year: Annotated[FiscalYear, Field(description="点検年度")]
    about: Annotated[StreamId, Field(description="記入された対象の識別子")]
    file: Attachment
    changes: Annotated[int, Field(ge=0, description="変更した欄の数")]
    readings: Annotated[int, Field(ge=0, description="読み替えた欄の数")]

    @property
    def object_id(self) -> StreamId:
        """Name the survey to be."""
        return Survey.create_id(self.file)

    async def decide(self, desk: Desk) -> None:
        """Note the file; one that was taken in before is refused."""
        if await desk.find(Survey, self.object_id) is not None:
            raise SurveyAlreadyTakenIn(object_id=self.object_id)
        desk.add(
            Survey(
                kind=self.kind,
                form_version=self.form_version,
                lg_code=self.lg_code,
                fiscal_year=self.fiscal_year,
                about=self.about,
                file=self.file,
                changes=self.changes,
                readings=self.readings,
                taken_in_on=_today(desk),
                by=desk.actor,
            )
        )

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List that it was taken in."""
        found = await desk.find(Survey, object_id)
        return () if found is None else (SurveyAlreadyTakenIn(object_id=object_id),)


def _today(desk: Desk) -> date:
    return desk.act.effective_on
