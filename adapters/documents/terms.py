"""The terms of use of the open data: licence, attribution and conditions, as data that the area may replace."""

from application.reference import Sourced, read
from domain.kernel import Line, Text


class OpenDataTerms(Sourced):
    """利用条件: under which licence the open data stand, how they are to be attributed, and what else holds."""

    FILE = "open_data.csv"
    publisher: Line
    license_name: Line
    license_url: Line
    attribution: Line
    conditions: Text
    status: Line

    def attributed(self, fiscal_year: int, edition: int) -> str:
        """Give the words by which an edition is to be named as the source."""
        return self.attribution.format(publisher=self.publisher, fiscal_year=fiscal_year, edition=edition)


def open_data_terms() -> OpenDataTerms:
    """Give the terms that hold."""
    terms: OpenDataTerms
    [terms] = read(OpenDataTerms)
    return terms
