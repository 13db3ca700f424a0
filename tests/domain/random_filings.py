"""What offices file in a random year, and what the secretariat does with it, noted by an onlooker as it happens."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from domain.approval import Rank
from domain.calendar import OFFICE_STEPS, Step
from domain.change_cause import ChangeCause
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell, Gas, Method, Notation
from domain.evaluation import Rating
from domain.in_house_report import InHouseReport, MeetingOutcome, PolicyMeeting, Receipt, ReceivedBy
from domain.progress_report import MeasureStatement, MeasureStatus, ProgressReport
from domain.submission import Submission
from tests.domain.random_area import (
    TOWNS,
    TREE,
    RandomArea,
    Year,
    comment_on,
)

STEPS = st.sampled_from(OFFICE_STEPS)
TOWN = st.sampled_from(TOWNS)
WHICH = st.integers(0, 99)
LAST_SPRING = date(2034, 4, 1)
ACTS = ("begin", "pin", "correct", "return", "withdraw", "write", "approve", "submit", "accept")


class RandomFilings(RuleBasedStateMachine):
    """提出の日々: the area, the onlooker's notes, and the acts on what an office files."""

    def __init__(self) -> None:
        super().__init__()
        self.area = RandomArea()
        self.memberships: dict[str, list[tuple[date, date | None]]] = {}
        self.partaking: dict[str, dict[str, list[tuple[date, date | None]]]] = {plan.id: {} for plan in self.area.plans}
        self.born: dict[str, date] = {}
        self.ended: dict[str, date] = {}
        self.owned: dict[str, tuple[str, ...]] = {}
        self.homes: dict[str, list[tuple[str, date]]] = {}
        self.frozen: dict[int, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {}
        self.extended: dict[tuple[int, str, Step], date] = {}
        self.silence: dict[str, set[str]] = {}
        self.figures: dict[str, dict[str, Decimal | None]] = {}
        self.came: dict[str, date] = {}
        self.sealed: dict[int, dict[str, int]] = {}
        self.looked_at: dict[str, int] = {}

    def _has_round(self) -> bool:  # a precondition names a function of the class in which it stands
        return bool(self.area.years)

    def _move(self, day: date) -> None:
        self.area.today = max(self.area.today, min(day, LAST_SPRING))

    def _year(self, back: int = 0) -> Year:
        held = sorted(self.area.years)
        return self.area.years[held[max(len(held) - 1 - back, 0)]]

    @precondition(_has_round)
    @rule(town=TOWN, step=STEPS, act=st.sampled_from(ACTS), which=WHICH, late=st.integers(0, 40))
    def an_office_or_the_secretariat_acts(self, town: str, step: Step, act: str, which: int, late: int) -> None:
        """Try one act on whatever an office has of a step."""
        self._act(self._year(), town, step, act, which, late)

    def _has_parts(self) -> bool:
        return any(year.filed for year in self.area.years.values())

    @precondition(_has_parts)
    @rule(nth=WHICH, acts=st.lists(st.sampled_from(ACTS[1:]), min_size=1, max_size=4), which=WHICH)
    def something_filed_goes_on(self, nth: int, acts: list[str], which: int) -> None:
        """Try some acts, one after the other, on something that was begun."""
        self._go_on(nth, acts, which)

    @precondition(_has_parts)
    @rule(nth=WHICH, which=WHICH)
    def something_is_returned_and_worked_on(self, nth: int, which: int) -> None:
        """Return what was filed, and let the office change it under a standing approval before it files again."""
        self._go_on(nth, ["return", "pin", "approve", "write"], which)
        self._go_on(nth, ["write", "write", "approve", "submit", "accept"], which + 1)

    def _go_on(self, nth: int, acts: list[str], which: int) -> None:
        held = [(year, part) for year in self.area.years.values() for part in year.filed.values()]
        for act in acts if held else ():
            year, part = held[-1 - nth % len(held)]
            self._act(year, part.lg_code, part.STEP, act, which, 0)

    @precondition(_has_round)
    @rule(town=TOWN, step=STEPS, which=WHICH, late=st.integers(0, 40), accept=st.booleans())
    def an_office_files_at_once(self, town: str, step: Step, which: int, late: int, accept: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Begin, write, approve and submit in one go, perhaps on a day that is past, and accept it or not."""
        self._file(self._year(), town, step, which, late)
        if accept:
            self._act(self._year(), town, step, "accept", which, late)

    @precondition(_has_round)
    @rule(which=WHICH, passed_over=TOWN, then=st.lists(st.tuples(WHICH, st.sampled_from(ACTS[1:]), WHICH), max_size=6))
    def the_offices_file_everything(self, which: int, passed_over: str, then: list[tuple[int, str, int]]) -> None:
        """Let all members file all steps in their months, one perhaps not accepted, and let some acts follow."""
        year = self._year()
        for step in OFFICE_STEPS:
            self._move(year.round.window(step).opens_on)
            for town in year.round.members:
                self._file(year, town, step, which, 0)
                if town != passed_over or which % 2:
                    self._act(year, town, step, "accept", which, 0)
        for nth, act, drawn in then:
            self._go_on(nth, [act], drawn)

    def _file(self, year: Year, town: str, step: Step, which: int, late: int) -> None:
        self._act(year, town, step, "begin", which, late)
        self._act(year, town, step, "pin", which, late)
        for nth in range(self._parts_to_write(year, town, step) - (which % 5 == 4)):
            self._act(year, town, step, "write", nth if step is not Step.EMISSIONS_CALCULATION else which + nth, late)
        self._act(year, town, step, "approve", which, late)
        self._act(year, town, step, "submit", which, late)

    def _parts_to_write(self, year: Year, town: str, step: Step) -> int:
        if step is Step.PROGRESS_CONFIRMATION:
            return len(year.round.measures_of(town))
        return 1 if step is Step.IN_HOUSE_REPORT else 2

    def _act(  # noqa: PLR0913, PLR0917 - whose act, on what, which one, and what is drawn for it
        self, year: Year, town: str, step: Step, act: str, which: int, late: int
    ) -> None:
        part = year.find(town, step)
        with self.area.asking():
            if act == "begin":
                self.area.begin(year, town, step)
            elif act == "pin":
                self.area.pin_parts(year, town)
            elif act in {"write", "correct"} and step is Step.IN_HOUSE_REPORT:
                self._report_in_house(year, town, which, correct=act == "correct")
            elif part is not None and act == "write":
                self._write(year, part, which)
            elif part is not None and act == "correct":
                self.area.correct(year, part, self._content(part, which + 1))
                self._note(part, which + 1)
                self.silence.get(part.id, set()).difference_update(stated(part))
            elif part is not None:
                self.area.may_file(year, town, step)
                self._flow(year, part, act, late)

    def _write(self, year: Year, part: Submission, which: int) -> None:
        self.area.write(year, part, self._content(part, which))
        self._note(part, which)

    def _content(self, part: Submission, which: int) -> object:
        if isinstance(part, ProgressReport):
            owed = part.measures or ("measure:none",)
            return MeasureStatement(
                measure_id=owed[which % len(owed)], status=MeasureStatus.UNDER_WAY, narrative=f"サンプル{which}"
            )
        if isinstance(part, EmissionStatement):
            return figure(which)
        ranks = (Rank.CLERK, Rank.HEAD)
        return Rating(rank=ranks[which % 2], evaluated_by="person-1", grade="ABCDX"[which % 5])

    def _note(self, part: Submission, which: int) -> None:
        if isinstance(part, EmissionStatement):
            cell = figure(which)
            self.figures.setdefault(part.id, {})[cell.name] = cell.value

    def _report_in_house(self, year: Year, town: str, which: int, *, correct: bool) -> None:
        self.area.may_file(year, town, Step.IN_HOUSE_REPORT)
        part, today = year.find(town, Step.IN_HOUSE_REPORT), self.area.today
        held_on = today - timedelta(days=which % 7)
        meeting = PolicyMeeting(
            meeting_name="政策会議",
            held_on=held_on,
            chair="person-9",
            outcome=MeetingOutcome.CONTINUED if which % 5 == 1 else MeetingOutcome.APPROVED,
            evidence=f"文書{which}",
            receipt=Receipt(
                source=tuple(ReceivedBy)[which % 3], received_on=held_on + timedelta(days=(0, 0, 1, -1)[which % 4])
            ),
        )
        if part is None:
            made = InHouseReport.record(lg_code=town, fiscal_year=year.round.fiscal_year, meeting=meeting, on=today)
            year.filed[town, Step.IN_HOUSE_REPORT] = made
            return
        assert isinstance(part, InHouseReport)
        before = part.content_version
        if correct:
            part.correct(meeting, on=today, reason="日付の誤り", authority="事務局長")
        else:
            part.record_anew(meeting, on=today)
        self.area.content_changed(year, part, before, ChangeCause.PART_CORRECTED)

    def _flow(self, year: Year, part: Submission, act: str, late: int) -> None:
        today = self.area.today
        match act:
            case "approve":
                part.approve(approved_by="person-2", rank=Rank.MANAGER, on=today, decision_number="決裁1")
            case "submit":
                came_on = today - timedelta(days=late)
                part.submit(on=came_on, due_on=year.round.due_on(part.lg_code, part.STEP))
                self.came[part.id] = came_on
                self.silence.pop(part.id, None)
            case "return":
                part.send_back(comment_on(part), on=today)
            case "withdraw":
                part.withdraw(on=today)
            case "accept":
                part.accept(on=today)
                self.silence.pop(part.id, None)


def figure(which: int) -> Cell:
    """Make one cell: a figure, or the reason why there is none."""
    sector = TREE[which % 2].code
    if which % 7 == 3:
        return Cell(sector=sector, gas=Gas.CO2, notation=Notation.NOT_ESTIMATED)
    return Cell(sector=sector, gas=Gas.CO2, value=Decimal(which) / 8 + 1, method=Method.OWN, formula=f"{which} / 8 + 1")


def stated(part: Submission) -> set[str]:
    """Name the measures about which a report says something."""
    return set(part.statements) if isinstance(part, ProgressReport) else set()
