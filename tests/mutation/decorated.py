"""Mutants of decorated functions, which mutmut leaves out.

It must, for decorators that register what they see. Ours do not mind: ``@event``, ``@property`` and pydantic's
validators take the one function that chooses between the original and its mutants, and the copies go undecorated.
Without this, no assignment of an event and no property would ever be put to the test.
"""

from collections.abc import Sequence
from typing import Any

from libcst import FunctionDef
from mutmut.mutation import file_mutation

KNOWN_TO_MUTMUT = ("staticmethod", "classmethod")


def mutate_decorated_functions() -> None:
    """Teach mutmut, in this process and those it forks, to mutate functions under any decorator."""
    skips = file_mutation.MutationVisitor._skip_node_and_children  # noqa: SLF001 - no setting for it; mutmut is locked
    arranges = file_mutation.function_trampoline_arrangement

    def skip(visitor: Any, node: Any) -> bool:
        return False if _is_decorated(node) else bool(skips(visitor, node))

    def arrange(function: Any, mutants: Any, class_name: str | None) -> tuple[Any, Sequence[Any], Any, Any]:
        declared, (chooser, *copies), assigned, names = arranges(function, mutants, class_name)
        if _is_decorated(function):
            copies = [copy.with_changes(decorators=[]) for copy in copies]
        return declared, [chooser, *copies], assigned, names

    file_mutation.MutationVisitor._skip_node_and_children = skip  # noqa: SLF001 - as above
    file_mutation.function_trampoline_arrangement = arrange


def _is_decorated(node: Any) -> bool:
    if not isinstance(node, FunctionDef) or not node.decorators:
        return False
    names = [getattr(each.decorator, "value", None) for each in node.decorators]
    return not (len(names) == 1 and names[0] in KNOWN_TO_MUTMUT)
