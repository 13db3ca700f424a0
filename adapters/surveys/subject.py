"""What a survey asks about, by its kind: the object, its lines as they stand, and the acts that lines ask for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, TypeVar

from adapters.api.wiring import Services
from application.authority import Caller
from application.command import Command
from application.desk import ObjectNotFound
from application.survey_form import SurveyLine
from domain.calendar import Step
from domain.kernel import Aggregate
from domain.survey import SurveyKind
from projections.rounds import RoundRow

Terms: TypeAlias = Mapping[str, object]  # of acts: for whom and which year, by which way it came, on which day
Inputs: TypeAlias = Mapping[str, str]
A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Place:
    """調査の相手: for whom and in which round something is asked, and as whose reading it is told."""

    needed: Services
    caller: Caller
    row: RoundRow
    lg_code: str

    async def find(self, kind: type[A], object_id: str) -> A | None:
        """Give an object as far as the caller may see it, ``None`` where there is none to be seen."""
        try:
            found = await self.needed.reader.object(object_id, self.caller)
        except ObjectNotFound:
            return None
        return found if isinstance(found, kind) else None


class Subject(ABC):
    """調査の対象: one of these for each kind of survey; ``STEP`` is the step whose deadline holds for the answer."""

    KIND: ClassVar[SurveyKind]
    ABOUT: ClassVar[type[Aggregate]]
    STEP: ClassVar[Step]

    def __init__(self, place: Place, held: Aggregate | None) -> None:
        self.place = place
        self.held = held

    @classmethod
    def object_id(cls, lg_code: str, fiscal_year: int) -> str:
        """Name the object that a survey of this kind is about."""
        return str(cls.ABOUT.create_id(lg_code, fiscal_year))

    @staticmethod
    @abstractmethod
    def asks_of(row: RoundRow) -> int:
        """Name the fiscal year whose measures or emissions are asked for."""

    @staticmethod
    @abstractmethod
    def entries(held: Aggregate | None, key: str) -> Inputs:
        """Give what stands in the inputs of a line by a version of the object."""

    @abstractmethod
    async def lines(self) -> Sequence[SurveyLine]:
        """Lay out the lines as they stand now."""

    @abstractmethod
    def begin(self, of: Terms) -> Iterable[Command]:
        """Give the act by which the object comes to be, where it is an act of its own."""

    @abstractmethod
    def act(self, of: Terms, line: SurveyLine, entered: Inputs) -> Command | None:
        """Give the act that a changed line asks for; raises a ``ValidationError`` or a refusal for what is wrong."""

    def gathered(self, commands: Sequence[Command]) -> Sequence[Command]:
        """Give the acts as they are performed: one by one, unless one act can hold several lines."""
        return commands
