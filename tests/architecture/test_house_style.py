"""House style that a machine can check: names, sizes, days and the absence of clocks in the domain."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "application", "projections", "scheduler", "adapters")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "service", "models", "types", "constants"}
DOMAIN_MAY_IMPORT = {
    "abc", "collections", "contextlib", "csv", "dataclasses", "datetime", "decimal", "domain", "enum", "eventsourcing",
    "functools", "hashlib", "inspect", "itertools", "json", "math", "operator", "pydantic", "re", "string", "typing",
    "unicodedata", "uuid",
}  # fmt: skip


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def every(kind: type[ast.AST], tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_room_has_a_name_that_says_nothing() -> None:
    rooms = {part for path in sources() for part in (*path.relative_to(ROOT).parts[:-1], path.stem)}
    assert not rooms & FORBIDDEN_NAMES


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.body[0].lineno + 1 > 40
    ]
    assert not long


def test_the_domain_imports_only_what_it_may() -> None:
    imported = set()
    for path in (ROOT / "domain").rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert imported <= DOMAIN_MAY_IMPORT


def test_the_domain_never_waits_and_never_asks_for_the_time() -> None:
    asked = {"now", "today", "utcnow", "fromtimestamp", "uuid4", "uuid1"}
    for path in (ROOT / "domain").rglob("*.py"):
        found = tree(path)
        assert not list(every(ast.AsyncFunctionDef, found)), path
        calls = {
            node.func.attr
            for node in ast.walk(found)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not calls & asked, path


def test_no_amount_in_the_domain_is_a_float() -> None:
    for path in (ROOT / "domain").rglob("*.py"):
        names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        numbers = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
        assert "float" not in names, path
        assert not numbers, path


def test_nothing_is_called_just_a_year() -> None:
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.arg):
                assert node.arg != "year", f"{path}: {node.lineno}"
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                assert node.target.id != "year", f"{path}: {node.lineno}"


def test_the_number_eighteen_stands_nowhere_in_code() -> None:
    for path in sources():
        numbers = {n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, int)}
        assert 18 not in numbers, path


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_happens_on_import(package: str) -> None:
    allowed = (
        ast.Import
        | ast.ImportFrom
        | ast.ClassDef
        | ast.FunctionDef
        | ast.AsyncFunctionDef
        | ast.Assign
        | ast.AnnAssign
        | ast.If
    )
    for path in (ROOT / package).rglob("*.py"):
        for node in tree(path).body:
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            assert docstring or isinstance(node, allowed), f"{path}: {node.lineno}"
