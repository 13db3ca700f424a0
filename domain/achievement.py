"""The achievement of a target: how far an actual came, by the direction that is better; unknown stays unknown."""

from decimal import ROUND_HALF_UP, Context, Decimal

from domain.measure_terms import Direction, Indicator

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
TENTH = Decimal("0.1")
RULE = "増加が望ましい指標は実績÷目標、減少が望ましい指標は目標÷実績。百分率、小数第1位に四捨五入"


def achievement(direction: Direction, target: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """Give the achievement in percent, ``None`` where a figure is missing or the quotient would say nothing.

    More is better: actual ÷ target. Less is better: target ÷ actual. A figure below zero has no such quotient.
    """
    if target is None or actual is None or target < 0 or actual < 0:
        return None
    reached, wanted = (actual, target) if direction is Direction.INCREASE else (target, actual)
    if wanted == 0:
        return None
    return EXACT.divide(EXACT.multiply(reached, Decimal(100)), wanted).quantize(TENTH, context=EXACT)


def indicator_of(stated: str | None, indicators: tuple[Indicator, ...]) -> Indicator | None:
    """Give the indicator of an actual: the one that was named, or the only one that there is."""
    if stated is None:
        return indicators[0] if len(indicators) == 1 else None
    return next((each for each in indicators if each.code == stated), None)
