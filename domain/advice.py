"""Advice: an opinion given on one version of one object, and what the area did with it until it is settled."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal, refuse_first
from domain.kernel import Aggregate, Created, Event, FiscalYear, PersonId, StreamId, Text, Value, event
from domain.labels import Labelled
from domain.later_year import carrying_blockers


class AdviceState(Labelled):
    """意見の状態: computed from what has happened."""

    GIVEN = "given", "未回答", "awaiting an answer"
    CARRIED_OVER = "carried-over", "次年度へ継続", "carried into a later year"
    ANSWERED = "answered", "回答済み", "answered"
    SETTLED = "settled", "終結", "settled"


class AdviserCapacity(Labelled):
    """意見者の立場: for whom a member of the committee speaks, as the seed lists them."""

    NATION = "nation", "国", "the nation"
    PREFECTURE = "prefecture", "県", "the prefecture"
    EXPERT = "expert", "有識者", "expert"
    CITIZEN = "citizen", "市民", "citizen"
    BUSINESS = "business", "事業者", "business"
    CIVIC_GROUP = "civic-group", "団体", "civic group"


class Sense(Labelled):
    """意見の趣旨: which way an opinion points."""

    SUPPORT = "support", "賛同", "support"
    SUGGESTION = "suggestion", "提案", "suggestion"
    QUESTION = "question", "質問", "question"
    CONCERN = "concern", "懸念", "concern"
    OBJECTION = "objection", "反対", "objection"


class ResponseClass(Labelled):
    """回答区分: the five classes in which the area answers opinions, as it publishes them."""

    AMENDED = "1", "対応1(補足・修正)", "class 1: amended or supplemented"
    ALREADY_COVERED = "2", "対応2(既記載)", "class 2: already covered"
    EXPLAINED = "3", "対応3(説明・理解)", "class 3: explained"
    FOR_PRACTICE = "4", "対応4(事業参考)", "class 4: noted for practice"
    OTHER = "5", "対応5(その他)", "class 5: other"


class Opinion(Value):
    """意見の内容: who said what, in which capacity, where, and on which version of which object."""

    member: PersonId
    capacity: AdviserCapacity
    meeting_id: StreamId
    object_id: StreamId
    object_version: Annotated[int, Field(ge=1)]
    sense: Sense
    text: Text


class Answer(Value):
    """回答: what the area says to an opinion, in which class, and which office or body says it."""

    response: ResponseClass
    text: Text
    office_id: StreamId


class AdviceSettled(Refusal):
    """この意見はすでに終結しています。"""


class AdviceNotAnswered(Refusal):
    """この意見にはまだ回答がありません。"""


class AdvisersNotConvened(Refusal):
    """この年度の意見聴取委員会がまだ招集されていません。"""


class AdviceInAnotherName(Refusal):
    """意見聴取委員は本人の名義でのみ意見を提出できます。"""


class Advice(Aggregate):
    """意見: given under a number of its year, answered in one of five classes, carried over until it is settled."""

    TOPIC = "advice"

    class Given(Created):
        """意見を受けた。"""

        TOPIC = "advice.given"
        fiscal_year: FiscalYear
        number: Annotated[int, Field(ge=1)]
        opinion: Opinion

    class Answered(Event):
        """意見に回答した。"""

        TOPIC = "advice.answered"
        answer: Answer

    class CarriedOver(Event):
        """意見を後の年度に継続することとした。"""

        TOPIC = "advice.carried-over"
        to_fiscal_year: FiscalYear

    class FollowedUp(Event):
        """意見への対応状況を記録した。"""

        TOPIC = "advice.followed-up"
        text: Text

    class Settled(Event):
        """意見への対応を終えた。"""

        TOPIC = "advice.settled"

    @staticmethod
    def create_id(fiscal_year: int, number: int) -> str:
        """Name the stream, such as ``advice:2025:1``."""
        return f"advice:{fiscal_year}:{number}"

    @event(Given)
    def __init__(self, fiscal_year: int, number: int, opinion: Opinion) -> None:
        self.fiscal_year = fiscal_year
        self.number = number
        self.opinion = opinion
        self.answer: Answer | None = None
        self.carried_to: int | None = None
        self.follow_ups: tuple[str, ...] = ()
        self.settled = False

    def answer_with(self, answer: Answer) -> None:
        """Answer the opinion; until it is settled a better answer may follow."""
        if self.answer == answer:
            return
        refuse_first(self.answer_blockers())
        self._answered(answer=answer)

    def answer_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids an answer: the matter is settled."""
        if self.settled:
            yield AdviceSettled()

    @event(Answered)
    def _answered(self, answer: Answer) -> None:
        self.answer = answer

    def carry_over(self, to_fiscal_year: int) -> None:
        """Take the matter into a later year; into the year where it already is there is nothing to do."""
        if self.carried_to == to_fiscal_year:
            return
        refuse_first(self.carry_over_blockers(to_fiscal_year))
        self._carried_over(to_fiscal_year=to_fiscal_year)

    def carry_over_blockers(self, to_fiscal_year: int | None = None) -> Iterator[Refusal]:
        """Yield what forbids carrying over: settled, then a year that is not later than the matter's own."""
        yield from self.answer_blockers()
        yield from carrying_blockers(self.stands_in, to_fiscal_year)

    @event(CarriedOver)
    def _carried_over(self, to_fiscal_year: int) -> None:
        self.carried_to = to_fiscal_year

    def follow_up(self, text: str) -> None:
        """Record what was done about the opinion; the same record twice is nothing new."""
        if self.follow_ups[-1:] == (text,):
            return
        refuse_first(self.follow_up_blockers())
        self._followed_up(text=text)

    def follow_up_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids a follow-up: settled, or neither answered nor carried over."""
        yield from self.answer_blockers()
        if self.answer is None and self.carried_to is None:
            yield AdviceNotAnswered()

    @event(FollowedUp)
    def _followed_up(self, text: str) -> None:
        self.follow_ups = (*self.follow_ups, text)

    def settle(self) -> None:
        """Settle the matter; only what was answered can be settled."""
        if self.settled:
            return
        refuse_first(self.settle_blockers())
        self._settled()

    def settle_blockers(self) -> Iterator[Refusal]:
        """Yield what forbids settling: no answer."""
        if self.answer is None:
            yield AdviceNotAnswered()

    @event(Settled)
    def _settled(self) -> None:
        self.settled = True

    @property
    def state(self) -> AdviceState:
        """Tell how the matter stands."""
        if self.settled:
            return AdviceState.SETTLED
        if self.answer is not None:
            return AdviceState.ANSWERED
        return AdviceState.GIVEN if self.carried_to is None else AdviceState.CARRIED_OVER

    @property
    def stands_in(self) -> int:
        """Give the fiscal year whose publication must answer the opinion or carry it on."""
        return self.carried_to or self.fiscal_year

    def is_left_to(self, fiscal_year: int) -> bool:
        """Tell whether an opinion of an earlier year still stands in this one: not settled, nor carried past it."""
        return not self.settled and self.fiscal_year < fiscal_year and self.stands_in <= fiscal_year

    def awaits_answer_in(self, fiscal_year: int) -> bool:
        """Tell whether the year's publication must wait for it: neither answered nor carried into a later year."""
        return self.answer is None and self.stands_in <= fiscal_year
