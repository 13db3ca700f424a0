"""Carrying over: a matter goes on into a later fiscal year, never back into one where people think it dealt with."""

from collections.abc import Iterator

from domain.errors import Refusal


class CarriedBackwards(Refusal):
    """引き継ぐ年度は、現在の年度より後でなければなりません。"""


def carrying_blockers(stands_in: int, to_fiscal_year: int | None) -> Iterator[Refusal]:
    """Yield a year that is not later than the one in which the matter stands."""
    if to_fiscal_year is not None and to_fiscal_year <= stands_in:
        yield CarriedBackwards(stands_in=stands_in, asked=to_fiscal_year)
