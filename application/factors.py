"""Commands of the factor tables: opened from the sourced files; every change is proposed by one and let in by another.

A factor that is published or corrected is followed, in the same act, by a proposal to every statement of an open round
that would come out otherwise with it.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.emission_reference import ElectricityFactorRow, FactorRow, FuelFactorRow, entries
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal
from domain.factor_table import FactorTable, book_of
from domain.factors import FactorBook, FactorEntry
from domain.kernel import Line, StreamId, Text
from domain.review_round import ReviewRound

TABLES: Mapping[str, tuple[str, type[FactorRow]]] = {
    "electricity": ("電気の排出係数", ElectricityFactorRow),
    "fuel": ("燃料・都市ガスの排出係数", FuelFactorRow),
}
Slug = Annotated[Literal["electricity", "fuel"], Field(description="排出係数表（electricity 電気 / fuel 燃料・ガス）")]
Number = Annotated[int, Field(ge=1, description="提案の番号")]


class FactorTableAct(Command):
    """排出係数表に対する行為: the shared form; only its subclasses can be sent."""

    slug: Slug

    @property
    def object_id(self) -> StreamId:
        """Name the table."""
        return FactorTable.create_id(self.slug)


class OpenFactorTable(FactorTableAct):
    """出典のある排出係数を収めて排出係数表を設ける。"""

    OBJECT = FactorTable

    async def decide(self, desk: Desk) -> None:
        """Open the table with the factors of the data files, once; nobody chooses a value here."""
        if await desk.find(FactorTable, self.object_id) is None:
            name, kind = TABLES[self.slug]
            desk.add(FactorTable(slug=self.slug, name=name, entries=tuple(entries(kind))))


class ProposeFactor(FactorTableAct):
    """排出係数の登録・訂正を提案する。"""

    OBJECT = FactorTable
    entry: FactorEntry
    reason: Annotated[Text, Field(description="登録・訂正の理由")]
    authority: Annotated[Line, Field(description="根拠（公表の名称・日付など）")]

    async def decide(self, desk: Desk) -> None:
        """Propose; it takes another person to let the factor count."""
        table = await desk.load(FactorTable, self.object_id)
        table.propose_factor(self.entry, by=desk.actor, on=desk.today, ground=self.reason, authority=self.authority)


class PublishFactor(FactorTableAct):
    """提案された排出係数を公表値として登録する。"""

    OBJECT = FactorTable
    number: Number

    async def decide(self, desk: Desk) -> None:
        """Let the factor count, and propose the recalculations that follow from it."""
        table = await desk.load(FactorTable, self.object_id)
        table.publish_factor(self.number, by=desk.actor, on=desk.today)
        await propose_everywhere(desk, "排出係数の公表")

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against the proposal that has waited longest."""
        table = await desk.load(FactorTable, object_id)
        return table.publish_factor_blockers(min(table.proposals, default=0), desk.actor)


class CorrectFactor(FactorTableAct):
    """提案された内容で登録済みの排出係数を訂正する。"""

    OBJECT = FactorTable
    number: Number

    async def decide(self, desk: Desk) -> None:
        """Let the corrected factor count, and propose the recalculations that follow from it."""
        table = await desk.load(FactorTable, self.object_id)
        table.correct_factor(self.number, by=desk.actor, on=desk.today)
        await propose_everywhere(desk, "排出係数の訂正")

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:
        """List what stands against the proposal that has waited longest."""
        table = await desk.load(FactorTable, object_id)
        return table.correct_factor_blockers(min(table.proposals, default=0), desk.actor)


class DropProposal(FactorTableAct):
    """排出係数の提案を取り下げる。"""

    OBJECT = FactorTable
    number: Number
    reason: Annotated[Text, Field(description="取下げの理由")]

    async def decide(self, desk: Desk) -> None:
        """Take the proposal back."""
        table = await desk.load(FactorTable, self.object_id)
        table.drop_proposal(self.number, reason=self.reason, on=desk.today)


async def factor_book(desk: Desk) -> FactorBook:
    """Bind the factors in force of every table that is open."""
    tables = [await desk.find(FactorTable, FactorTable.create_id(slug)) for slug in TABLES]
    return book_of(*(table for table in tables if table is not None))


async def propose_everywhere(desk: Desk, ground: str) -> None:
    """Propose to every statement of an open round what comes out otherwise with the factors that count from now on.

    Nothing is written into a closed round (rule 9): what a factor touches there is an open matter, which the list of
    recalculations and the handover of the secretariat name.
    """
    book = await factor_book(desk)
    closed = {each.fiscal_year for each in await desk.every(ReviewRound) if not each.is_open}
    for statement in await desk.every(EmissionStatement):
        if statement.fiscal_year in closed:
            continue
        statement.propose_recalculation(book, on=desk.today, ground=ground)
