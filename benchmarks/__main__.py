"""``python -m benchmarks``: measure, print the table, and write it down if asked."""

import argparse
import json
import platform
from pathlib import Path

from benchmarks import (
    appending,
    documents,
    idle_memory,
    mailing,
    projection_rebuild,
    reading,
    screens,
    surveys,
    ten_years,
    verifying,
)
from benchmarks.place import place
from benchmarks.row import Row, table

FAMILIES = (
    *(appending, reading, projection_rebuild, verifying, mailing, ten_years, screens, documents, surveys),
    idle_memory,
)


def main() -> None:
    """Measure every family of rows, or those named."""
    names = [family.__name__.rpartition(".")[2] for family in FAMILIES]
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one row per comparison")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table")
    parser.add_argument("--quick", action="store_true", help="one short round: shows that it runs, not how fast")
    parser.add_argument("--only", choices=names, action="append", help="measure this family only; may be repeated")
    asked = parser.parse_args()
    rows: list[Row] = []
    with place(quick=asked.quick) as here:
        for name, family in zip(names, FAMILIES, strict=True):
            if asked.only and name not in asked.only:
                continue
            for row in family.rows(here):
                print(f"{row.work} / {row.peer_name}: {row.ratio:.2f} x", flush=True)
                rows.append(row)
    print(f"\n{table(rows)}")
    if asked.json:
        asked.json.write_text(json.dumps([row.published() for row in rows], indent=1) + "\n", encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(f"{_machine()}\n\n{table(rows)}\n", encoding="utf-8")


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, durable commits."


if __name__ == "__main__":
    main()
