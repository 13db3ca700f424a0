"""Names in a report: municipalities, measures and sectors as they were called when it was made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.web.words import fiscal, town
from domain.report import AnnualReport

SEVERAL = 6  # more names than that are counted


@dataclass(frozen=True, slots=True)
class Names:
    """名前: the words for the codes of one report; a report of an early form takes today's names of municipalities."""

    towns: Mapping[str, str]
    measures: Mapping[str, str]
    sectors: Mapping[str, str]

    @classmethod
    def of(cls, report: AnnualReport) -> "Names":
        """Read the names off a report."""
        return cls(
            towns={each.lg_code: each.name for each in report.members or ()},
            measures={each.measure_id: each.title for each in report.frame.measures},
            sectors={each.code: each.name for each in report.frame.tree},
        )

    def town(self, lg_code: str) -> str:
        """Name a municipality."""
        return self.towns.get(lg_code) or town(lg_code)

    def all_towns(self, lg_codes: Iterable[str]) -> str:
        """Name municipalities one after the other."""
        return "、".join(self.town(each) for each in lg_codes)

    def measure(self, measure_id: str) -> str:
        """Name a measure."""
        return self.measures.get(measure_id, measure_id)

    def sector(self, code: str) -> str:
        """Name a sector."""
        return self.sectors.get(code, code)


def years_of(report: AnnualReport) -> str:
    """Say which years a report is about."""
    frame = report.frame
    return f"施策は{fiscal(frame.measures_fiscal_year)}、排出量は{fiscal(frame.emissions_fiscal_year)}の分"
