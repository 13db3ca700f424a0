"""The guests: invented persons of some desks who may sign in on the pages, each with a password made for this start."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

import httpx2

from adapters.demo.cast import HEAD_NAME, HEAD_PERSON, SECRETARIAT, Cast
from adapters.demo.front_end import DemonstrationFailed
from application.codes import new_code

GROUND = "サンプル（架空値）の利用者のため、本人確認はしていない"
GROUPS = 3


class Guest(NamedTuple):
    """利用者: who may sign in, and how."""

    person_id: str
    name: str
    password: str


DESKS = (
    (HEAD_PERSON, HEAD_NAME, SECRETARIAT),
    ("p-43100-clerk", "熊本市の担当", "office:43100"),
    ("p-43100-manager", "熊本市の課長", "office:43100"),
    ("p-43210-clerk", "菊池市の担当", "office:43210"),
    ("p-43211-clerk", "宇土市の担当", "office:43211"),
    ("p-adviser-expert", "意見聴取委員（有識者）", "office:advisory-committee"),
)


async def let_in(cast: Cast, http: httpx2.AsyncClient) -> Sequence[Guest]:
    """Register the persons of the desks, hand each a code, and let each choose a password on the page."""
    return [await _let_in(cast, http, *desk) for desk in DESKS]


async def _let_in(cast: Cast, http: httpx2.AsyncClient, person_id: str, name: str, office_id: str) -> Guest:
    kept = f"password/{person_id}"
    password = cast.keyring.get(kept)
    if password is not None:
        return Guest(person_id, name, password)
    head, account = cast.secretariat_head, f"account:{person_id}"
    await head.do("OpenAccount", account, person_id=person_id, office_id=office_id)
    issued = await head.do("IssueAccessCode", account, person_id=person_id, ground=GROUND)
    password = new_code(GROUPS)
    told = {"person_id": person_id, "code": issued["code"], "password": password, "again": password}
    answer = await http.post("/begin", data=told, headers={"Origin": str(http.base_url).rstrip("/")})
    if answer.status_code != HTTPStatus.SEE_OTHER:
        raise DemonstrationFailed(person_id, "/begin", str(answer.status_code))
    return Guest(person_id, name, cast.keyring.keep(kept, password))
