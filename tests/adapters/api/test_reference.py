"""The reference page: everything on one page, from nowhere else."""

import re

from adapters.api.openapi_tidy import operations
from tests.adapters.api.front import Front
from tests.adapters.api.test_openapi import WRITTEN


async def test_the_page_and_its_style_load_nothing_from_another_host(front: Front) -> None:
    page = await front.anyone.get("/api/v1/reference")
    style = await front.anyone.get("/api/v1/reference.css")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert not re.findall(
        r"""(?:src|href|srcset|action|content)=["']?(?:\w+:)?//|url\(|@import""", page.text + style.text
    )
    assert set(re.findall(r'(?:href|src)="([^"#]+)"', page.text)) == {"/api/v1/reference.css", "/api/v1/openapi.json"}


async def test_its_policy_allows_no_script_and_no_inline_style(front: Front) -> None:
    page = await front.anyone.get("/api/v1/reference")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert "style=" not in page.text


async def test_the_page_has_every_operation_and_every_code_of_a_refusal(front: Front) -> None:
    page = (await front.anyone.get("/api/v1/reference")).text
    for operation in operations(WRITTEN):
        assert f'id="{operation["operationId"]}"' in page
    assert 'id="problem-council-not-approved"' in page
    assert "この版の取りまとめは連絡会議の承認を得ていません。" in page


async def test_the_groups_are_named_in_japanese_and_code_is_set_as_code(front: Front) -> None:
    page = (await front.anyone.get("/api/v1/reference")).text
    names = re.findall(r'<section id="group-[^"]+"><h2>([^<]+)</h2>', page)
    assert all(re.search(r"[぀-ヿ一-鿿]", name) for name in names), names
    assert "`" not in page
    assert "<code>If-Match</code>" in page


async def test_every_link_on_the_page_leads_to_something_on_it(front: Front) -> None:
    page = (await front.anyone.get("/api/v1/reference")).text
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target


async def test_the_document_is_served_as_it_is_committed(front: Front) -> None:
    assert (await front.anyone.get("/api/v1/openapi.json")).json() == WRITTEN
