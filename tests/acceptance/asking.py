"""Asking over HTTP, as a front end does: one command at a time, and one object as it stands."""

from typing import Any

import httpx2

from tests.adapters.api.front import key, version


async def ask(client: httpx2.AsyncClient, command: str, at: int | None = None, **body: Any) -> httpx2.Response:
    """Ask for a command; ``at`` is the version of the object that was seen, without it the object is new."""
    return await client.post(f"/api/v1/commands/{command}", json=body, headers=key() if at is None else version(at))


async def done(client: httpx2.AsyncClient, command: str, at: int | None = None, **body: Any) -> int:
    """Have a command done, and give the new version of its object."""
    answer = await ask(client, command, at, **body)
    assert answer.is_success, answer.text
    return int(answer.json()["version"])


async def shown(client: httpx2.AsyncClient, object_id: str) -> dict[str, Any]:
    """Give an object as it stands."""
    answer = await client.get(f"/api/v1/objects/{object_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def acts(client: httpx2.AsyncClient, object_id: str) -> dict[str, list[str]]:
    """Give what one may do with an object, with the codes of what blocks each act."""
    found = (await shown(client, object_id))["available_actions"]
    return {each["command"]: [blocker["code"] for blocker in each["blockers"]] for each in found}
