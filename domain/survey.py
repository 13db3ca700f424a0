"""Surveys (調査票): workbooks that an office filled in and somebody took over, each once, known by its hash.

What was taken over is in the record of what it was about; here stands which file it came from, and by whose hand.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.attachment import Attachment
from domain.errors import Refusal
from domain.kernel import Aggregate, Created, FiscalYear, LgCode, PersonId, StreamId, event
from domain.labels import Labelled

HASH_SIGNS = 40


class SurveyKind(Labelled):
    """調査票の種類: which of the yearly acts an office answers in a workbook."""

    PROGRESS = "progress", "施策の取組状況", "progress of the measures"
    EMISSIONS = "emissions", "温室効果ガス排出量", "greenhouse gas emissions"
    EVALUATION = "evaluation", "点検評価", "evaluation of the year"
    OWN_EMISSIONS = "own-emissions", "事務事業に伴う排出量", "emissions of the municipality's own works"


class SurveyState(Labelled):
    """調査票の状態: one that is on record was taken over."""

    TAKEN_IN = "taken-in", "取込み済み", "taken over into the record"


class SurveyAlreadyTakenIn(Refusal):
    """この調査票は、すでに取り込まれています。"""


class Survey(Aggregate):
    """調査票: one file that was taken over, all of it in one act."""

    TOPIC = "survey"

    class TakenIn(Created):
        """調査票の内容を取り入れた。"""

        TOPIC = "survey.taken-in"
        kind: SurveyKind
        form_version: Annotated[int, Field(ge=1)]
        lg_code: LgCode
        fiscal_year: FiscalYear
        about: StreamId
        file: Attachment
        changes: Annotated[int, Field(ge=0)]
        readings: Annotated[int, Field(ge=0)]
        taken_in_on: date
        by: PersonId

    @staticmethod
    def create_id(file: Attachment) -> str:
        """Name the stream after the hash of the file."""
        return Survey.id_of(file.sha256)

    @staticmethod
    def id_of(sha256: str) -> str:
        """Name the stream of a file that is known by its hash alone."""
        return f"survey:{sha256[:HASH_SIGNS]}"

    @event(TakenIn)
    def __init__(  # noqa: PLR0913, PLR0917 - what the fact holds
        self,
        kind: SurveyKind,
        form_version: int,
        lg_code: str,
        fiscal_year: int,
        about: str,
        file: Attachment,
        changes: int,
        readings: int,
        taken_in_on: date,
        by: str,
    ) -> None:
        self.kind = kind
        self.form_version = form_version
        self.lg_code = lg_code
        self.fiscal_year = fiscal_year
        self.about = about
        self.file = file
        self.changes = changes
        self.readings = readings
        self.taken_in_on = taken_in_on
        self.by = by

    @property
    def state(self) -> SurveyState:
        """Give the state: what is on record was taken in."""
        return SurveyState.TAKEN_IN
