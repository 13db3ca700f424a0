"""A report to print: everything that the present form can say, with names that old systems cannot write."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from application.checkpoints import Checkpoint
from domain.publication import Channel, Content, Edition
from domain.report_form import CURRENT_FORM
from tests.domain.test_report_form import full

CHECKPOINT = Checkpoint("shinchoku.example/kumamoto", 1234, bytes(range(32)))
HARD_NAMES = "𠮷髙﨑葛󠄀"
FORMULA = "=HYPERLINK(1)"


def content(**texts: str) -> bytes:
    """Give the frozen bytes of a report; ``narrative``, ``comment`` and ``title`` replace what stands there."""
    told: dict[str, Any] = json.loads(full(CURRENT_FORM).canonical())
    if "narrative" in texts:
        told["measures"]["lines"][0]["confirmations"][0]["narrative"] = texts["narrative"]
    if "comment" in texts:
        told["findings"][0]["comment"] = texts["comment"]
    if "title" in texts:
        told["frame"]["measures"][0]["title"] = texts["title"]
        told["measures"]["lines"][0]["measure"]["title"] = texts["title"]
    told["figures"]["lines"][0]["figures"][0] |= {"tonnes": None, "method": None, "notation": "confidential"}
    return _bytes(told)


def invented_nowhere() -> bytes:
    """Give a report that no sample row feeds."""
    told = json.loads(content())
    told["sample"] = None
    return _bytes(told)


def edition(told: bytes, number: int = 1, reason: str | None = None) -> Edition:
    """Give an edition of these bytes."""
    return Edition(
        edition=number,
        content=Content(compilation_id="compilation:2025", number=3, content_hash=sha256(told).hexdigest()),
        channels=(Channel.WEBSITE, Channel.OPEN_DATA),
        published_on=date(2026, 3, 24),
        by="person-secret-2",
        reason=reason,
    )


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
