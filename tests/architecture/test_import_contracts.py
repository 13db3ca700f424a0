"""The import contracts hold, and each of them bites when it is broken on purpose."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "application", "projections", "scheduler", "adapters")
LINT = Path(sysconfig.get_path("scripts")) / "lint-imports"

VIOLATIONS = [
    pytest.param("domain/labels.py", "import application.ports", "layers", id="domain looks up"),
    pytest.param("application/ports.py", "import projections.view", "layers", id="siblings see each other"),
    pytest.param("projections/view.py", "import adapters.embedded", "layers", id="projections look up"),
    pytest.param("adapters/embedded/__init__.py", "import scheduler.year", "layers", id="adapters see the scheduler"),
    pytest.param("application/ports.py", "import bootstrap", "composition", id="bootstrap is known"),
    pytest.param("application/ports.py", "import eventsourcing.domain", "library", id="the library leaks"),
    pytest.param("domain/labels.py", "import time", "plain-domain", id="the domain reads a clock"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for module in ("bootstrap.py", "cli.py", "pyproject.toml"):
        shutil.copy(ROOT / module, tmp_path / module)
    return tmp_path


def test_every_contract_holds() -> None:
    assert lint(ROOT).returncode == 0, lint(ROOT).stdout


@pytest.mark.parametrize(("file", "line", "contract"), VIOLATIONS)
def test_a_deliberate_violation_is_found(house: Path, file: str, line: str, contract: str) -> None:
    broken = house / file
    broken.write_text(f"{broken.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    found = lint(house)
    assert found.returncode == 1, found.stdout
    contracts = (house / "pyproject.toml").read_text(encoding="utf-8")
    name = contracts.split(f'id = "{contract}"\nname = "')[1].split('"')[0]
    assert f"{name} BROKEN" in " ".join(found.stdout.split())
