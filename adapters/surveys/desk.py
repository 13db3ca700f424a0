"""The survey desk: issues workbooks, reads them back, shows what they would change, takes them over, all or none."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

from pydantic import Field, ValidationError

from adapters.api.field_problems import field_problems
from adapters.api.wiring import Services
from adapters.surveys.content import KINDS, Issue, cell_of, issue, measure_of
from adapters.workbooks.layout import CODE, FORM, REFERENCE
from adapters.workbooks.writing import workbook_of
from application.act import Asked, BundleRefused, Outcome
from application.attachments import kind_of_file
from application.authority import Caller
from application.command import Command
from application.entering import entered_cell, entered_measure
from application.submissions import BeginEmissionStatement, BeginProgressReport, StateCells
from application.survey_compare import (
    Compared,
    SurveyChange,
    SurveyLineIncomplete,
    SurveyProblem,
    SurveyReading,
    compare,
)
from application.survey_intake import (
    SurveyForOther,
    SurveyPreviewStale,
    TakeInSurvey,
)
from application.survey_keys import SurveyFormOutdated, SurveyReference
from application.survey_raw import RawSurvey
from domain.attachment import Attachment, FileKind, FileName
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.pin import ContentHash
from domain.progress_report import ProgressReport
from domain.survey import HASH_SIGNS, Survey, SurveyAlreadyTakenIn, SurveyKind

PREVIEW = "PreviewSurvey"
EPOCH = (2000, 1, 1, 0, 0, 0)  # of files in an archive: the same surveys give the same bytes


class SurveyPreview(Value):
    """調査票の確認: what a workbook would change; ``token`` names exactly this, and is given back to take it over.

    Where there are problems, or nothing is changed, there is no token and nothing of the file is kept.
    """

    kind: SurveyKind
    form: Line
    lg_code: LgCode
    fiscal_year: FiscalYear
    reference: Line
    about: StreamId
    version: int
    file: FileName
    sha256: ContentHash
    changes: tuple[SurveyChange, ...]
    readings: tuple[SurveyReading, ...]
    problems: tuple[SurveyProblem, ...]
    missing: Annotated[tuple[Line, ...], Field(description="調査票から消えている行の番号。記録は変えない")]
    token: Annotated[str | None, Field(description="取り込むときに示す確認の符号")]


class SurveyTaking(Value):
    """調査票の取込み: the file that was looked at, by hash and name, and the token of what was shown."""

    sha256: ContentHash
    name: FileName
    token: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class _Read:
    """照合済みの調査票: the preview, the acts that it asks for, and the version of the form."""

    preview: SurveyPreview
    commands: Sequence[Command]
    form_version: int


class SurveyDesk:
    """調査票の窓口: for the API and the pages alike."""

    def __init__(self, needed: Services) -> None:
        self._needed = needed

    async def workbook(self, caller: Caller, kind: SurveyKind, fiscal_year: int, lg_code: str) -> tuple[str, bytes]:
        """Give the workbook of a municipality, and the name under which it is kept."""
        issued = await issue(self._needed, caller, kind, fiscal_year, lg_code)
        content = workbook_of(issued.content, self._needed.survey_keys, self._today())
        return file_name(issued), content

    async def workbooks(self, caller: Caller, kind: SurveyKind, fiscal_year: int, members: Sequence[str]) -> bytes:
        """Give the workbooks of all members in one archive."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for lg_code in members:
                name, content = await self.workbook(caller, kind, fiscal_year, lg_code)
                archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
        return held.getvalue()

    async def preview(self, caller: Caller, name: str, content: bytes) -> SurveyPreview:
        """Show what a workbook would change; one that could be taken over is kept by its hash."""
        self._needed.reader.reach(PREVIEW, caller)
        kind_of_file(name, content)
        preview = (await self._read(caller, name, content)).preview
        if preview.token is not None:
            await self._needed.documents.put(content)
        return preview

    async def take_in(
        self, caller: Caller, taking: SurveyTaking, *, key: str, dry_run: bool = False
    ) -> Sequence[Outcome]:
        """Take over what was shown, all or nothing; raises ``SurveyPreviewStale`` when it is not that any more.

        What comes back is told of the survey first, then of each act that it asked for.
        """
        fingerprint = sha256(f"take-in-survey {taking.model_dump_json()}".encode()).digest()
        before = await self._needed.counter.repeated(caller, key, fingerprint)
        if before is not None:
            return before
        content = await self._needed.documents.get(taking.sha256)
        read = await self._read(caller, taking.name, content)
        if read.preview.token != taking.token:
            raise SurveyPreviewStale(problems=[each.code for each in read.preview.problems])
        version = read.preview.version
        asked = [Asked(_note(read, len(content)), 0), *(Asked(each, version) for each in read.commands)]
        return await self._needed.counter.perform_all(asked, caller, key=key, dry_run=dry_run, fingerprint=fingerprint)

    async def _read(self, caller: Caller, name: str, content: bytes) -> _Read:
        raw = await self._needed.survey_reader.read(content)
        reference = self._identified(raw)
        of = (reference.form.kind, reference.fiscal_year, reference.lg_code)
        issued = await issue(self._needed, caller, *of)
        form = issued.content.form
        if reference.form_version != form.version:
            raise SurveyFormOutdated(version=reference.form_version, current=form.version)
        digest = sha256(content).hexdigest()
        await self._once(digest)
        found = compare(issued.content, await issued.as_of(self._needed, reference.version), raw)
        commands = _acts(issued, found)
        if not found.problems and commands:
            await self._rehearse(caller, issued, commands, found)
        shown = SurveyPreview(
            kind=form.kind,
            form=form.name,
            lg_code=reference.lg_code,
            fiscal_year=reference.fiscal_year,
            reference=raw.reference or "－",
            about=issued.object_id,
            version=issued.content.version,
            file=name,
            sha256=digest,
            changes=tuple(found.changes),
            readings=tuple(found.readings),
            problems=tuple(found.problems),
            missing=tuple(found.missing),
            token=None,
        )
        fit = commands and not found.problems
        return _Read(shown.model_copy(update={"token": _token(shown)}) if fit else shown, commands, form.version)

    def _identified(self, raw: RawSurvey) -> SurveyReference:
        """Tell which survey this is, by its hidden sheet where it is there and by its number where it is not."""
        keys = self._needed.survey_keys
        told = raw.reference
        if raw.sealed is not None:
            told = keys.unsealed(raw.sealed, raw.signature or "")
            if raw.reference and raw.reference != told:
                raise SurveyForOther(label=REFERENCE, found=raw.reference[:60])
        reference = keys.read(told)
        if raw.lg_code and raw.lg_code != reference.lg_code:
            raise SurveyForOther(label=CODE, found=raw.lg_code[:60], expected=reference.lg_code)
        if raw.form and not raw.form.startswith(reference.form.number):
            raise SurveyForOther(label=FORM, found=raw.form[:60], expected=reference.form.number)
        return reference

    async def _once(self, digest: str) -> None:
        object_id = f"{Survey.TOPIC}:{digest[:HASH_SIGNS]}"
        if await self._needed.log.stream(object_id):
            raise SurveyAlreadyTakenIn(object_id=object_id)

    async def _rehearse(self, caller: Caller, issued: Issue, commands: Sequence[Command], found: Compared) -> None:
        """Ask the counter beforehand, so that whatever it would refuse is shown beside the rest."""
        asked = [Asked(each, issued.content.version) for each in commands]
        try:
            await self._needed.counter.perform_all(asked, caller, key=uuid4().hex, dry_run=True)
        except BundleRefused as refused:
            found.problems.append(_of_act(refused.refusal, commands[refused.nth]))

    def _today(self) -> datetime:
        day = self._needed.clock.today()
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a workbook's own days bear no zone


def file_name(issued: Issue) -> str:
    """Name the file of a survey, such as ``43100_熊本市_令和7年度_様式第1号.xlsx``."""
    content = issued.content
    return f"{content.lg_code}_{content.town}_{content.fiscal_year}_{content.form.number}.xlsx"


def _acts(issued: Issue, found: Compared) -> Sequence[Command]:
    """Give the acts that the changed lines ask for; what is wrong with a line becomes a problem in its cell."""
    content = issued.content
    of = {"lg_code": content.lg_code, "fiscal_year": content.fiscal_year}
    made: list[Command] = []
    cells = []
    for key, entered in found.entered.items():
        if key in found.faulty:
            continue
        try:
            if content.form.kind is SurveyKind.PROGRESS:
                made += _measure_act(issued, of, key, entered)
            else:
                held = issued.held.cells.get(cell_of(key)) if isinstance(issued.held, EmissionStatement) else None
                cell = entered_cell(*cell_of(key), held, entered)
                cells += [] if cell is None else [cell]
        except ValidationError as error:
            found.problems += _wrong(error, key, issued)
    if cells:
        made.append(StateCells.model_validate({**of, "cells": tuple(cells)}))
    if made and issued.held is None:
        begin = BeginProgressReport if KINDS[content.form.kind] is ProgressReport else BeginEmissionStatement
        made.insert(0, begin.model_validate(of))
    return made


def _measure_act(issued: Issue, of: Mapping[str, object], key: str, entered: Mapping[str, str]) -> Sequence[Command]:
    held = issued.held.statements.get(measure_of(key)) if isinstance(issued.held, ProgressReport) else None
    unchanged = issued.sheet[key].may_be_confirmed_unchanged
    act = entered_measure(of, measure_of(key), held, entered, may_be_confirmed_unchanged=unchanged)
    return [] if act is None else [act]


def _wrong(error: ValidationError, key: str, issued: Issue) -> Sequence[SurveyProblem]:
    headings = {each.name: each.heading for each in issued.content.form.columns}
    told = field_problems([{**each, "loc": ("body", *each["loc"])} for each in error.errors()])
    return [
        SurveyProblem(
            address=key,
            heading=headings.get((each.pointer or "").rpartition("/")[2], "行"),
            code=SurveyLineIncomplete().code,
            japanese=each.detail,
        )
        for each in told
    ]


def _of_act(refusal: Refusal, command: Command) -> SurveyProblem:
    statement = getattr(command, "statement", None)
    key = "" if statement is None else statement.measure_id.removeprefix("measure:")
    return SurveyProblem(address=key or "－", heading="行", code=refusal.code, japanese=refusal.japanese)


def _note(read: _Read, size: int) -> TakeInSurvey:
    preview = read.preview
    file = {"name": preview.file, "kind": FileKind.XLSX, "size": size, "sha256": preview.sha256}
    return TakeInSurvey(
        kind=preview.kind,
        form_version=read.form_version,
        lg_code=preview.lg_code,
        fiscal_year=preview.fiscal_year,
        about=preview.about,
        file=Attachment.model_validate(file),
        changes=len(preview.changes),
        readings=len(preview.readings),
    )


def _token(preview: SurveyPreview) -> str:
    told = json.dumps(preview.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
