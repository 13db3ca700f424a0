"""Contacts: names and addresses, which never enter an event and can be replaced or erased."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from adapters.api.conditions import DryRun
from adapters.api.problems import problems
from adapters.api.wiring import Asker, Need
from application.desk import ObjectNotFound
from application.letter import Mailbox
from application.ports import Contact
from domain.kernel import Line, PersonId, Value

ContactId = Annotated[PersonId, Path(description="連絡先または職員の識別子")]


class ContactCard(Value):
    """連絡先: what a person or an office is called, and how to reach it. 出来事には入らない。"""

    name: Line
    mail: Annotated[Line | None, Field(description="メールアドレス")] = None
    telephone: Line | None = None
    sample: Annotated[bool, Field(description="サンプル（架空値）かどうか")] = False
    charset: Annotated[
        Literal["utf-8", "iso-2022-jp"],
        Field(description="メールの文字コード。UTF-8が文字化けする受信環境ではiso-2022-jp"),
    ] = "utf-8"


def enter(router: APIRouter) -> None:
    """Enter the two routes."""
    router.add_api_route(
        "/api/v1/contacts/{contact_id}",
        put_contact,
        methods=["PUT"],
        operation_id="PutContact",
        summary="連絡先を登録または変更する。",
        tags=["contacts"],
        response_model=ContactCard,
        responses=problems(400, 403, 413, 415, 422),
    )
    router.add_api_route(
        "/api/v1/contacts/{contact_id}",
        show_contact,
        operation_id="GetContact",
        summary="連絡先を見る。",
        tags=["contacts"],
        response_model=ContactCard,
        responses=problems(403, 404, 422),
    )


async def put_contact(
    contact_id: ContactId,
    body: ContactCard,
    needed: Need,
    asker: Asker,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """Write or replace a contact; an address to which no mail could go is refused."""
    needed.reader.reach("PutContact", asker)
    if body.mail is not None:
        Mailbox(body.name, body.mail)
    if not dry_run:
        await needed.contacts.put(Contact(contact_id, body.name, body.mail, body.telephone, body.sample, body.charset))
    return JSONResponse(body.model_dump(mode="json"))


async def show_contact(contact_id: ContactId, needed: Need, asker: Asker) -> Response:
    """Give a contact."""
    needed.reader.reach("GetContact", asker)
    found = (await needed.contacts.get([contact_id])).get(contact_id)
    if found is None:
        raise ObjectNotFound(object_id=contact_id)
    facts = {name: getattr(found, name) for name in ContactCard.model_fields}
    card = ContactCard.model_validate(facts)
    return JSONResponse(card.model_dump(mode="json"))
