"""What is offered: the acts that a caller could ask for on an object, in the caller's own right or for an office.

What blocks an act is told by the guards of the command itself, asked before anything is entered.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application import authority
from application.authority import Caller, Matrix, StateForbids
from application.command import Command
from application.desk import Desk, ObjectNotFound
from domain.errors import Refusal

TOWN = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Action:
    """可能な操作: one act on an object, open when nothing blocks it.

    ``acting_for`` names the municipality for which the caller would act, stating source and day (rule 8).
    """

    command: str
    label: str
    blockers: tuple[Refusal, ...]
    acting_for: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether the act could be asked for now."""
        return not self.blockers


class Offering:
    """操作の案内: lists acts by the matrix and the guards. ``at_desk`` opens a desk for a caller, or for a town."""

    def __init__(self, matrix: Matrix, at_desk: Callable[[Caller, str | None], Desk]) -> None:
        self._matrix = matrix
        self._at_desk = at_desk

    async def actions(self, object_id: str, caller: Caller) -> Sequence[Action]:
        """List every act of the caller's authority on an object, in catalogue order."""
        kind = object_id.partition(":")[0]
        commands = [each for each in Command.catalogue.values() if kind == each.OBJECT.TOPIC]
        return [action for command in commands for action in await self._of(command, object_id, caller)]

    async def _of(self, command: type[Command], object_id: str, caller: Caller) -> list[Action]:
        aggregate = await self._at_desk(caller, None).find(command.OBJECT, object_id)
        concerned = authority.concerned(aggregate, {}, object_id)
        state, name, found = authority.state_of(aggregate), command.__name__, []
        for town in (None, *sorted(code for code in concerned if TOWN.fullmatch(code))):
            refusal = self._matrix.refusal(name, caller, concerned, state, town)
            if isinstance(refusal, StateForbids):
                found.append(Action(name, command.label(), (refusal,), town))
            elif refusal is None:
                blockers = await _blockers(command, self._at_desk(caller, town), object_id)
                found.append(Action(name, command.label(), blockers, town))
        return found


async def _blockers(command: type[Command], desk: Desk, object_id: str) -> tuple[Refusal, ...]:
    try:
        return tuple(await command.blockers(desk, object_id))
    except ObjectNotFound as missing:  # such as the round, before which nothing of its year is begun
        return (missing,)
