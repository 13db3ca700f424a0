"""``python -m tests.mutation``: break every rule of the domain, one at a time; each must be noticed or explained.

Without words it starts from nothing and tries every mutant; with patterns such as ``domain.plan*`` it tries those
again and keeps what is known of the others. Other words, such as ``--max-children 1``, go to ``mutmut run``. The
explanations stand in ``equivalents.toml``; an explanation without its survivor is a fault like the reverse.
"""

import shutil
import sys
import tomllib
from collections import Counter
from pathlib import Path

from mutmut.__main__ import cli
from mutmut.stats import status_by_exit_code

from tests.mutation.decorated import mutate_decorated_functions
from tests.mutation.survivor import UNNOTICED, Change, changes_of, modules, try_again

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def main(words: list[str]) -> int:
    """Run mutmut, try its survivors again, and tell which of them nobody explained."""
    if not any(word.startswith("domain.") for word in words):
        shutil.rmtree("mutants", ignore_errors=True)
    mutate_decorated_functions()
    cli(["run", *words], standalone_mode=False)
    survivors = []
    for module in modules():
        try_again(module)
        survivors += changes_of(module)
    print(f"\n{table()}")
    return tell(Counter(survivors), explained())


def explained() -> Counter[Change]:
    """Read what is known to change nothing."""
    rows = tomllib.loads(EQUIVALENTS.read_text("utf-8")).get("mutant", [])
    return Counter(Change(of=row["of"], before=row["before"], after=row["after"]) for row in rows)


def table() -> str:
    """Count every verdict of every module, as rows of a Markdown table."""
    rows = ["| module | mutants | survivors | not tried |", "|---|---|---|---|"]
    for module in modules():
        verdicts = [status_by_exit_code[exit_code] for exit_code in module.exit_code_by_key.values()]
        survivors = sum(verdict in UNNOTICED for verdict in verdicts)
        rows.append(f"| {module.path.stem} | {len(verdicts)} | {survivors} | {verdicts.count('not checked')} |")
    return "\n".join(rows)


def tell(survivors: Counter[Change], known: Counter[Change]) -> int:
    """Print each survivor without an explanation and each explanation without a survivor."""
    for change in survivors - known:
        print(f"\n生き残り survived: {change.of}\n  - {change.before}\n  + {change.after}")
    for change in known - survivors:
        print(f"\n説明だけが残っています explained, yet gone: {change.of}\n  - {change.before}\n  + {change.after}")
    explained_count = (survivors & known).total()
    print(f"\n説明済み explained: {explained_count}, 未説明 unexplained: {(survivors - known).total()}")
    return 0 if survivors == known else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
