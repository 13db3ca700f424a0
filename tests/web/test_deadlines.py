"""Deadlines on a page: what is ahead by day, and addresses for calendar programs that are shown once and closed."""

import re

from application.entrance import SecretShownOnce
from tests.domain.office_year import LG, OTHER
from tests.web.desk import Desk

ADDRESS = re.compile(r"/api/v1/calendars/shf_[A-Za-z0-9_-]{43}\.ics")
OPEN, CLOSE = "/deadlines/feeds", "/acts/close-calendar-feed"


async def test_an_office_sees_its_days_and_reads_them_in_its_own_calendar(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    page = await clerk.open("/deadlines")
    assert "これから・未完了の期限・予定4件" in page.text.replace(" ", "")
    assert f"/sheets/2025/{LG}" not in page.links()  # nothing was begun yet
    assert "令和7年6月30日（月）" in page.text
    assert OTHER not in page.source
    page = await clerk.send(OPEN, page.form(OPEN).filled(whose=f"lg_code={LG}&capacity=clerk"))
    [address] = set(ADDRESS.findall(page.source))
    assert "BEGIN:VCALENDAR" in (await desk.front.anyone.get(address)).text
    page = await clerk.open("/deadlines")
    assert not ADDRESS.search(page.source)
    [stop] = [each for each in page.links() if each.startswith(CLOSE)]
    await clerk.send(CLOSE, (await clerk.open(stop)).form(CLOSE).filled(reason="異動"))
    await desk.front.catch_up()
    assert (await desk.front.anyone.get(address)).status_code == 404
    assert CLOSE not in (await clerk.open("/deadlines")).source


async def test_nobody_opens_what_is_another_offices_and_a_refusal_says_so(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    for whose, status, told in (
        (f"lg_code={OTHER}", 403, "この操作を行う権限がありません。"),
        ("all", 403, "この操作を行う権限がありません。"),
        ("capacity=clerk", 403, "この操作を行う権限がありません。"),
        ("nothing", 422, "入力"),
        ("capacity=mayor", 422, "入力"),
    ):
        page = await clerk.send(OPEN, {"whose": whose}, status)
        assert told in page.text, whose
        assert not ADDRESS.search(page.source)
    secretariat = await desk.sign_in("secretariat")
    page = await secretariat.send(OPEN, {"whose": "capacity=clerk"}, 422)
    assert "市町村とともに" in page.text


async def test_the_secretariat_opens_for_everybody_and_who_only_reads_opens_nothing(desk: Desk) -> None:
    await desk.front.catch_up()
    secretariat = await desk.sign_in("secretariat")
    page = await secretariat.open("/deadlines")
    for whose in ("all", "capacity=committee-member", "body_id=liaison-council", f"lg_code={LG}&capacity=head"):
        made = await secretariat.send(OPEN, {"whose": whose})
        assert ADDRESS.search(made.source), whose
    assert "圏域全体" in page.text
    reader = await desk.sign_in("reader")
    page = await reader.open("/deadlines")
    assert OPEN not in page.source
    auditor = await desk.sign_in("auditor")
    page = await auditor.open("/deadlines")
    assert page.source.count("/objects/calendar-feed:") == 4
    assert CLOSE not in page.source


async def test_what_is_done_is_shown_on_demand(desk: Desk) -> None:
    await desk.front.year.file_parts(accept=True)
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    page = await clerk.open("/deadlines")
    assert "済んだもの" in page.text
    page = await clerk.open("/deadlines?all=1")
    assert "【済】【提出期限】施策の取組状況の確認" in page.text
    assert f"/sheets/2025/{LG}" in page.links()


async def test_a_form_sent_twice_makes_one_address(desk: Desk) -> None:
    await desk.front.catch_up()
    clerk = await desk.sign_in("clerk")
    form = (await clerk.open("/deadlines")).form(OPEN).filled(whose=f"lg_code={LG}")
    await clerk.send(OPEN, form)
    page = await clerk.send(OPEN, form, 409)
    assert SecretShownOnce().japanese in page.text
    assert not ADDRESS.search(page.source)
    assert (await clerk.open("/deadlines")).source.count("/objects/calendar-feed:") == 1
