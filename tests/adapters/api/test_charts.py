"""Charts over HTTP: a specification with its data, for front ends that draw by themselves."""

import pytest

from tests.adapters.api.front import Front, code

CHARTS = ("course", "sectors", "towns", "tiles")


@pytest.mark.parametrize("chart", CHARTS)
async def test_a_chart_comes_with_its_data_its_words_and_its_table(spring: Front, chart: str) -> None:
    await spring.year.file_parts(accept=True)
    await spring.catch_up()
    reader = await spring.come_in("reader")
    told = (await reader.get(f"/api/v1/area-charts/{chart}")).json()
    assert told["name"] == chart
    assert told["specification"]["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert told["description"].endswith("。")
    assert told["rows"]
    assert {len(row) for row in told["rows"]} == {len(told["headings"])}
    before = (await reader.get(f"/api/v1/area-charts/{chart}", params={"on": "2025-04-01"})).json()
    assert before["rows"] != told["rows"]  # nothing was accepted on that day


async def test_who_may_not_ask_and_what_there_is_not(spring: Front) -> None:
    await spring.catch_up()
    promoter = await spring.come_in("promoter")
    assert code(await promoter.get("/api/v1/area-charts/course")) == "not-permitted"
    reader = await spring.come_in("reader")
    assert (await reader.get("/api/v1/area-charts/nothing")).status_code == 422
    other = await reader.get("/api/v1/area-charts/course", params={"plan_id": "plan:nowhere"})
    assert other.status_code in {404, 422}
    assert (await spring.anyone.get("/api/v1/public/reports/2025/editions/1/charts/course")).status_code == 404
