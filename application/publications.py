"""Publications: what council, committee and advice amount to is gathered here; the guards are the domain's."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from application.annual_report import advice_line, report_of
from application.command import Command
from application.desk import Desk
from application.joint import meetings_about, year_of
from domain.advice import Advice
from domain.body import BodyKind
from domain.calendar import Step
from domain.compilation import Compilation
from domain.deviation import Month
from domain.errors import Refusal, refuse_first
from domain.kernel import FiscalYear, StreamId
from domain.meeting import Meeting
from domain.publication import Channel, Content, Edition, Publication, Standing
from domain.published_files import EditionFiles
from domain.region import Region
from domain.report_year import SittingLine
from domain.review_round import ReviewRound


class _OfPublication(Command):
    fiscal_year: FiscalYear

    @property
    def object_id(self) -> StreamId:
        """Name the year's publication."""
        return Publication.create_id(self.fiscal_year)


class PreparePublication(_OfPublication):
    """公表の準備をする。"""

    OBJECT = Publication

    async def decide(self, desk: Desk) -> None:
        """Freeze the content that is to be made public, advice and answers included."""
        standing = await standing_of(desk, self.fiscal_year)
        publication = await desk.find(Publication, self.object_id)
        refuse_first(standing.blockers() if publication is None else publication.prepare_anew_blockers(standing))
        content = await _content(desk, self.fiscal_year)
        if publication is None:
            desk.add(Publication.prepare(self.fiscal_year, content, desk.actor, standing))
        else:
            publication.prepare_anew(content, desk.actor, standing)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List the guards of rule 5 in their fixed order."""
        standing = await standing_of(desk, year_of(object_id))
        publication = await desk.find(Publication, object_id)
        return list(standing.blockers() if publication is None else publication.prepare_anew_blockers(standing))


class Publish(_OfPublication):
    """公表する。"""

    OBJECT = Publication
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, description="公表の方法")]

    async def decide(self, desk: Desk) -> None:
        """Make the prepared content public, by another person than its preparer."""
        publication = await desk.load(Publication, self.object_id)
        standing = await standing_of(desk, self.fiscal_year)
        publication.publish(self.channels, desk.act.effective_on, desk.actor, standing, desk.act.reason)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List the guards of rule 5 in their fixed order, the asker's own preparation last."""
        publication = await desk.load(Publication, object_id)
        return list(publication.publish_blockers(await standing_of(desk, year_of(object_id)), desk.actor))


class CorrectPublication(_OfPublication):
    """公表内容の正誤を公表する。"""

    OBJECT = Publication
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, description="公表の方法")]

    async def decide(self, desk: Desk) -> None:
        """Make the report of the current compilation public as a new edition, with the reason."""
        publication = await desk.load(Publication, self.object_id)
        standing = await standing_of(desk, self.fiscal_year)
        refuse_first(publication.correct_blockers(standing))
        edition = Edition(
            edition=len(publication.editions) + 1,
            content=await _content(desk, self.fiscal_year),
            channels=self.channels,
            published_on=desk.act.effective_on,
            by=desk.actor,
            reason=self.reason,
        )
        publication.correct(edition, standing)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what forbids a corrected edition."""
        publication = await desk.load(Publication, object_id)
        return list(publication.correct_blockers(await standing_of(desk, year_of(object_id))))


class KeepPublishedFiles(_OfPublication):
    """公表した版のファイルを保存する。"""

    OBJECT = Publication
    kept: Annotated[EditionFiles, Field(description="保存する公表ファイル")]

    async def decide(self, desk: Desk) -> None:
        """Keep the files that lie in the store already, so that the record never names bytes that nobody has."""
        publication = await desk.load(Publication, self.object_id)
        for each in self.kept.files:
            await desk.documents.get(each.sha256)
        publication.keep_files(self.kept)


async def standing_of(desk: Desk, fiscal_year: int) -> Standing:
    """Gather what stands for the current number of the year's compilation."""
    compilation = await desk.load(Compilation, Compilation.create_id(fiscal_year))
    review = await desk.load(ReviewRound, ReviewRound.create_id(fiscal_year))
    subject = (compilation.id, compilation.number)
    council = await _meetings(desk, fiscal_year, BodyKind.LIAISON_COUNCIL)
    committee = await _meetings(desk, fiscal_year, BodyKind.ADVISORY_COMMITTEE)
    approvals = [each.attendance.held_on for each in council if each.attendance and each.approved(*subject)]
    hearings = [each.attendance.held_on for each in committee if each.attendance and each.heard(*subject)]
    advice = await desk.every(Advice)
    return Standing(
        number=compilation.number,
        closed=tuple(review.closing.change_blockers()),
        unusable=tuple(compilation.unusable(compilation.number)),
        approved_on=min(approvals, default=None),
        heard_on=max(hearings, default=None),
        open_advice=tuple(each.id for each in advice if each.awaits_answer_in(fiscal_year)),
        months=(Month.of(fiscal_year, review.window(Step.PUBLICATION)),),
    )


async def _meetings(desk: Desk, fiscal_year: int, kind: BodyKind) -> Sequence[Meeting]:
    review = await desk.load(ReviewRound, ReviewRound.create_id(fiscal_year))
    bodies = (await desk.load(Region, review.region_id)).bodies
    return [each for each in await meetings_about(desk, fiscal_year) if bodies[each.body_id].kind is kind]


async def _content(desk: Desk, fiscal_year: int) -> Content:
    compilation = await desk.load(Compilation, Compilation.create_id(fiscal_year))
    advice = [each for each in await desk.every(Advice) if fiscal_year in {each.fiscal_year, each.stands_in}]
    lines = [advice_line(each) for each in sorted(advice, key=lambda each: (each.fiscal_year, each.number))]
    report = await report_of(desk, compilation, lines, await _sittings(desk, compilation))
    content_hash = await desk.documents.put(report.canonical())
    return Content(compilation_id=compilation.id, number=compilation.number, content_hash=content_hash)


async def _sittings(desk: Desk, compilation: Compilation) -> Sequence[SittingLine]:
    """Name the councils that approved and the committees that heard this number, in the order of their days."""
    review = await desk.load(ReviewRound, ReviewRound.create_id(compilation.fiscal_year))
    bodies = (await desk.load(Region, review.region_id)).bodies
    subject = (compilation.id, compilation.number)
    met = [
        SittingLine(
            body_id=each.body_id,
            kind=bodies[each.body_id].kind,
            name=bodies[each.body_id].name_on(each.attendance.held_on),
            number=each.number,
            held_on=each.attendance.held_on,
        )
        for each in await meetings_about(desk, compilation.fiscal_year)
        if each.attendance is not None and (each.approved(*subject) or each.heard(*subject))
    ]
    return sorted(met, key=lambda each: (each.held_on, each.body_id, each.number))
