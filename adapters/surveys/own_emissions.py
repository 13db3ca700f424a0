"""様式第4号: what a municipality's own offices and works emitted, year by year: its office plan 事務事業編 wants it."""

from collections.abc import Iterable, Sequence

from adapters.surveys.subject import Inputs, Subject, Terms
from adapters.web.words import figure, fiscal
from application.command import Command
from application.office_plans import StateOwnEmissions
from application.survey_form import SurveyLine
from domain.calendar import Step, wareki_fiscal_year
from domain.kernel import Aggregate
from domain.office_plan import OfficePlan, OwnEmissionsRestatementUnexplained
from domain.survey import SurveyKind
from projections.rounds import RoundRow

YEARS = 5  # that can be entered or restated with one form


class OwnEmissionsSubject(Subject):
    """事務事業に伴う排出量の調査。"""

    KIND = SurveyKind.OWN_EMISSIONS
    ABOUT = OfficePlan
    STEP = Step.EMISSIONS_CALCULATION
    held: OfficePlan | None

    @classmethod
    def object_id(cls, lg_code: str, fiscal_year: int) -> str:
        """Name the office plan, which lasts over the years."""
        del fiscal_year
        return OfficePlan.create_id(lg_code)

    @staticmethod
    def asks_of(row: RoundRow) -> int:
        """Name the newest year that is over when it is asked for."""
        return row.measures_fiscal_year

    @staticmethod
    def entries(held: Aggregate | None, key: str) -> Inputs:
        """Give the figure of a year and its source; why it replaces another is asked anew each time."""
        stated = held.emissions_of(int(key)) if isinstance(held, OfficePlan) else None
        return {} if stated is None else {"tonnes": str(stated.tonnes), "source": stated.source}

    async def lines(self) -> Sequence[SurveyLine]:
        """Lay out the newest years, the newest first."""
        newest = self.asks_of(self.place.row)
        found = []
        for year in range(newest, newest - YEARS, -1):
            stated = None if self.held is None else self.held.emissions_of(year)
            shown = (
                fiscal(year),
                "" if stated is None else figure(stated.tonnes),
                "" if stated is None else stated.source,
            )
            closed = frozenset({"reason"}) if stated is None else frozenset()
            entries = self.entries(self.held, str(year))
            found.append(SurveyLine(key=str(year), shown=shown, entries=entries, closed=closed))
        return found

    def begin(self, of: Terms) -> Iterable[Command]:
        """Give nothing: the first figure enters the municipality."""
        del of
        return ()

    def act(self, of: Terms, line: SurveyLine, entered: Inputs) -> Command | None:
        """State the figure of a year."""
        stated = {name: value for name, value in entered.items() if name != "reason"}
        if stated == line.entries or not stated:
            return None
        if line.entries and "reason" not in entered:
            raise OwnEmissionsRestatementUnexplained(fiscal_year=int(line.key))
        return StateOwnEmissions.model_validate({**of, **entered, "fiscal_year": int(line.key)})

    def gathered(self, commands: Sequence[Command]) -> Sequence[Command]:
        """Give every act the reasons of all, since what is done in one step is done for one reason."""
        told = [each for each in commands if isinstance(each, StateOwnEmissions)]
        reasons = [f"{wareki_fiscal_year(each.fiscal_year)}：{each.reason}" for each in told if each.reason is not None]
        return [each.model_copy(update={"reason": "\n".join(reasons) or None}) for each in told]
