"""The people: which counts of people and households were entered for a municipality, by year?"""

from domain.kernel import LgCode
from domain.people import HeadCount, People
from projections.view import ObjectRow, ObjectView, on, opens


class PeopleRow(ObjectRow):
    """人口と世帯数の行: what was entered for one municipality, by year; what the data files know is not in it."""

    lg_code: LgCode
    counts: tuple[HeadCount, ...] = ()


class PeopleByYear(ObjectView[PeopleRow]):
    """人口と世帯数: how many people and households has a municipality in which year, and who says so?"""

    name = "people"
    version = 1
    row = PeopleRow

    @opens(People.Opened)
    def _opened(self, told: People.Opened, key: str) -> PeopleRow:
        return PeopleRow(object_id=key, lg_code=told.lg_code)

    @on(People.HeadCountEntered, People.HeadCountCorrected)
    def _counted(self, row: PeopleRow, told: People.HeadCountEntered | People.HeadCountCorrected) -> PeopleRow:
        held = {each.fiscal_year: each for each in row.counts} | {told.count.fiscal_year: told.count}
        return row.model_copy(update={"counts": tuple(held[fiscal_year] for fiscal_year in sorted(held))})
