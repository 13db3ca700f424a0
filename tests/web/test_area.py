"""The shape of the area on a page, and the pictures of published reports that anybody may show."""

import re

from tests.adapters.api.test_open_data import published_year
from tests.adapters.documents.printed_samples import content
from tests.web.desk import Desk

CHARTS = ("course", "sectors", "towns", "tiles")


async def test_the_page_shows_every_chart_with_its_words_and_its_table(desk: Desk) -> None:
    await desk.front.year.file_parts(accept=True)
    await desk.front.catch_up()
    for who in ("clerk", "councillor", "adviser", "reader", "auditor"):
        page = await (await desk.sign_in(who)).open("/area")
    pictures = list(page.all("img"))
    assert [told["src"] for told in pictures] == [f"/area/{each}.svg" for each in CHARTS]
    assert all(told["alt"] and told["width"] and told["height"] for told in pictures)
    assert len(list(page.all("table"))) == len(CHARTS)
    assert "未提出" in page.text  # one of two members has stated nothing


async def test_a_picture_is_a_picture_and_an_unknown_one_is_not_there(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    for chart in CHARTS:
        answer = await clerk.client.get(f"/area/{chart}.svg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        again = await clerk.client.get(f"/area/{chart}.svg", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    await clerk.open("/area/nothing.svg", 404)
    anyone = desk.browser()
    assert (await anyone.client.get("/area/course.svg")).status_code == 303


async def test_the_pictures_of_a_published_report_may_be_shown_by_anybody(desk: Desk) -> None:
    front = desk.front
    await front.year.store(await published_year(front, 2025, content()))
    await front.catch_up()
    anyone = desk.browser()
    page = await anyone.open("/reports/2025")
    addresses = [told["src"] or "" for told in page.all("img")]
    assert addresses == [f"/reports/2025/editions/1/{each}.svg" for each in ("course", "sectors", "towns")]
    for address in addresses:
        answer = await anyone.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "immutable" in answer.headers["cache-control"]
    for wrong in ("/reports/2025/editions/1/tiles.svg", "/reports/2025/editions/9/course.svg"):
        assert (await anyone.client.get(wrong)).status_code == 404
    specification = next(each for each in page.links() if re.search(r"charts/sectors$", each))
    told = (await desk.front.anyone.get(specification)).json()
    assert told["specification"]["$schema"].startswith("https://vega.github.io/")
