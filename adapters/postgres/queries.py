"""SQL as first-class text: statements by name from the ``.sql`` files of this adapter."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def queries(stem: str) -> Mapping[str, str]:
    """Read the statements of ``sql/<stem>.sql``; each stands under ``-- name: …`` and a sentence."""
    text = files("adapters.postgres.sql").joinpath(f"{stem}.sql").read_text(encoding="utf-8")
    named = (part.partition("\n") for part in text.split("-- name: ")[1:])
    return {name.strip(): statement.strip() for name, _, statement in named}
