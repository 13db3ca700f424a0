"""The export as a file: lines as they were hashed, their proofs, checkpoints and keys, and a verifier beside them."""

import base64
import json
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from application.canonical import canonical_line
from application.checkpoints import VerifierKey, note_of
from application.merkle import Hash, Levels, consistency_spans, inclusion_spans, proof_of
from application.sealing import Kept
from domain.kernel import Event
from domain.record import Recorded

FORMAT = "shinchoku-export-1"
LINES, PROOFS = "events.jsonl", "proofs.jsonl"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same record gives the same file; the day of the export stands in the manifest
BESIDE = ("verify.py", "verify.html", "verify.js", "page.js", "verify.css", "README.txt")


@dataclass(frozen=True, slots=True)
class Extent:
    """範囲: the whole record up to a size, or what belongs to one fiscal year."""

    size: int
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """書き出し: what goes into the file besides the events."""

    extent: Extent
    exported_at: datetime
    keys: Sequence[VerifierKey]
    checkpoints: Sequence[Kept]  # oldest first, the last one of the size
    leaves: Levels
    events: Mapping[str, type[Event]]


async def write(path: Path, export: Export, records: AsyncIterator[Sequence[Recorded]]) -> int:
    """Write the file beside its place and move it there when it is whole; gives the number of events."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            count = await _write_events(archive, export, records)
            _write_checkpoints(archive, export)
            _put(archive, "schema.json", _json(_schemas(export.events)))
            _put(archive, "manifest.json", _json(_manifest(export, count)))
            for name in BESIDE:
                _put(archive, name, files("data").joinpath("export", name).read_text(encoding="utf-8"))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


async def _write_events(archive: zipfile.ZipFile, export: Export, records: AsyncIterator[Sequence[Recorded]]) -> int:
    """Write the lines, and for a part of the record a proof for each, which wait: a zip takes one file at a time."""
    part = export.extent.fiscal_year is not None
    proofs: list[str] = []
    count = 0
    with archive.open(_entry(LINES), "w", force_zip64=True) as lines:
        async for page in records:
            for record in page:
                lines.write(canonical_line(record) + b"\n")
                count += 1
                if part:
                    spans = inclusion_spans(record.position - 1, export.extent.size)
                    proof = _texts(proof_of(spans, export.leaves))
                    proofs.append(_line({"position": record.position, "proof": proof}))
    if part:
        _put(archive, PROOFS, "".join(proofs))
    return count


def _write_checkpoints(archive: zipfile.ZipFile, export: Export) -> None:
    sizes = [each.size for each in export.checkpoints]
    for each in export.checkpoints:
        _put(archive, f"checkpoints/{each.size:019}.txt", note_of(each.note).written())
    proofs = (
        {"old": old, "new": new, "proof": _texts(proof_of(consistency_spans(old, new), export.leaves))}
        for old, new in pairwise(sizes)
    )
    _put(archive, "consistency.jsonl", "".join(map(_line, proofs)))


def _manifest(export: Export, count: int) -> Mapping[str, object]:
    year = export.extent.fiscal_year
    return {
        "format": FORMAT,
        "scope": "whole" if year is None else "fiscal-year",
        "fiscal_year": year,
        "size": export.extent.size,
        "events": count,
        "exported_at": export.exported_at.isoformat(),
        "keys": [key.written() for key in export.keys],
    }


def _schemas(events: Mapping[str, type[Event]]) -> Mapping[str, object]:
    """Describe the body of every kind of event as JSON Schema, by its stored name, with its sentence."""
    return {topic: known.model_json_schema(mode="serialization") for topic, known in sorted(events.items())}


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text.encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _texts(proof: Sequence[Hash]) -> list[str]:
    return [base64.b64encode(each).decode() for each in proof]


def _line(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, separators=(",", ":")) + "\n"


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
