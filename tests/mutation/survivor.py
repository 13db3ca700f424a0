"""Survivors: what mutmut leaves, tried once more from the start, and told as one line before and one after."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

SURVIVED, KILLED = 0, 1
UNNOTICED = frozenset({"survived", "no tests"})


@dataclass(frozen=True)
class Change:
    """What a mutant does: the function, and its lines before and after. Unlike mutmut's numbers this stays."""

    of: str
    before: str
    after: str


def changes_of(module: SourceFileMutationData) -> Iterator[Change]:
    """Give what each survivor of a module changes."""
    for name, exit_code in module.exit_code_by_key.items():
        if status_by_exit_code[exit_code] in UNNOTICED:
            yield change_of(name, module.path)


def change_of(name: str, path: object) -> Change:
    """Read the change out of mutmut's diff."""
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    before, after = (" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    where, _, function = name.partition("__mutmut_")[0].rpartition(".")
    return Change(of=f"{where}.{function.removeprefix('x').strip('_ǁ').replace('ǁ', '.')}", before=before, after=after)


def modules() -> Iterator[SourceFileMutationData]:
    """Give mutmut's record of each module, in order."""
    for path in sorted(walk_mutatable_files()):
        module = SourceFileMutationData(path=path)
        module.load()
        yield module


def try_again(module: SourceFileMutationData) -> None:
    """Try each survivor in a fresh interpreter, against every test.

    mutmut forks a process that has imported the domain already, and runs the tests that reached the function while
    they ran. A function that runs while classes are made, such as ``__init_subclass__``, never sees its mutant there.
    """
    for name, exit_code in module.exit_code_by_key.items():
        if status_by_exit_code[exit_code] in UNNOTICED:
            module.exit_code_by_key[name] = KILLED if _fails(name) else SURVIVED
            module.save()


def _fails(name: str) -> bool:
    told = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "--rootdir=.", *told],
        cwd="mutants",
        env={**os.environ, "MUTANT_UNDER_TEST": name},
        capture_output=True,
        check=False,
    )
    return done.returncode != 0
