"""The kernel: facts are applied in their order, each exactly once."""

from datetime import date

import pytest

from domain.daily_run import DailyRun
from domain.number_series import NumberSeries


def drawn(version: int) -> NumberSeries.Drawn:
    return NumberSeries.Drawn(
        originator_id="number-series:council", originator_version=version, number=1, purpose="第1回"
    )


@pytest.mark.parametrize("version", [1, 3])
def test_a_fact_applies_only_to_the_version_just_before_it(version: int) -> None:
    series = NumberSeries(slug="council")
    told = rf"^number-series:council@{version} does not follow number-series:council@1$"
    with pytest.raises(ValueError, match=told):
        drawn(version).mutate(series)


def test_a_fact_does_not_apply_to_another_stream() -> None:
    with pytest.raises(ValueError, match=r"^number-series:council@2 does not follow number-series:other@1$"):
        drawn(2).mutate(NumberSeries(slug="other"))


def test_a_first_fact_is_first_by_its_version() -> None:
    late = NumberSeries.Opened(originator_id="number-series:council", originator_version=2, slug="council")
    with pytest.raises(ValueError, match=r"^number-series:council@2 cannot begin a stream$"):
        late.mutate(None)


def test_a_first_fact_begins_nothing_that_has_begun() -> None:
    (first,) = DailyRun(day=date(2025, 4, 1), acts=0).collect()
    with pytest.raises(ValueError, match=r"^daily-run:2025-04-01@1 cannot begin a stream$"):
        first.mutate(DailyRun(day=date(2025, 4, 1), acts=0))
