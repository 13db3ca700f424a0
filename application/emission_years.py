"""Emission years: which rounds of a plan have taken which year of the statistics."""

from application.desk import Desk
from domain.review_round import ReviewRound


async def rounds_about(desk: Desk, plan_id: str, emissions_fiscal_year: int) -> list[str]:
    """Name the rounds of a plan that took an emission year."""
    taken = (plan_id, emissions_fiscal_year)
    return [each.id for each in await desk.every(ReviewRound) if (each.plan_id, each.emissions_fiscal_year) == taken]
