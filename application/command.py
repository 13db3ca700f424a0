"""The command: what a person may ask for. The request body is the command, and there is no second form of it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from application.desk import Desk
from domain.errors import Refusal, kebab
from domain.kernel import Aggregate, LgCode, Line, StreamId, Text, Value
from domain.labels import Labelled


class Source(Labelled):
    """受付方法: how an act reached the secretariat that enters it for an office (rule 8)."""

    MAIL = "mail", "メール", "mail"
    PAPER = "paper", "書面", "paper"
    PHONE = "phone", "電話", "phone"


class Command(Value):
    """命令: the root of every command. The first line of each docstring is its Japanese label.

    ``OBJECT`` is the kind of object acted upon; a command without it is a shared form that nobody can send.
    """

    OBJECT: ClassVar[type[Aggregate]]
    catalogue: ClassVar[dict[str, type["Command"]]] = {}

    acting_for: Annotated[LgCode | None, Field(description="代行する市町村の団体コード")] = None
    authority: Annotated[Line | None, Field(description="根拠。代行のときは受付方法 mail / paper / phone")] = None
    reason: Annotated[Text | None, Field(description="理由")] = None
    effective_on: Annotated[date | None, Field(description="行為の日(日本)。省略時は今日")] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **settings: object) -> None:
        """Enter the command in the catalogue under its own name."""
        super().__pydantic_init_subclass__(**settings)
        if hasattr(cls, "OBJECT"):
            Command.catalogue[cls.__name__] = cls

    @classmethod
    def code(cls) -> str:
        """Give the stable name of the act in addresses, such as ``submit-progress-report``."""
        return kebab(cls.__name__)

    @classmethod
    def label(cls) -> str:
        """Give the Japanese label of the act: the first line of the docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @property
    def object_id(self) -> StreamId:
        """Name the object acted upon, by its stream id."""
        raise NotImplementedError(type(self).__name__)

    async def decide(self, desk: Desk) -> None:
        """Load what the decision needs and ask it; the facts decided stay on the desk."""
        raise NotImplementedError(type(self).__name__)

    @classmethod
    async def blockers(cls, desk: Desk, object_id: str) -> Iterable[Refusal]:  # noqa: ARG003 - for the overriding ones
        """List the guards that are open before anything is entered, in their fixed order."""
        return ()

    def fingerprint(self) -> bytes:
        """Digest what was asked: the same Idempotency-Key must come with the same digest."""
        asked = [type(self).__name__, self.model_dump(mode="json")]
        return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).digest()


def bundle_fingerprint(commands: Iterable[Command]) -> bytes:
    """Digest several commands asked in one request; never equal to the digest of one of them alone."""
    return hashlib.sha256(b"bundle" + b"".join(command.fingerprint() for command in commands)).digest()
