"""The cast: who acts in the demonstration. Every person is invented and marked; keys are kept for a second start."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from adapters.demo.front_end import DemonstrationFailed, FrontEnd
from application.samples import SampleOffice, SamplePerson

HEAD_PERSON = "p-secretariat-head"
HEAD_NAME = "サンプル事務局長"
SECRETARIAT = "office:secretariat"
KEY_LIFE = timedelta(days=399)


class Keyring:
    """鍵束: the secrets of the demonstration's invented persons, in one file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._secrets: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def get(self, name: str) -> str | None:
        """Give a secret that is kept."""
        return self._secrets.get(name)

    def keep(self, name: str, secret: str) -> str:
        """Keep a secret before anything else is done with it."""
        self._secrets[name] = secret
        unfinished = self._path.with_suffix(".part")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._secrets, file)
        unfinished.replace(self._path)
        return secret


@dataclass(slots=True)
class Cast:
    """登場人物: the front ends of everybody who acts, by person and capacity."""

    keyring: Keyring
    door: FrontEnd
    today: date

    async def enter(self, setup_code: str | None) -> FrontEnd:
        """Let the head of the secretariat in, by the code of the console or by the key of an earlier start."""
        secret = self.keyring.get("first")
        if secret is None:
            answer = await self.door.post(
                "/api/v1/setup", code=setup_code or "", person_id=HEAD_PERSON, name=HEAD_NAME, office_id=SECRETARIAT
            )
            secret = self.keyring.keep("first", answer["secret"])
        return await self.issue(self.door.of(secret), HEAD_PERSON, SECRETARIAT, "secretariat-head")

    async def issue(self, issuer: FrontEnd, person_id: str, office_id: str, capacity: str) -> FrontEnd:
        """Have a key issued for a person, once, and give the front end that uses it."""
        name = f"{person_id}/{capacity}"
        secret = self.keyring.get(name)
        attempt = 0
        while secret is None:
            attempt += 1
            try:
                answer = await issuer.do(
                    "IssueApiKey",
                    None,
                    person_id=person_id,
                    office_id=office_id,
                    capacity=capacity,
                    expires_on=str(self.today + KEY_LIFE),
                )
            except DemonstrationFailed as failed:
                if "secret-shown-once" not in str(failed) or attempt > 1:
                    raise
                continue
            secret = self.keyring.keep(name, answer["secret"])
        return self.door.of(secret)

    def named(self, person_id: str, capacity: str) -> FrontEnd:
        """Give the front end of somebody who has a key."""
        secret = self.keyring.get(f"{person_id}/{capacity}")
        if secret is None:
            raise DemonstrationFailed(person_id, capacity, "no key")
        return self.door.of(secret)

    def office(self, lg_code: str, capacity: str = "clerk") -> FrontEnd:
        """Give the front end of a municipality's clerk, manager or head."""
        return self.named(f"p-{lg_code}-{capacity}", capacity)

    @property
    def secretariat(self) -> FrontEnd:
        """Give the front end of the officer at the secretariat."""
        return self.named("p-secretariat-1", "secretariat")

    @property
    def secretariat_head(self) -> FrontEnd:
        """Give the front end of the head of the secretariat."""
        return self.named(HEAD_PERSON, "secretariat-head")


def contact_of(row: SampleOffice | SamplePerson) -> Mapping[str, object]:
    """Give the contact card of a sample row; the mark goes with it."""
    if isinstance(row, SampleOffice):
        return {"name": row.contact_name, "mail": row.mail, "telephone": row.telephone, "sample": True}
    return {"name": row.name, "mail": row.mail, "sample": True}
