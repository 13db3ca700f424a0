"""The survey desk: issues workbooks, reads them back, shows what they would change, takes them over, all or none."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

from pydantic import Field

from adapters.api.wiring import Services
from adapters.surveys.acts import acts_of, problem_of
from adapters.surveys.content import Issue, issue
from adapters.surveys.subject import Terms
from adapters.workbooks.layout import CODE, FORM, REFERENCE, YEAR
from adapters.workbooks.writing import workbook_of
from application.act import Asked, BundleRefused, Outcome
from application.attachments import kind_of_file
from application.authority import Caller
from application.command import Command, Source
from application.survey_compare import (
    Compared,
    SurveyChange,
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
from domain.calendar import wareki_fiscal_year
from domain.kernel import FiscalYear, LgCode, Line, StreamId, Value
from domain.pin import ContentHash
from domain.survey import Survey, SurveyAlreadyTakenIn, SurveyKind

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
    """調査票の取込み: the file that was looked at, by hash and name, and the token of what was shown.

    Who takes in what an office sent says by which way and on which day it came.
    """

    sha256: ContentHash
    name: FileName
    token: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    authority: Annotated[Source | None, Field(description="代行のときの受付方法 mail / paper / phone")] = None
    effective_on: Annotated[date | None, Field(description="代行のときの受付日")] = None


@dataclass(frozen=True, slots=True)
class _Read:
    """照合済みの調査票: the preview, the acts that it asks for and their terms, and the version of the form."""

    preview: SurveyPreview
    commands: Sequence[Command]
    form_version: int
    terms: Terms


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
        read = await self._read(caller, taking.name, content, taking)
        if read.preview.token != taking.token:
            raise SurveyPreviewStale(problems=[each.code for each in read.preview.problems])
        version = read.preview.version
        asked = [Asked(_note(read, len(content)), 0), *(Asked(each, version) for each in read.commands)]
        counter = self._needed.counter
        try:
            return await counter.perform_all(asked, caller, key=key, dry_run=dry_run, fingerprint=fingerprint)
        except BundleRefused as refused:
            raise refused.refusal from refused

    async def _read(self, caller: Caller, name: str, content: bytes, taking: SurveyTaking | None = None) -> _Read:
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
        terms = self._terms(caller, reference.lg_code, taking)
        commands = acts_of(issued, found, terms)
        if taking is None and commands and not found.problems:
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
        return _Read(shown.model_copy(update={"token": _token(shown)}) if fit else shown, commands, form.version, terms)

    def _identified(self, raw: RawSurvey) -> SurveyReference:
        """Tell which survey this is, by its hidden sheet where it is there and by its number where it is not."""
        keys = self._needed.survey_keys
        told = raw.reference
        if raw.sealed is not None:
            told = keys.unsealed(raw.sealed, raw.signature or "")
        reference = keys.read(told)
        visible = (
            (REFERENCE, raw.reference, (told,)),
            (CODE, raw.lg_code, (reference.lg_code,)),
            (FORM, raw.form, (reference.form.number,)),
            (YEAR, raw.fiscal_year, (wareki_fiscal_year(reference.fiscal_year), f"{reference.fiscal_year}年度")),
        )
        for label, found, expected in visible:
            if found and not any(each in found for each in expected):
                raise SurveyForOther(
                    label=label, cell=raw.places.get(label, "－"), found=found[:60], expected=expected[0]
                )
        return reference

    def _terms(self, caller: Caller, lg_code: str, taking: SurveyTaking | None) -> Terms:
        """Say on whose behalf it is taken in: an office by itself, or the secretariat for an office that sent it."""
        if caller.lg_code is not None:
            return {}
        if taking is None:
            return {"acting_for": lg_code, "authority": Source.MAIL, "effective_on": self._needed.clock.today()}
        return {"acting_for": lg_code, "authority": taking.authority, "effective_on": taking.effective_on}

    async def _once(self, digest: str) -> None:
        object_id = Survey.id_of(digest)
        if await self._needed.log.stream(object_id):
            raise SurveyAlreadyTakenIn(object_id=object_id)

    async def _rehearse(self, caller: Caller, issued: Issue, commands: Sequence[Command], found: Compared) -> None:
        """Ask the counter beforehand, so that whatever it would refuse is shown beside the rest."""
        asked = [Asked(each, issued.content.version) for each in commands]
        try:
            await self._needed.counter.perform_all(asked, caller, key=uuid4().hex, dry_run=True)
        except BundleRefused as refused:
            found.problems.append(problem_of(refused.refusal, commands[refused.nth]))

    def _today(self) -> datetime:
        day = self._needed.clock.today()
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a workbook's own days bear no zone


def file_name(issued: Issue) -> str:
    """Name the file of a survey, such as ``43100_熊本市_令和7年度_様式第1号.xlsx``."""
    content = issued.content
    return f"{content.lg_code}_{content.town}_{wareki_fiscal_year(content.fiscal_year)}_{content.form.number}.xlsx"


def _note(read: _Read, size: int) -> TakeInSurvey:
    preview = read.preview
    file = {"name": preview.file, "kind": FileKind.XLSX, "size": size, "sha256": preview.sha256}
    told = {
        "kind": preview.kind,
        "form_version": read.form_version,
        "lg_code": preview.lg_code,
        "fiscal_year": preview.fiscal_year,
        "about": preview.about,
        "file": Attachment.model_validate(file),
        "changes": len(preview.changes),
        "readings": len(preview.readings),
    }
    return TakeInSurvey.model_validate({**read.terms, **told, "reason": read.commands[0].reason})


def _token(preview: SurveyPreview) -> str:
    told = json.dumps(preview.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
