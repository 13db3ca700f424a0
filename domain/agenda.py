"""The agenda: what lies before a meeting, where it came from, and what people decided about it."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from domain.change_cause import ChangeCause
from domain.errors import Refusal
from domain.kernel import Line, StreamId, Value
from domain.labels import Labelled
from domain.pin import ContentHash


class ItemKind(Labelled):
    """議題の区分: what the meeting is asked to do with an item."""

    REPORT = "report", "報告", "report"
    CONSULTATION = "consultation", "協議", "consultation"
    DECISION = "decision", "議決", "decision"


class Outcome(Labelled):
    """議題の結果: what people decided; no item gets one by itself."""

    APPROVED = "approved", "承認", "approved"
    HEARD = "heard", "聴取", "heard"
    REJECTED = "rejected", "否決", "rejected"
    RETURNED = "returned", "差戻し", "returned"
    DEFERRED = "deferred", "継続審議", "deferred"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"


ANY_KIND = frozenset({Outcome.RETURNED, Outcome.DEFERRED, Outcome.WITHDRAWN})
FITTING = {
    ItemKind.REPORT: ANY_KIND | {Outcome.HEARD},
    ItemKind.CONSULTATION: ANY_KIND | {Outcome.HEARD, Outcome.APPROVED, Outcome.REJECTED},
    ItemKind.DECISION: ANY_KIND | {Outcome.APPROVED, Outcome.REJECTED},
}
COMPILATION = "compilation:"
STANDING = frozenset({Outcome.APPROVED, Outcome.HEARD})
STOPPED = frozenset({None, Outcome.REJECTED, Outcome.WITHDRAWN})  # what goes on to no other meeting
VOTED = frozenset({Outcome.APPROVED, Outcome.REJECTED})  # what takes a quorum, where the body has one


class AgendaEmpty(Refusal):
    """議題がありません。"""


class ItemsUndecided(Refusal):
    """結果が記録されていない議題があります。"""


class MaterialNotFixed(Refusal):
    """議題の基になる取りまとめの会議資料が確定していません。"""


class ItemUnknown(Refusal):
    """その番号の議題はありません。"""


class NothingLeftToDecide(Refusal):
    """結果が記録されていない議題はありません。"""


class ItemAlreadyDecided(Refusal):
    """この議題の結果はすでに記録されています。"""


class OutcomeUnfit(Refusal):
    """議題の区分（報告・協議・議決）に合わない結果です。"""


class CompilationOfAnotherYear(Refusal):
    """会議の年度またはその前年度の取りまとめではありません。"""


class NotApprovedThere(Refusal):
    """指定された会議の議題では承認されていません。"""


class OriginOfAnotherMatter(Refusal):
    """付議元の議題は、別の対象についての議題です。"""


class OriginNotPassedOn(Refusal):
    """付議元の議題は結果が記録されていないか、否決または取下げとなっているため、回付できません。"""


class Origin(Value):
    """付議元: an item of another meeting from which an item was forwarded."""

    meeting_id: StreamId
    item: Annotated[int, Field(ge=1)]


class Matter(Value):
    """付議事項: what is put before a meeting: the object at one version, and the chain it came by, oldest first.

    The version of a compilation is its number; of any other object it is the version of its stream.
    """

    kind: ItemKind
    title: Line
    object_id: StreamId | None = None
    object_version: Annotated[int, Field(ge=1)] | None = None
    origin: tuple[Origin, ...] = ()
    put_by: Annotated[StreamId | None, Field(description="付議した担当部局")] = None

    @property
    def on_compilation(self) -> bool:
        """Tell whether the matter rests on a compilation."""
        return self.object_id is not None and self.object_id.startswith(COMPILATION)


def matter_blockers(matter: Matter, fiscal_year: int) -> Iterator[Refusal]:
    """Yield a compilation of a year in which nobody would look for this meeting's approval."""
    years = (fiscal_year, fiscal_year - 1)
    if matter.on_compilation and matter.object_id not in {f"{COMPILATION}{each}" for each in years}:
        yield CompilationOfAnotherYear(object_id=matter.object_id, fiscal_year=fiscal_year)


class Item(Value):
    """議題: a matter under its number on the agenda, its outcome, and why an approval or hearing fell."""

    number: int
    matter: Matter
    outcome: Outcome | None = None
    fallen: ChangeCause | None = None

    @property
    def undecided(self) -> bool:
        """Tell whether people have not yet decided on the item."""
        return self.outcome is None

    @property
    def stands(self) -> bool:
        """Tell whether something may still rest on the item's approval or hearing."""
        return self.outcome in STANDING and self.fallen is None

    def concerns(self, object_id: str, object_version: int | None = None) -> bool:
        """Tell whether the item is about this object, at this version when one is named."""
        return self.matter.object_id == object_id and object_version in {None, self.matter.object_version}

    def forwarded(self, meeting_id: str) -> tuple[Origin, ...]:
        """Give the chain under which the item goes on to another meeting."""
        return (*self.matter.origin, Origin(meeting_id=meeting_id, item=self.number))


class Material(Value):
    """会議資料: the report made from one numbered compilation, by the hash of its bytes."""

    compilation_id: StreamId
    number: int
    content_hash: ContentHash


class Agenda(Value):
    """議事日程: the items in the order in which they were put, and the papers fixed for them."""

    items: tuple[Item, ...] = ()
    materials: tuple[Material, ...] = ()

    @property
    def undecided(self) -> tuple[int, ...]:
        """Give the numbers of the items without an outcome."""
        return tuple(item.number for item in self.items if item.undecided)

    @property
    def postponed(self) -> tuple[Item, ...]:
        """Give the items that people put off to another meeting."""
        return tuple(item for item in self.items if item.outcome is Outcome.DEFERRED)

    @property
    def compiled_years(self) -> tuple[int, ...]:
        """Give the years of the compilations on which undecided items rest."""
        on = {str(item.matter.object_id) for item in self.items if item.undecided and item.matter.on_compilation}
        return tuple(sorted(int(object_id.removeprefix(COMPILATION)) for object_id in on))

    @property
    def bare(self) -> tuple[int, ...]:
        """Give the numbers of the undecided items that rest on a compilation of which no material is fixed."""
        fixed = {(material.compilation_id, material.number) for material in self.materials}
        return tuple(
            item.number
            for item in self.items
            if item.undecided
            and item.matter.on_compilation
            and (item.matter.object_id, item.matter.object_version) not in fixed
        )

    def awaits(self, matter: Matter) -> bool:
        """Tell whether the very same matter is already there, undecided."""
        return any(item.matter == matter and item.undecided for item in self.items)

    def item(self, number: int) -> Item:
        """Give one item; raises ``ItemUnknown``."""
        for item in self.items:
            if item.number == number:
                return item
        raise ItemUnknown(item=number)

    def put(self, number: int, matter: Matter) -> "Agenda":
        """Give the agenda with one more item."""
        return self.model_copy(update={"items": (*self.items, Item(number=number, matter=matter))})

    def fix(self, material: Material) -> "Agenda":
        """Give the agenda with one more fixed paper."""
        return self.model_copy(update={"materials": (*self.materials, material)})

    def amend(self, number: int, **facts: Outcome | ChangeCause) -> "Agenda":
        """Give the agenda with new facts about one item."""
        items = tuple(item.model_copy(update=facts) if item.number == number else item for item in self.items)
        return self.model_copy(update={"items": items})

    def stands(self, outcome: Outcome, object_id: str, object_version: int) -> bool:
        """Tell whether an item about exactly this version has this outcome and has not fallen."""
        return any(
            item.stands and item.outcome is outcome and item.concerns(object_id, object_version) for item in self.items
        )

    def holding_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids holding the meeting: nothing to discuss, papers not fixed for an item (rule 5)."""
        if not self.undecided:
            yield AgendaEmpty()
        if self.bare:
            yield MaterialNotFixed(items=self.bare)

    def closing_blockers(self) -> Iterator[Refusal]:
        """Yield the items without an outcome: nothing is decided by closing."""
        if self.undecided:
            yield ItemsUndecided(items=self.undecided)

    def decision_blockers(self, number: int, outcome: Outcome) -> Iterator[Refusal]:
        """Yield what forbids this outcome: no such item, one decided before, an outcome that does not fit its kind."""
        item = next((item for item in self.items if item.number == number), None)
        if item is None:
            yield ItemUnknown(item=number)
        elif item.outcome is not None:
            yield ItemAlreadyDecided(item=number, outcome=item.outcome)
        elif outcome not in FITTING[item.matter.kind]:
            yield OutcomeUnfit(item=number, kind=item.matter.kind, outcome=outcome)

    def approval_blockers(self, number: int, object_id: str) -> Iterator[Refusal]:
        """Yield what forbids resting on an item's approval of an object: no such item, or no approval that stands."""
        item = next((item for item in self.items if item.number == number), None)
        if item is None:
            yield ItemUnknown(item=number)
        elif not (item.outcome is Outcome.APPROVED and item.stands and item.concerns(object_id)):
            yield NotApprovedThere(item=number, object_id=object_id)


def origin_blockers(item: Item, object_id: str | None) -> Iterator[Refusal]:
    """Yield what makes a chain of origin untrue: an item about something else, or one that was not passed on."""
    if item.matter.object_id not in {None, object_id}:
        yield OriginOfAnotherMatter(item=item.number, object_id=item.matter.object_id, asked=object_id)
    if item.outcome in STOPPED:
        yield OriginNotPassedOn(item=item.number, outcome=item.outcome)


def without_put_by(state: dict[str, Any]) -> None:
    """Lift an item from before the office that puts one was named: nobody is."""
    state["matter"]["put_by"] = None
