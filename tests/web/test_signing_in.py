"""Signing in on the pages: the ways in, what leads back, what other sites cannot do, and one's own account."""

import re
from datetime import timedelta

import pyotp
import pytest

from adapters.api.door import COOKIE
from adapters.api.rates import Rates
from adapters.api.wiring import Settings
from adapters.postgres.connection import Database
from adapters.web.forms import way_back
from adapters.web.site import Site
from application.accounts import SuspendAccount
from application.founding import found
from application.organisation import AssignPerson
from tests.adapters.api.front import open_front
from tests.application.review_year import CHIEF
from tests.web.desk import HOST, PASSWORD, Browser, Desk
from tests.web.page import Page

OTHER_PASSWORD = "tsubaki ga yureru asa no iro"  # noqa: S105 - of nobody real


async def test_who_is_not_in_is_led_to_the_sign_in_page_and_back_to_what_was_looked_at(desk: Desk) -> None:
    await desk.sign_in("clerk")
    browser = desk.browser()
    page = await browser.open("/rounds/2025?state=open")
    assert browser.at == "/sign-in?next=%2Frounds%2F2025%3Fstate%3Dopen"
    told = page.form("/sign-in").filled(person_id="clerk", password=PASSWORD)
    await browser.send("/sign-in", told)
    assert browser.at == "/rounds/2025?state=open"


async def test_a_wrong_password_keeps_the_id_and_not_the_password(desk: Desk) -> None:
    await desk.sign_in("clerk")
    page = await desk.browser().send("/sign-in", {"person_id": "clerk", "password": "wrong password"}, 401)
    assert "利用者ID、パスワード、コードのいずれかが正しくありません。" in page.text
    assert dict(page.form("/sign-in").inputs)["person_id"] == "clerk"
    assert "wrong password" not in page.source


async def test_whoever_fails_too_often_is_told_how_long_to_wait(desk: Desk) -> None:
    await desk.sign_in("clerk")
    for _ in range(5):
        await desk.browser().send("/sign-in", {"person_id": "clerk", "password": "wrong password"}, 401)
    page = await desk.browser().send("/sign-in", {"person_id": "clerk", "password": PASSWORD}, 429)
    assert "あと31秒ほどお待ちください。" in page.text


@pytest.mark.parametrize(
    "person", ["", "-", "A", "clerk; DROP TABLE", "é", "x" * 65, "clerk\x00", "../clerk"], ids=repr
)
async def test_an_id_that_is_none_is_refused_like_one_that_is_not_known(desk: Desk, person: str) -> None:
    page = await desk.browser().send("/sign-in", {"person_id": person, "password": PASSWORD}, 401)
    assert "いずれかが正しくありません" in page.text


@pytest.mark.parametrize(
    "told",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil.example"),
        *("/sign-in?next=/x", "/api/v1/plans", "http:/x", " /home", "/\n/evil.example", "///evil.example", ""),
    ],
)
def test_the_way_back_leads_to_our_own_pages_alone(told: str) -> None:
    assert way_back(told) == "/home"


def test_the_way_back_is_the_page_that_was_asked_for() -> None:
    assert way_back("/rounds/2025?state=open") == "/rounds/2025?state=open"


async def test_a_person_begins_with_a_code_and_is_asked_for_the_same_password_twice(desk: Desk) -> None:
    await desk.sign_in("clerk")
    code = await desk.code("clerk")
    told = {"person_id": "clerk", "code": code, "password": OTHER_PASSWORD, "again": "another"}
    page = await desk.browser().send("/begin", told, 422)
    assert "二つのパスワードが同じではありません。" in page.text
    assert dict(page.form("/begin").inputs)["code"] == code
    page = await desk.browser().send("/begin", {**told, "password": "kumamoto1", "again": "kumamoto1"}, 422)
    assert "推測されやすい" in page.text
    browser = desk.browser()
    await browser.send("/begin", {**told, "again": OTHER_PASSWORD})
    assert browser.at == "/home"


async def test_the_cookie_is_of_this_host_alone_and_out_of_reach_of_scripts(desk: Desk) -> None:
    await desk.sign_in("clerk")
    browser = desk.browser()
    answer = await browser.client.post(
        "/sign-in", data={"person_id": "clerk", "password": PASSWORD}, headers={"Origin": HOST}
    )
    (cookie,) = answer.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    assert name == COOKIE
    assert {each.strip().lower() for each in rest.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}


async def test_signing_out_ends_the_session_and_clears_the_browser(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    kept = dict(browser.client.cookies)
    answer = await browser.client.post("/sign-out", headers={"Origin": HOST})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    again = desk.browser()
    again.client.cookies.update(kept)
    await again.open("/home")
    assert again.at.startswith("/sign-in")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": HOST}],
    ids=str,
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/begin", "/account/password", "/acts/begin-progress-report"]
)
async def test_no_page_takes_what_another_site_sends(desk: Desk, path: str, headers: dict[str, str]) -> None:
    browser = await desk.sign_in("clerk")
    before = await desk.front.log.head()
    answer = await browser.client.post(path, data={"person_id": "clerk"}, headers=headers)
    assert answer.status_code == 403
    assert "このサービスの画面から送られたものではない" in Page(answer.text).text
    assert await desk.front.log.head() == before
    await browser.open("/home")
    assert browser.at == "/home"


async def test_no_page_changes_anything_by_being_looked_at(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    before = await desk.front.log.head()
    for path in ("/sign-out", "/persons/open", "/account/sessions/end-others", "/account/password"):
        answer = await browser.client.get(path)
        assert answer.status_code in {404, 405}, path
    for path in ("/acts/begin-progress-report?object=progress-report:43100:2025", "/sheets/2025/43100", "/home"):
        await browser.open(path)
    assert await desk.front.log.head() == before


async def test_a_form_that_was_sent_after_the_session_ended_is_kept_and_sent_after_signing_in(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    await browser.send("/acts/begin-progress-report", {"lg_code": "43100", "fiscal_year": "2025", "version": "0"})
    sheet = await browser.open("/sheets/2025/43100")
    told = sheet.forms[-1].filled(**{"m.0.status": "under-way", "m.0.narrative": "途中まで書いた\n長い「文章」<b>"})
    desk.front.clock.advance(timedelta(minutes=31))
    page = await browser.send("/sheets/2025/43100", told, 401)
    assert "入力した内容は、この画面に残っています。" in page.text
    page = await browser.send("/sign-in", page.form("/sign-in").filled(person_id="clerk", password=PASSWORD))
    assert "先ほどの内容を送ります" in page.text
    page = await browser.send("/sheets/2025/43100", page.form("/sheets/2025/43100").inputs)
    assert "保存しました（施策 1件）。" in page.text
    assert "途中まで書いた" in page.source


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "x",
        "[" * 3_000,
        '{"to": 1}',
        '{"to": "https://evil.example", "pairs": []}',
        '{"to": "/home", "pairs": [[1]]}',
    ],
)
async def test_what_was_kept_is_believed_only_where_it_is_a_form_of_ours(desk: Desk, kept: str) -> None:
    await desk.sign_in("clerk")
    browser = desk.browser()
    await browser.send("/sign-in", {"person_id": "clerk", "password": PASSWORD, "next": "", "kept": kept})
    assert browser.at == "/home"


async def registered(browser: Browser, desk: Desk) -> tuple[pyotp.TOTP, list[str]]:
    page = await browser.send("/account/authenticator", {"current": PASSWORD})
    seed = re.search(r'class="seed">([^<]+)<', page.source)
    assert seed
    phone = pyotp.TOTP(seed[1].replace(" ", ""))
    page = await browser.send("/account/authenticator/confirm", {"code": "000000"}, 422)
    assert "認証アプリのコードが正しくありません" in page.text
    page = await browser.send("/account/authenticator/confirm", {"code": phone.at(desk.front.clock.now())})
    codes = re.findall(r"<li><code>((?:[A-Z0-9]{5}-){4}[A-Z0-9]{5})</code></li>", page.source)
    assert len(codes) == 10
    return phone, codes


async def test_an_authenticator_is_registered_asked_for_and_taken_away(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    page = await browser.send("/account/authenticator", {"current": "wrong"}, 401)
    assert "いずれかが正しくありません" in page.text
    phone, codes = await registered(browser, desk)
    desk.front.clock.advance(timedelta(seconds=60))
    again = desk.browser()
    page = await again.send("/sign-in", {"person_id": "clerk", "password": PASSWORD, "next": "/rounds/2025"})
    assert "認証アプリのコード" in page.text
    await again.open("/rounds/2025")
    assert again.at == "/sign-in/factor"
    page = await again.send("/sign-in/factor", page.form("/sign-in/factor").filled(code="000000"), 401)
    told = page.form("/sign-in/factor").filled(code=phone.at(desk.front.clock.now()))
    await again.send("/sign-in/factor", told)
    assert again.at == "/rounds/2025"
    lost = desk.browser()
    page = await lost.send("/sign-in", {"person_id": "clerk", "password": PASSWORD})
    await lost.send("/sign-in/factor", page.form("/sign-in/factor").filled(code=codes[0]))
    page = await lost.open("/account")
    assert "回復コードは残り9個" in page.text
    page = await lost.send("/account/authenticator/remove", {"current": PASSWORD})
    assert "認証アプリを解除しました。" in page.text


async def test_a_password_is_changed_and_the_other_browsers_are_out(desk: Desk) -> None:
    browser, other = await desk.sign_in("clerk"), await desk.sign_in("clerk")
    told = {"current": PASSWORD, "password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    page = await browser.send("/account/password", {**told, "current": "wrong"}, 401)
    page = await browser.send("/account/password", told)
    assert "パスワードを変えました。" in page.text
    await other.open("/home")
    assert other.at.startswith("/sign-in")


async def test_one_sees_where_one_is_signed_in_and_ends_it_there(desk: Desk) -> None:
    browser, other = await desk.sign_in("clerk"), await desk.sign_in("clerk")
    page = await browser.open("/account")
    assert page.text.count("この端末 ") == 1
    ends = [form for form in page.forms if form.action == "/account/sessions/end"]
    page = await browser.send("/account/sessions/end", ends[0].inputs)
    assert "サインインを終了しました。" in page.text
    await other.open("/home")
    assert other.at.startswith("/sign-in")


async def test_who_has_two_capacities_changes_between_them(desk: Desk) -> None:
    here = {"office_id": "office:liaison-council", "person_id": "head", "capacity": "council-member"}
    await desk.front.year.ask(CHIEF, AssignPerson.model_validate({**here, "assigned_on": "2025-04-01"}))
    browser = await desk.sign_in("head")
    page = await browser.open("/account/capacity")
    assert "連絡会議 連絡会議構成員" in page.text
    page = await browser.send("/account/capacity", {"placement": "office:liaison-council/council-member"})
    assert "連絡会議構成員" in page.text
    await browser.send("/account/capacity", {"placement": "office:43100/manager"}, 403)
    await browser.send("/account/capacity", {"placement": "nonsense"}, 422)


async def test_who_is_suspended_is_told_so_after_the_right_password(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    await desk.front.year.ask(CHIEF, SuspendAccount(person_id="clerk", ground="休職"))
    await browser.open("/home")
    assert browser.at.startswith("/sign-in")
    page = await desk.browser().send("/sign-in", {"person_id": "clerk", "password": PASSWORD}, 409)
    assert "この利用者は利用を停止されています。" in page.text


async def test_the_first_person_comes_in_by_the_code_on_the_console_and_nobody_after(database: Database) -> None:
    async with open_front(database, pages=Site()) as front:
        await found(front.year.counter, front.log, front.clock)
        await front.catch_up()
        code = await front.entrance.setup_code()
        assert code
        desk = Desk(front)
        told = {"code": code, "person_id": "p-chief", "name": "事務局長", "password": PASSWORD, "again": PASSWORD}
        page = await desk.browser().send("/set-up", {**told, "code": "AAAAA-AAAAA-AAAAA-AAAAA"}, 403)
        assert "設定コードが正しくないか" in page.text
        await desk.browser().send("/set-up", {**told, "password": "short", "again": "short"}, 422)
        await desk.browser().send("/set-up", {**told, "person_id": "事務局長"}, 422)
        browser = desk.browser()
        page = await browser.send("/set-up", told)
        assert browser.at == "/home"
        assert "事務局長" in page.text
        assert await front.entrance.setup_code() is None
        await desk.browser().send("/set-up", {**told, "person_id": "p-second"}, 403)
        again = await front.anyone.post(
            "/api/v1/setup", json={"code": code, "person_id": "p-x", "name": "x", "office_id": "office:secretariat"}
        )
        assert again.status_code == 403


async def test_a_page_that_is_not_there_says_so_in_words_with_a_number_to_ask_by(desk: Desk) -> None:
    browser = await desk.sign_in("clerk")
    for path in ("/nowhere", "/static/secret.txt", "/objects/measure:none", "/rounds/1999"):
        page = await browser.open(path, 422 if path.endswith("1999") else 404)
        assert "受付番号" in page.text


async def test_a_key_opens_no_page(desk: Desk) -> None:
    secret = await desk.front.secret("secretariat-head")
    browser = desk.browser()
    for path in ("/home", "/rounds/2025", "/account", "/nowhere"):
        answer = await browser.client.get(path, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 403
        assert "画面はサインインして開いてください。" in Page(answer.text).text
    assert (await browser.client.get("/sign-in", headers={"Authorization": f"Bearer {secret}"})).status_code == 200


async def test_an_address_that_tries_many_people_is_slowed_down_whoever_they_are(database: Database) -> None:
    rates = Rates(refused=5)
    async with open_front(database, Settings(rates=rates), pages=Site()) as front:
        desk = Desk(front)
        for nth in range(5):
            told = {"person_id": f"p-{nth}", "password": PASSWORD}
            await desk.browser().send("/sign-in", told, 401)
        page = await desk.browser().send("/sign-in", {"person_id": "p-9", "password": PASSWORD}, 429)
        assert "お待ちください" in page.text
        code = {"person_id": "p-9", "code": "AAAAA", "password": PASSWORD, "again": PASSWORD}
        await desk.browser().send("/begin", code, 429)
        await desk.browser().open("/sign-in")
