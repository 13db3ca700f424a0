"""``python -m tests.mutation``: break every rule of the domain, one at a time; each must be noticed or explained.

Without a pattern it starts from nothing and tries every mutant; with patterns such as ``domain.plan.*`` it tries those
again and keeps what is known of the others. Other words, such as ``--max-children 1``, go to ``mutmut run``.
"""

import shutil
import sys
from collections import Counter
from typing import Any

from mutmut.__main__ import cli

from tests.mutation.decorated import mutate_decorated_functions
from tests.mutation.explained import explained, faults
from tests.mutation.survivor import changes_of, modules, survivors_of, try_again, verdicts


def main(words: list[str]) -> int:
    """Run mutmut, try its survivors again, and tell which of them nobody explained."""
    if not any(word.startswith("domain.") for word in words):
        shutil.rmtree("mutants", ignore_errors=True)
    mutate_decorated_functions()
    cli(["run", *words], standalone_mode=False)
    found = modules()
    try_again(found)
    survivors = Counter(change for module in found for change in changes_of(module))
    untried = sum(verdicts(module).count("not checked") for module in found)
    known = Counter(explained().keys())
    told = faults(survivors, known & survivors if untried else known)
    print("", table(found), "", *told, sep="\n")
    print(f"\n説明済み explained: {(survivors & known).total()}, 問題 faults: {len(told)}, 未実施 not tried: {untried}")
    return 1 if told else 0


def table(found: list[Any]) -> str:
    """Count the mutants of every module, as a Markdown table."""
    rows = ["| module | mutants | survivors | not tried |", "|---|---|---|---|"]
    for module in found:
        counted = (len(verdicts(module)), len(survivors_of(module)), verdicts(module).count("not checked"))
        rows.append("| " + " | ".join([module.path.stem, *map(str, counted)]) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
