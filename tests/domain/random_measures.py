"""What may happen in a random year to measures of several towns and two plans, and to figures whose factor is new."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from domain.calendar import Step, fiscal_year_of
from domain.emission_statement import EmissionStatement
from domain.emissions import Cell
from domain.energy import calculated
from domain.measure import Measure
from domain.measure_course import MeasureState
from domain.measure_place import Placing
from domain.measure_variation import Variation
from domain.plan import Plan
from domain.recalculation import RecalculationState
from tests.domain.emission_samples import book, electricity, entry, uses
from tests.domain.random_acts import WORD, RandomActs, on_day
from tests.domain.random_area import POLICY, TOWNS, Year
from tests.domain.random_filings import TOWN, WHICH

RARE = (
    "merged",
    "merged with owners",
    "joined",
    "taken off",
    "taken off with variation",
    "succeeded",
    "moved",
    "last round",
    "round of the successor",
    "varied",
    "variation withdrawn",
    "recalculated in a draft",
    "recalculated after acceptance",
)
FACTOR = st.sampled_from(("0.0005", "0.0004"))
CAME_ABOUT: Counter[str] = Counter()


class Merger(NamedTuple):
    """A merger as an onlooker notes it, with how the measure that takes in stood at that moment."""

    measure_id: str
    into_id: str
    merged_on: date
    owners: tuple[str, ...]
    state: MeasureState
    plan_id: str


class RandomMeasures(RandomActs):
    """施策の行方: mergers, joint owners, the next plan, variations, and recalculations."""

    def __init__(self) -> None:
        super().__init__()
        self.mergers: list[Merger] = []
        self.varied: dict[tuple[str, str], Variation | None] = {}
        self.offered: dict[str, list[Decimal]] = {}  # by statement, the factor that each proposal rests on
        self.recalculated: dict[str, list[int]] = {}

    def _has_round(self) -> bool:  # a precondition names a function of the class in which it stands
        return bool(self.area.years)

    @rule(which=WHICH, other=WHICH)
    def a_measure_is_merged(self, which: int, other: int) -> None:
        """Merge a measure into any other, or into itself, which is refused."""
        measure, into = self._measure(which), self._measure(other)
        noted = Merger(measure.id, into.id, self.area.today, measure.owners, into.state, into.plan_id)
        with self.area.asking():
            self.area.merge(measure, into)
            self.mergers.append(noted)
            self.ended[measure.id] = self.area.today
            newly = tuple(each for each in noted.owners if each not in self.owned[into.id])
            self.owned[into.id] += newly
            CAME_ABOUT["merged"] += 1
            CAME_ABOUT["merged with owners"] += bool(newly)

    @rule(which=WHICH, town=TOWN, ago=st.integers(0, 30))
    def a_town_joins_a_measure(self, which: int, town: str, ago: int) -> None:
        """Let a town own a measure jointly; who owns it already is nothing new."""
        measure = self._measure(which)
        before = measure.version
        with self.area.asking():
            self.area.join(measure, town, self.area.today - timedelta(days=ago))
        if measure.version > before:
            self.owned[measure.id] += (town,)
            CAME_ABOUT["joined"] += 1

    @rule(which=WHICH, town=TOWN, ago=st.integers(0, 30))
    def a_town_is_taken_off_a_measure(self, which: int, town: str, ago: int) -> None:
        """Take a town off a measure: the lead, a stranger or a day before its joining are refused."""
        self._take_off(self._measure(which), town, ago)

    @precondition(lambda self: bool(self.area.variations))
    @rule(which=WHICH)
    def a_town_with_a_variation_is_taken_off(self, which: int) -> None:
        """Take a town off a measure that it carries out in its own way."""
        places = sorted(place for place, held in self.varied.items() if held is not None) or sorted(self.varied)
        measure_id, town = places[which % len(places)]
        self._take_off(self.area.measures[measure_id], town, 0)

    def _take_off(self, measure: Measure, town: str, ago: int) -> None:
        left_on = self.area.today - timedelta(days=ago)
        with self.area.asking():
            self.area.take_off(measure, town, left_on)
            assert town != self.owned[measure.id][0]
            self.owned[measure.id] = tuple(each for each in self.owned[measure.id] if each != town)
            CAME_ABOUT["taken off"] += 1
            CAME_ABOUT["taken off with variation"] += self.varied.get((measure.id, town)) is not None
            if (measure.id, town) in self.varied:
                self.varied[measure.id, town] = None

    @rule(which=WHICH, town=TOWN, word=st.sampled_from(("別の進め方", "独自の進め方", None)))
    def a_town_varies_a_measure(self, which: int, town: str, word: str | None) -> None:
        """Let a town carry out a measure in its own way, or say nothing of it, which is refused."""
        measure = self._shared(which)
        said = Variation(name=word)
        with self.area.asking():
            self.area.vary(measure, town, said)
            self.varied[measure.id, town] = said
            CAME_ABOUT["varied"] += 1

    def _shared(self, which: int) -> Measure:
        """Give one of the measures that several own, where there is one."""
        shared = [each for each in self.area.measures.values() if len(each.owners) > 1]
        return shared[which % len(shared)] if shared else self._measure(which)

    @precondition(lambda self: bool(self.area.variations))
    @rule(which=WHICH, ago=st.integers(0, 10))
    def a_variation_is_withdrawn(self, which: int, ago: int) -> None:
        """Let the common text hold again, perhaps on a day before the variation was set, which is refused."""
        places = sorted(self.area.variations)
        place = places[which % len(places)]
        with self.area.asking():
            self.area.variations[place].withdraw(self.area.today - timedelta(days=ago), "統一")
            CAME_ABOUT["variation withdrawn"] += self.varied[place] is not None
            self.varied[place] = None

    def _has_two_rounds(self) -> bool:
        return len(self.area.years) > 1

    def _may_be_succeeded(self) -> bool:
        return self.area.plan.successor_id is None and self._has_two_rounds()

    @precondition(_may_be_succeeded)
    @rule(
        off=st.sampled_from((-20, 0, 0, 20)),
        leaves_out=st.sampled_from((None, None, *TOWNS)),
        all_move=st.booleans(),
    )
    def the_plan_is_succeeded(self, off: int, leaves_out: str | None, all_move: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Let the next plan follow, on a day that has been or is to come, without one town, perhaps with measures."""
        plan, following = self.area.plans
        for town in on_day(self.partaking[plan.id], self.area.today):
            if town != leaves_out:
                self._enter_plan(following, town, self.area.today)
        with self.area.asking():
            following.adopt(self.area.today)
        with self.area.asking():
            plan.succeed(following.id, self.area.today + timedelta(days=off))
            CAME_ABOUT["succeeded"] += 1
        for which in range(len(self.area.measures) if all_move else 0):
            self._move_measure(self._measure(which), following, POLICY.number)
            self._move_measure(self._measure(which), plan, None)  # back, which is refused

    @precondition(_has_two_rounds)
    @rule(which=WHICH, policy=st.sampled_from((4, 4, 4, 1, None)), back=st.sampled_from((False, False, False, True)))
    def a_measure_moves(self, which: int, policy: int | None, back: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Move a measure to the next plan, to a place that may lack, or back, which is refused."""
        self._move_measure(self._measure(which), self.area.plans[not back], None if back else policy)

    def _move_measure(self, measure: Measure, plan: Plan, policy: int | None) -> None:
        before = measure.version
        with self.area.asking():
            self.area.move(measure, plan, Placing(policy_number=policy))
        if measure.version > before:
            self.homes[measure.id].append((plan.id, self.area.today))
            CAME_ABOUT["moved"] += 1

    def _no_round_yet(self) -> bool:
        return fiscal_year_of(self.area.today) not in self.area.years

    @precondition(_no_round_yet)
    @rule(nth=st.integers(0, 1))
    def somebody_opens_the_round(self, nth: int) -> None:
        """Open the round of the year on either plan, one of which may be a draft or over."""
        self._open(self.area.plans[nth])

    def _open(self, plan: Plan) -> None:
        super()._open(plan)
        if fiscal_year_of(self.area.today) in self.area.years and self.area.plan.successor_id is not None:
            CAME_ABOUT["last round" if plan is self.area.plan else "round of the successor"] += 1

    @precondition(_has_round)
    @rule(town=TOWN, which=WHICH)
    def an_office_states_energy(self, town: str, which: int) -> None:
        """Let an office state what its households use, by the factor of the year before, which stands in."""
        self._state_energy(town, which)

    @precondition(_has_round)
    @rule(town=TOWN, which=WHICH, files=st.booleans(), factor=FACTOR)
    def a_factor_overtakes_a_statement(self, town: str, which: int, files: bool, factor: str) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Let an office state energy in its months, perhaps have it accepted, and let the factor come out then."""
        year, step = self._year(), Step.EMISSIONS_CALCULATION
        self._move(year.round.window(step).opens_on)
        self._state_energy(town, which)
        self._act(year, town, step, "write", 1, 0)
        for act in ("approve", "submit", "accept") if files else ():
            self._act(year, town, step, act, which, 0)
        self.a_factor_is_published(0, factor, "係数の公表", accepts=True)

    def _state_energy(self, town: str, which: int) -> None:
        year = self._year()
        with self.area.asking():
            self.area.begin(year, town, Step.EMISSIONS_CALCULATION)
        part = year.find(town, Step.EMISSIONS_CALCULATION)
        if isinstance(part, EmissionStatement):
            emissions_year = part.emissions_fiscal_year
            known = book(entry(emissions_year - 1, "0.0007"))
            cell = calculated(uses(electricity(str(1000 * (which + 1)))), known, emissions_year)
            with self.area.asking():
                self.area.write(year, part, cell)
                self._note_cells(part, (cell,))

    @precondition(_has_round)
    @rule(back=st.integers(0, 1), factor=FACTOR, reason=WORD, accepts=st.booleans())
    def a_factor_is_published(self, back: int, factor: str, reason: str, accepts: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Propose to every office what comes out otherwise, and let it be accepted, perhaps without a reason."""
        year = self._year(back)
        for part in list(year.filed.values()):
            if not isinstance(part, EmissionStatement):
                continue
            emissions_year = part.emissions_fiscal_year
            published = book(entry(emissions_year - 1, "0.0007"), entry(emissions_year, factor))
            before = {key: cell.value for key, cell in part.cells.items()}
            with self.area.asking():
                self.area.may_file(year, part.lg_code, part.STEP)
                part.propose_recalculation(published, on=self.area.today, ground="係数の公表")
            offered = self.offered.setdefault(part.id, [])
            offered += [Decimal(factor)] * (len(part.recalculations.proposals) - len(offered))
            assert {key: cell.value for key, cell in part.cells.items()} == before
            if accepts and offered:
                self._accept(year, part, reason)

    def _accept(self, year: Year, part: EmissionStatement, reason: str) -> None:
        number, factor = len(self.offered[part.id]), self.offered[part.id][-1]
        was_accepted = part.is_accepted
        computed = {cell.key for cell in part.cells.values() if cell.parts}
        with self.area.asking():
            self.area.recalculate(year, part, number, reason=reason)
            self.recalculated.setdefault(part.id, []).append(number)
            assert part.recalculations.state_of(number) is RecalculationState.ACCEPTED
            for key in computed:  # use times factor, reckoned here once more
                cell = part.cells[key]
                used = sum((each.use.activity.quantity for each in cell.parts), Decimal(0))
                assert cell.value == used * factor
            self._note_cells(part, tuple(part.cells[key] for key in computed))
            CAME_ABOUT["recalculated after acceptance" if was_accepted else "recalculated in a draft"] += 1

    def _note_cells(self, part: EmissionStatement, cells: tuple[Cell, ...]) -> None:
        for cell in cells:
            self.figures.setdefault(part.id, {})[cell.name] = cell.value
