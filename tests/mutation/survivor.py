"""Survivors: what mutmut leaves, tried once more from the start, and told as the lines before and after."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

from tests.mutation.explained import Change

SURVIVED, KILLED = 0, 1
UNNOTICED = frozenset({"survived", "no tests"})
NOBODY = "nobody"


def modules() -> list[Any]:
    """Give mutmut's record of each module, in order."""
    records = [SourceFileMutationData(path=path) for path in sorted(walk_mutatable_files())]
    for record in records:
        record.load()
    return records


def verdicts(module: Any) -> list[str]:
    """Give mutmut's word for what became of each mutant."""
    return [status_by_exit_code[exit_code] for exit_code in module.exit_code_by_key.values()]


def survivors_of(module: Any) -> list[str]:
    """Name the mutants that no test noticed."""
    return [name for name, exit_code in module.exit_code_by_key.items() if status_by_exit_code[exit_code] in UNNOTICED]


def try_again(found: list[Any]) -> None:
    """Try each survivor in a fresh interpreter, against every test.

    mutmut forks a process that has imported the domain already, and runs the tests that reached the function while
    they ran. A function that runs while classes are made, such as ``__init_subclass__``, never sees its mutant there.
    """
    if _fails(NOBODY):
        sys.exit("壊していないのにテストが失敗します。\nThe tests fail with nothing broken.")
    for module in found:
        for name in survivors_of(module):
            print(f"もう一度 once more: {name}", flush=True)
            module.exit_code_by_key[name] = KILLED if _fails(name) else SURVIVED
            module.save()


def changes_of(module: Any) -> Iterator[Change]:
    """Read out of mutmut's diffs what each survivor changes."""
    for name in survivors_of(module):
        lines = get_diff_for_mutant(name, path=module.path).splitlines()[2:]
        before, after = (" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
        yield Change(of=spoken(name), before=before, after=after)


def spoken(name: str) -> str:
    """Give the function of a mutant as people write it: ``domain.plan.xǁPlanǁadopt__mutmut_3`` is in Plan.adopt."""
    where, _, function = name.rpartition("__mutmut_")[0].rpartition(".")
    return f"{where}.{function.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def _fails(mutant: str) -> bool:
    told = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "--rootdir=.", *told],
        cwd="mutants",
        env={**os.environ, "MUTANT_UNDER_TEST": mutant},
        capture_output=True,
        check=False,
    )
    return done.returncode != 0
