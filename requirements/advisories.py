"""Advisories: which locked versions a stored database of known vulnerabilities names, in the OSV format (schema 1.x).

The database is one JSON file with an advisory or a list of them, or a zip of such files as OSV gives them out for PyPI.
Only the versions of the ecosystem PyPI count; a withdrawn advisory names nothing.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"
BEGINNING = "0"  # how the format writes: from the first version on


class DatabaseUnreadable(Exception):  # noqa: N818 - an answer to the person, not a malfunction
    """脆弱性情報を読み取れません。: the file is no OSV database; nothing was compared."""


@dataclass(frozen=True, slots=True)
class Found:
    """該当: a locked package that an advisory names, the advisory, and the versions that mend it."""

    name: str
    version: str
    advisory: str
    summary: str
    mended_in: tuple[str, ...]


def read_database(path: Path) -> list[Mapping[str, Any]]:
    """Read every advisory of a database; raises ``DatabaseUnreadable``."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                told = [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")]
        else:
            told = [json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, RecursionError, zipfile.BadZipFile) as error:
        raise DatabaseUnreadable(str(path), str(error)) from error
    advisories = [each for part in told for each in (part if isinstance(part, list) else [part])]
    if not advisories or not all(isinstance(each, dict) and "id" in each for each in advisories):
        raise DatabaseUnreadable(str(path), "OSV")
    return advisories


def audit(locked: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> list[Found]:
    """Name every locked package, by name and version, that an advisory is about; in the order of their names."""
    found = {each for advisory in advisories if not advisory.get("withdrawn") for each in _named(locked, advisory)}
    return sorted(found, key=lambda each: (each.name, each.advisory))


def _named(locked: Mapping[str, str], advisory: Mapping[str, Any]) -> Iterator[Found]:
    for affected in advisory.get("affected", ()):
        package = affected.get("package", {})
        name = canonicalize_name(str(package.get("name", "")))
        if package.get("ecosystem") == ECOSYSTEM and name in locked and _touches(affected, locked[name]):
            yield Found(name, locked[name], str(advisory["id"]), str(advisory.get("summary", "")), _mended(affected))


def _touches(affected: Mapping[str, Any], version: str) -> bool:
    """Tell whether a version is listed, or lies in a range; a database that tells neither means every version."""
    listed, ranges = affected.get("versions", ()), _ranges(affected)
    return any(_same(each, version) for each in listed) or any(_within(each, Version(version)) for each in ranges)


def _ranges(affected: Mapping[str, Any]) -> Sequence[Sequence[Mapping[str, str]]]:
    told = [each["events"] for each in affected.get("ranges", ()) if each.get("type") in {"ECOSYSTEM", "SEMVER"}]
    return told or ([] if affected.get("versions") else [[{"introduced": BEGINNING}]])


def _within(events: Sequence[Mapping[str, str]], version: Version) -> bool:
    """Follow the events in the order of their versions, as the format says how a range is read."""
    touched = False
    for kind, at in sorted(((kind, at) for event in events for kind, at in event.items()), key=_place):
        if kind == "introduced":
            touched = touched or at == BEGINNING or Version(at) <= version
        elif (kind == "fixed" and Version(at) <= version) or (kind == "last_affected" and Version(at) < version):
            touched = False
    return touched


def _place(event: tuple[str, str]) -> tuple[Version, bool]:
    kind, at = event
    return Version("0.dev0" if at == BEGINNING else at), kind == "introduced"


def _same(one: str, other: str) -> bool:
    try:
        return Version(one) == Version(other)
    except InvalidVersion:  # old releases have names that are no versions: none of them can be locked
        return False


def _mended(affected: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(event["fixed"] for events in _ranges(affected) for event in events if "fixed" in event)
