"""The supply chain: ``python3 run.py supply sbom FILE | licences | audit [--database FILE] | secrets``.

What is locked is what is told: the lock files say which versions, ``licences.csv`` under which terms. Without a stored
database the audit asks the live one, through pip-audit.
"""

import argparse
import csv
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from license_expression import LicenseExpression, get_spdx_licensing
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from requirements import scanning
from requirements.advisories import DatabaseUnreadable, audit, read_database

LOCKS = Path(__file__).parent
SHIPPED = ("runtime", "embedded")
EVERY = tuple(sorted(path.stem for path in LOCKS.glob("*.lock")))
ACCEPTED = frozenset(
    {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "PostgreSQL", "0BSD"}
)  # permissive, and at one with Apache-2.0, under which we give this out


@dataclass(frozen=True, slots=True)
class Locked:
    """固定した依存: one locked package: name, version, where it is needed, and the hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """許諾条件: the licence as an SPDX expression, where it is stated, and why it is taken if not an accepted one."""

    licence: str
    stated: str
    exception: str


def read_lock(path: Path) -> list[Locked]:
    """Read a lock file."""
    found: list[Locked] = []
    for entry in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        told, *hashes = entry.split("--hash=")
        if told.strip() and not told.startswith("#"):
            pin = Requirement(told.strip())
            (exact,) = pin.specifier
            sums = tuple(each.strip().removeprefix("sha256:") for each in hashes)
            found.append(Locked(canonicalize_name(pin.name), exact.version, str(pin.marker or ""), sums))
    return found


def locked(groups: Iterable[str]) -> list[Locked]:
    """Give every package that the groups lock, once, by name."""
    every = {each.name: each for group in groups for each in read_lock(LOCKS / f"{group}.lock")}
    return [every[name] for name in sorted(every)]


def terms() -> dict[str, Terms]:
    """Read under which terms what we ship is given to us."""
    with (LOCKS / "licences.csv").open(encoding="utf-8", newline="") as file:
        return {row["package"]: Terms(row["licence"], row["stated"], row["exception"]) for row in csv.DictReader(file)}


def accepted(licence: str) -> bool:
    """Tell whether we may take something under an SPDX expression: all of an AND, one of an OR."""
    return _accepted(get_spdx_licensing().parse(licence, validate=True))


def _accepted(told: LicenseExpression) -> bool:
    parts: Sequence[LicenseExpression] = getattr(told, "args", ())
    if not parts:
        return str(told) in ACCEPTED
    return (any if told.operator.strip() == "OR" else all)(_accepted(part) for part in parts)


def licence_faults(packages: Iterable[Locked], known: dict[str, Terms]) -> list[str]:
    """Tell which packages have no terms, which have such as we do not accept, and which are no longer locked."""
    names = {each.name for each in packages}
    missing = [f"許諾条件がない / no licence: {name}" for name in names - known.keys()]
    gone = [f"もうない行 / no longer locked: {name}" for name in known.keys() - names]
    refused = [
        f"受け入れていない許諾条件 / not accepted: {name} {each.licence}"
        for name, each in known.items()
        if not accepted(each.licence) and not each.exception.strip()
    ]
    return sorted([*missing, *gone, *refused])


def sbom(packages: Sequence[Locked], known: dict[str, Terms]) -> str:
    """Write the bill of materials (CycloneDX 1.6); the same locks give the same bytes."""
    made = LicenseFactory()
    licences = [made.make_from_string("Apache-2.0")]
    ours = Component(name="shinchoku", type=ComponentType.APPLICATION, bom_ref="shinchoku", licenses=licences)
    bom = Bom(metadata=BomMetaData(component=ours))
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the format leaves it open, and it would change the bytes
    told = "\n".join(f"{each.name}=={each.version} {' '.join(each.hashes)}" for each in packages)
    bom.serial_number = uuid5(NAMESPACE_URL, told)
    for each in packages:
        purl = PackageURL("pypi", name=each.name, version=each.version)
        facts = [Property(name="shinchoku:sha256", value=digest) for digest in sorted(each.hashes)]
        facts += [Property(name="shinchoku:marker", value=each.marker)] if each.marker else []
        part = Component(
            name=each.name,
            version=each.version,
            type=ComponentType.LIBRARY,
            purl=purl,
            bom_ref=str(purl),
            licenses=[made.make_from_string(known[each.name].licence)] if each.name in known else [],
            properties=facts,
        )
        bom.components.add(part)
    bom.register_dependency(ours, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def live_audit() -> int:
    """Ask the live database through pip-audit, which reads the locked versions and installs nothing."""
    files = [word for group in EVERY for word in ("-r", str(LOCKS / f"{group}.lock"))]
    command = [str(Path(sys.executable).with_name("pip-audit")), "--disable-pip", "--require-hashes", "-s", "osv"]
    return subprocess.run([*command, *files], check=False).returncode  # noqa: S603 - the locked tool


def main(words: Sequence[str]) -> int:
    """Do one of the four; 1 when something was found, 2 when nothing could be compared."""
    reader = argparse.ArgumentParser(prog="run.py supply", description=__doc__)
    acts = reader.add_subparsers(dest="act", required=True)
    acts.add_parser("sbom").add_argument("file", type=Path)
    acts.add_parser("licences")
    acts.add_parser("audit").add_argument("--database", type=Path)
    acts.add_parser("secrets")
    return _do(reader.parse_args(words))


def _do(asked: Any) -> int:
    if asked.act == "sbom":
        asked.file.write_text(sbom(locked(SHIPPED), terms()), encoding="utf-8")
        return 0
    if asked.act == "licences":
        return _licences()
    if asked.act == "secrets":
        return _told(scanning.faults(scanning.hits(scanning.ROOT, scanning.tree()), scanning.explained()))
    return live_audit() if asked.database is None else _stored_audit(asked.database)


def _licences() -> int:
    packages, known = locked(SHIPPED), terms()
    print("| package | version | licence | stated |", "|---|---|---|---|", sep="\n")
    for each in packages:
        told = known.get(each.name, Terms("", "", ""))
        print(f"| {each.name} | {each.version} | {told.licence} | {told.stated} |")
    return _told(licence_faults(packages, known))


def _stored_audit(database: Path) -> int:
    try:
        found = audit({each.name: each.version for each in locked(EVERY)}, read_database(database))
    except DatabaseUnreadable as error:
        print(f"脆弱性情報を読み取れません。 / The database cannot be read: {error}", file=sys.stderr)
        return 2
    return _told(
        f"{each.name}=={each.version}: {each.advisory} {each.summary}（修正版 fixed in: {', '.join(each.mended_in)}）"
        for each in found
    )


def _told(faults: Iterable[str]) -> int:
    lines = list(faults)
    print(*lines or ["問題はありません。 / Nothing found."], sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
