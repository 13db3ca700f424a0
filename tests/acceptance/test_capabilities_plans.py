"""Measures over HTTP: what an indicator says of itself, and the scale and template with which a round was opened."""

from typing import Any

from domain.calendar import YEAR
from tests.acceptance.asking import ask, done, shown
from tests.adapters.api.front import Front, code
from tests.domain.office_year import LG, MEASURES

OF: dict[str, Any] = {"lg_code": LG, "fiscal_year": 2025}


async def test_an_indicator_says_unit_direction_and_baseline_and_has_a_target_for_each_year(spring: Front) -> None:
    clerk = await spring.come_in("clerk", LG)
    indicator = {
        "code": "homes",
        "name": "省エネ診断",
        "unit": "世帯",
        "direction": "increase",
        "baseline": "120",
        "baseline_fiscal_year": 2020,
    }
    at = (await shown(clerk, MEASURES[0]))["version"]
    at = await done(clerk, "set-indicator", at, measure_id=MEASURES[0], indicator=indicator)
    for fiscal_year, amount in ((2024, "150"), (2025, "180"), (2025, "200")):
        target = {"indicator": "homes", "fiscal_year": fiscal_year, "amount": amount}
        at = await done(clerk, "set-yearly-target", at, measure_id=MEASURES[0], target=target)
    content = (await shown(clerk, MEASURES[0]))["content"]
    assert content["indicators"] == [indicator]
    assert [(each["fiscal_year"], each["amount"]) for each in content["targets"]] == [(2024, "150"), (2025, "200")]
    stray = {"indicator": "none", "fiscal_year": 2025, "amount": "1"}
    refused = await ask(clerk, "set-yearly-target", at, measure_id=MEASURES[0], target=stray)
    assert (refused.status_code, code(refused)) == (422, "unknown-indicator")


async def test_a_round_with_a_scale_of_its_own_takes_its_grades_and_no_others(front: Front) -> None:
    await front.found()
    head, clerk = await front.come_in("secretariat-head"), await front.come_in("clerk", LG)
    opening: dict[str, Any] = {
        "region_id": "region:kumamoto",
        "plan_id": "plan:kumamoto-1",
        "emissions_fiscal_year": 2022,
    }
    scale = [{"code": "甲", "label": "達成", "rank": 1}, {"code": "乙", "label": "未達成", "rank": 2}]
    await done(head, "open-review-round", fiscal_year=2025, **opening, scale=scale, scale_source="サンプル（架空値）")
    assert (await shown(clerk, "review-round:2025"))["content"]["scale_source"] == "サンプル（架空値）"
    at = await done(clerk, "begin-progress-report", **OF)
    statement = {"measure_id": MEASURES[0], "status": "under-way", "narrative": "サンプル"}
    refused = await ask(clerk, "report-measure", at, **OF, statement={**statement, "grade": "A"})
    assert (refused.status_code, code(refused)) == (422, "grade-unknown")
    assert refused.json()["details"]["grades"] == ["甲", "乙"]
    await done(clerk, "report-measure", at, **OF, statement={**statement, "grade": "乙"})


async def test_a_round_is_opened_with_windows_made_from_the_template_that_is_given(front: Front) -> None:
    await front.found()
    head = await front.come_in("secretariat-head")
    opening = {"region_id": "region:kumamoto", "plan_id": "plan:kumamoto-1", "emissions_fiscal_year": 2022}
    of: dict[str, Any] = {"fiscal_year": 2025, **opening}
    template = [span.model_dump(mode="json") for span in YEAR]
    refused = await ask(head, "open-review-round", **of, template=template[1:])
    assert (refused.status_code, code(refused)) == (422, "template-incomplete")
    shorter = [{**each, "to_month": 8} if each["step"] == "emissions-calculation" else each for each in template]
    await done(head, "open-review-round", **of, template=shorter)
    windows = {each["step"]: each for each in (await shown(head, "review-round:2025"))["content"]["windows"]}
    kept = [windows[step]["due_on"] for step in ("progress-confirmation", "emissions-calculation", "publication")]
    assert kept == ["2025-06-30", "2025-09-01", "2026-03-31"]  # 31 August 2025 is a Sunday
