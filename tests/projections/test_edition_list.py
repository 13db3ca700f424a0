"""Editions side by side: one list of whatever was said of an emission year, each against the one before it."""

from datetime import date
from decimal import Decimal

from domain.emission_checks import Comparison
from domain.kernel import Aggregate
from domain.past_emissions import PastEmissions
from domain.restatement_checks import RestatementCheck
from projections.edition_list import editions_of
from projections.emission_series import EmissionSeries, StatementRow
from tests.domain.emission_samples import SAMPLE
from tests.domain.office_year import LG, accepted, cell, empty_statement, full_statement
from tests.projections import sample_year
from tests.projections.agreement import row_of

SECTORS = ("RES", "COM", "SINK")


def row(made: Aggregate) -> StatementRow:
    found = row_of(EmissionSeries(), made)
    assert isinstance(found, StatementRow)
    return found


def entered(on: date, year: int = 2022, residential: str = "1000", commerce: str | None = "500") -> PastEmissions:
    return PastEmissions.enter(
        lg_code=LG,
        emissions_fiscal_year=year,
        sectors=SECTORS,
        cells=(cell("RES", value=residential), cell("COM", value=commerce), cell("SINK", value="-99")),
        source=SAMPLE,
        on=on,
        check=RestatementCheck(comparison=Comparison()),
    )


def test_editions_of_rounds_and_of_past_emissions_stand_in_one_list_by_their_days() -> None:
    statement = sample_year.statement()
    rows = [row(statement), row(entered(date(2024, 1, 1)))]
    before, first, second = editions_of(rows, 2022)
    assert (before.object_id, before.fiscal_year, before.edition) == (f"past-emissions:{LG}:2022", None, 1)
    assert (before.since, before.source, before.reason, before.sample) == (date(2024, 1, 1), SAMPLE, None, True)
    assert (before.total.value, before.difference) == (Decimal(1500), None)
    assert (first.object_id, first.fiscal_year, first.edition) == (statement.id, 2025, 1)
    assert (first.total.value, first.difference) == (Decimal(2469), Decimal(969))
    assert (second.edition, second.total.value, second.difference) == (2, Decimal("2434.5"), Decimal("-34.5"))
    held = rows[0].editions[1]
    assert (second.reason, second.authority, second.effect) == (held.reason, held.authority, held.effect)
    assert second.effect == "約3%減"
    assert first.since < second.since == held.since


def test_what_is_said_later_stands_later_whatever_it_is() -> None:
    rows = [row(entered(date(2099, 1, 1))), row(sample_year.statement())]
    assert [each.fiscal_year for each in editions_of(rows, 2022)] == [2025, 2025, None]


def test_a_restatement_on_the_day_of_its_entry_stands_behind_it() -> None:
    day = date(2024, 1, 1)
    made = entered(day)
    named = {"source": "改訂版", "reason": "改訂", "authority": "事務局長", "effect": "減る"}
    made.restate((cell("RES", value="900"),), on=day, check=RestatementCheck(comparison=Comparison()), **named)
    first, second = editions_of([row(made)], 2022)
    assert (first.edition, second.edition, second.difference) == (1, 2, Decimal(-100))
    assert (first.source, second.source, second.authority) == (SAMPLE, "改訂版", "事務局長")


def test_a_total_that_lacks_a_figure_differs_from_nothing() -> None:
    rows = [row(entered(date(2024, 1, 1))), row(entered(date(2024, 1, 1), 2021))]
    lacking = empty_statement()
    lacking.state_cells((cell("RES"), cell("COM", value=None)))
    accepted(lacking)
    lacking.restate((cell("COM"),), on=date(2026, 1, 1), reason="推計", authority="課長", effect="増える")
    whole, less, completed = editions_of([*rows, row(lacking)], 2022)
    assert whole.difference is None
    assert (less.total.complete, less.difference) == (False, None)
    assert (completed.total.complete, completed.difference) == (True, None)


def test_another_year_and_a_draft_are_in_no_list() -> None:
    rows = [row(entered(date(2024, 1, 1), 2021)), row(full_statement())]
    assert editions_of(rows, 2022) == ()
    assert len(editions_of(rows, 2021)) == 1
