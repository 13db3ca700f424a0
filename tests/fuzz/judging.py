"""What is judged of every answer, and the count of all that was asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2
from schemathesis import Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from tests.adapters.api.front import SEALS, examine_problem
from tests.fuzz.asking import Drawn

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
FAILED = 500  # from here on an answer says that we failed
REFUSED = 400


@dataclass
class Tally:
    """集計: how often was asked, by whom and what for, what was answered, and what was wrong with an answer."""

    requests: int = 0
    failed: int = 0
    undocumented: int = 0
    unsealed: int = 0
    guests: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    _seen: set[tuple[str, int, str]] = field(default_factory=set)

    def judge(self, case: Drawn, guest: str, answer: httpx2.Response) -> None:
        """Count an answer, and keep the first of each kind that is wrong."""
        label, documented = case.operation.label, case.operation.definition.raw["responses"]
        self.requests += 1
        self.guests[guest] += 1
        self.operations[label] += 1
        self.statuses[answer.status_code] += 1
        self.done[label] += answer.status_code < REFUSED
        self.failed += answer.status_code >= FAILED
        self.undocumented += str(answer.status_code) not in documented
        self.unsealed += any(seal not in answer.headers for seal in SEALS)
        if answer.status_code >= FAILED or not answer.headers.keys() >= set(SEALS):
            self._keep(label, f"{answer.status_code}", case, guest, answer)
        if answer.status_code >= REFUSED and (problem := self._problem(label, answer)) in self._seen:
            return
        try:
            if answer.status_code >= REFUSED:
                examine_problem(answer)
                self._seen.add(problem)
            case.validate_response(Response.from_any(answer), checks=CHECKS)
        except AssertionError as error:
            self._keep(label, str(error)[:300], case, guest, answer)
        except FailureGroup as group:
            for each in group.exceptions:
                self._keep(label, f"{type(each).__name__}: {each}"[:300], case, guest, answer)

    @staticmethod
    def _problem(label: str, answer: httpx2.Response) -> tuple[str, int, str]:
        """Name a refusal by its code: all of one code are of one form, so the form is looked at once."""
        try:
            return label, answer.status_code, str(answer.json()["code"])
        except (ValueError, KeyError, TypeError):
            return label, answer.status_code, ""

    def _keep(self, label: str, what: str, case: Drawn, guest: str, answer: httpx2.Response) -> None:
        sent = f"{answer.request.method} {answer.request.url} {dict(case.headers or {})} {case.body!r}"
        self.faults.setdefault((label, what), f"{guest}: {sent[:1500]}\n   → {answer.text[:600]}")


def told(tally: Tally) -> str:
    """Write the counts for people."""
    lines = [
        f"要求 requests: {tally.requests:,}",
        f"操作 operations: {len(tally.operations)}, 成功したことのある操作 done at least once: {len(+tally.done)}",
        f"500以上 answers of 500 and above: {tally.failed}",
        f"文書にない状態 undocumented statuses: {tally.undocumented}",
        f"ヘッダーの欠けた回答 answers without a security header: {tally.unsealed}",
        f"その他の不具合 faults by kind: {len(tally.faults)}",
        "",
        *_table("状態 status", {str(status): number for status, number in sorted(tally.statuses.items())}),
        "",
        *_table("資格 guest", tally.guests),
    ]
    return "\n".join([*lines, *(f"\n✗ {label}: {what}\n   {how}" for (label, what), how in tally.faults.items())])


def _table(head: str, rows: Mapping[str, int]) -> list[str]:
    return [f"| {head} | 要求 requests |", "|---|---:|", *(f"| {name} | {number:,} |" for name, number in rows.items())]
