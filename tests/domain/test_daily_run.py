"""The daily run is a fact of one day."""

from datetime import date

from domain.daily_run import DailyRun, DailyRunState
from tests.domain.replay import assert_replays


def test_a_run_is_named_by_its_day_and_replays() -> None:
    run = DailyRun(day=date(2025, 4, 1), acts=19)
    assert run.id == "daily-run:2025-04-01"
    assert run.state is DailyRunState.PERFORMED
    assert_replays(DailyRun, run.collect(), run)
