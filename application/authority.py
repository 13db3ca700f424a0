"""Authority: the matrix capacity × office × object state, as data, denying whatever it does not name.

The rows are in ``data/authority/*.csv``. Scopes: ``own`` the matter of one's own municipality or body, ``lead`` of a
matter of several the one in the lead, ``any`` everybody's, ``for`` on behalf of a municipality and ``for-lead`` on
behalf of the one in the lead, which rule 8 binds to a stated source and day.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from domain.errors import Refusal
from domain.kernel import Aggregate

ABSENT = "absent"
ANY_STATE = "*"
SCOPES = ("own", "lead", "any", "for", "for-lead")
SYSTEM = "system"
OWNED_BY = ("owners", "lg_code", "body_id")


class NotPermitted(Refusal):
    """この操作を行う権限がありません。"""


class StateForbids(Refusal):
    """現在の状態ではこの操作はできません。"""


class ActingForIncomplete(Refusal):
    """代行には受付方法（mail・paper・phone）と受付日が必要です。"""


@dataclass(frozen=True, slots=True)
class Caller:
    """呼出者: who asks, from which office, in which capacity. ``lg_code`` is ``None`` for bodies and the system.

    ``body_id`` names the body whose office it is: a centre, its members, a council; ``None`` for a municipality.
    ``scope`` names the commands and queries that the caller's key is limited to; empty means all of the capacity's.
    """

    person_id: str
    office_id: str
    lg_code: str | None
    capacity: str
    key_id: str
    scope: frozenset[str] = frozenset()
    body_id: str | None = None

    @property
    def own(self) -> frozenset[str]:
        """Name whose matters are one's own: of the municipality, or of the body. Their codes cannot be alike."""
        return frozenset(each for each in (self.lg_code, self.body_id) if each is not None)


def system(name: str) -> Caller:
    """Name one of the system's own actors, such as the scheduler."""
    return Caller(person_id=f"system-{name}", office_id="office:system", lg_code=None, capacity=SYSTEM, key_id=name)


@dataclass(frozen=True, slots=True)
class Grant:
    """許可: one row of the matrix."""

    command: str
    capacity: str
    scope: str
    states: frozenset[str]

    def covers(self, state: str) -> bool:
        """Tell whether the object's state is one that this row names."""
        return ANY_STATE in self.states or state in self.states


class MatrixDamaged(Refusal):
    """権限表の行が正しくありません。"""


class Matrix:
    """権限表: all grants, by command and capacity."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self._grants: dict[tuple[str, str], list[Grant]] = {}
        for grant in grants:
            self._grants.setdefault((grant.command, grant.capacity), []).append(grant)

    def grants(self) -> Iterable[Grant]:
        """List all rows, for the documents and the tests of completeness."""
        return (grant for rows in self._grants.values() for grant in rows)

    def refusal(
        self, command: str, caller: Caller, concerned: Sequence[str], state: str, acting_for: str | None = None
    ) -> Refusal | None:
        """Say what forbids the act, or ``None`` when a row allows it.

        ``concerned`` are the municipalities, or the body, whose matter it is, the lead first; with ``acting_for`` only
        ``for`` and ``for-lead`` rows count.
        """
        rows = [
            grant
            for grant in self._grants.get((command, caller.capacity), ())
            if _in_scope(grant.scope, caller, concerned, acting_for)
        ]
        if not rows or (caller.scope and command not in caller.scope):
            return NotPermitted(command=command, capacity=caller.capacity)
        if not any(grant.covers(state) for grant in rows):
            return StateForbids(command=command, state=state)
        return None


def _in_scope(scope: str, caller: Caller, concerned: Sequence[str], acting_for: str | None) -> bool:
    held = concerned[:1] if scope in {"lead", "for-lead"} else concerned
    if acting_for is not None:
        return scope in {"for", "for-lead"} and acting_for in held
    return scope == "any" or (scope in {"own", "lead"} and not caller.own.isdisjoint(held))


def read_matrix(folder: Traversable) -> Matrix:
    """Read every ``*.csv`` of the folder; a damaged row stops the start, naming file and line."""
    return Matrix(
        grant
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if file.name.endswith(".csv")
        for grant in _read(file)
    )


def _read(file: Traversable) -> Iterable[Grant]:
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MatrixDamaged(file=file.name) from error
    for number, row in enumerate(rows, start=2):
        if set(row) != {"command", "capacity", "scope", "states"} or row["scope"] not in SCOPES or not row["states"]:
            raise MatrixDamaged(file=file.name, line=number)
        yield Grant(row["command"], row["capacity"], row["scope"], frozenset(row["states"].split()))


def state_of(aggregate: Aggregate | None) -> str:
    """Give the computed state of an object as its code, ``absent`` for one that does not exist yet."""
    return ABSENT if aggregate is None else str(getattr(aggregate, "state", "present"))


def concerned(aggregate: Aggregate | None, fields: Mapping[str, object], object_id: str) -> tuple[str, ...]:
    """Name the municipalities, or the body, whose matter it is, the lead first: by object, else command, else id."""
    for holder in (_attributes(aggregate), fields):
        for name in OWNED_BY:
            value = holder.get(name)
            if isinstance(value, str):
                return (value,)
            if isinstance(value, tuple) and value:
                return tuple(str(code) for code in value)
    found = re.search(r":(\d{5})(?::|$)", object_id)
    return (found.group(1),) if found else ()


def _attributes(aggregate: Aggregate | None) -> Mapping[str, object]:
    return {name: getattr(aggregate, name, None) for name in OWNED_BY}
