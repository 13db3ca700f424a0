"""Conditions: versions as ETags, and the headers by which a command says what it rests on."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

from fastapi import Header, Query

from adapters.api.refusals import IfMatchMalformed, VersionRequired
from application.act import VersionStale

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="受付キー。同じ操作を送り直すときは同じ値を送る。結果は一度しか記録されず、最初の回答が返る。",
        pattern=r"^[\x21-\x7e]{1,200}$",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='対象の版（例 "3"）。対象がすでに存在するときは必須。', max_length=200),
]
DryRun = Annotated[bool, Query(description="試行。判定と結果の出来事だけを返し、何も記録しない。")]

VERSION = re.compile(r'^"([0-9]{1,9})"$')


def etag(version: int) -> str:
    """Write a version as a strong entity tag."""
    return f'"{version}"'


def expected_version(if_match: str | None) -> int:
    """Read the version that a command rests on; without the header it rests on there being no such object."""
    if if_match is None:
        return 0
    found = VERSION.match(if_match.strip())
    if found is None:
        raise IfMatchMalformed
    return int(found.group(1))


@contextmanager
def version_asked(object_id: str, if_match: str | None) -> Iterator[None]:
    """Ask for ``If-Match`` where it is missing and the object is there already."""
    try:
        yield
    except VersionStale as stale:
        if if_match is None:
            raise VersionRequired(object_id=object_id, **stale.details) from stale
        raise


def unchanged(headers: Mapping[str, str], tag: str) -> bool:
    """Tell whether the reader already holds this version (``If-None-Match``)."""
    given = [part.strip().removeprefix("W/") for part in headers.get("if-none-match", "").split(",")]
    return "*" in given or tag in given
