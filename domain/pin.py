"""Pins: naming one exact version of one object, so that what rests on it can be checked for ever."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.kernel import StreamId, Value


class Pin(Value):
    """版の指定: the stored version of an object, with the leaf hash (SHA-256, hexadecimal) of its last event."""

    stream_id: StreamId
    version: Annotated[int, Field(ge=0)]
    leaf: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


ContentHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
