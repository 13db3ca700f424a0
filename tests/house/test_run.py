"""The one door: what it says, what it installs, and that it tells a whole environment from any other."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run
from requirements import environment, lock

ROOT = Path(__file__).parents[2]
LOCK_FILES = sorted((ROOT / "requirements").glob("*.lock"))
PRIVATE = re.compile(r"https?://|file:|(^|\s)/|@")


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a checkout of lock files with an environment that was made from the first two of them."""
    (tmp_path / "requirements").mkdir()
    for group in environment.GROUPS:
        (tmp_path / "requirements" / f"{group}.lock").write_text(f"{group}==1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    environment.python().parent.mkdir(parents=True)
    environment.python().symlink_to(sys.executable)
    stamp = {"made_of": environment.made_of(), "locks": environment.locked(("runtime", "embedded"))}
    (tmp_path / ".venv" / "stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
    return tmp_path


def test_a_whole_environment_is_used_as_it_is(whole: Path) -> None:
    assert environment.up_to_date(("runtime", "embedded"))
    assert not environment.up_to_date(("runtime", "embedded", "test"))
    environment.ready(("runtime",))
    assert (whole / ".venv" / "stamp.json").exists()


def test_a_changed_lock_file_makes_it_out_of_date(whole: Path) -> None:
    (whole / "requirements" / "runtime.lock").write_text("runtime==2\n", encoding="utf-8")
    assert not environment.up_to_date(("runtime",))
    assert environment.up_to_date(("embedded",))


def test_an_environment_that_was_moved_is_not_whole(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole / ".venv").rename(whole / "moved")
    monkeypatch.setattr(environment, "VENV", whole / "moved")
    assert not environment.up_to_date(("runtime",))


@pytest.mark.parametrize("words", ["", "{", "[]", "{}", '{"made_of": []}', '"text"'])
def test_a_damaged_stamp_counts_as_none(whole: Path, words: str) -> None:
    (whole / ".venv" / "stamp.json").write_text(words, encoding="utf-8")
    assert environment.installed() == {}


def test_an_environment_without_its_interpreter_is_not_whole(whole: Path) -> None:
    environment.python().unlink()
    environment.python().symlink_to(whole / "a python that was removed")
    assert not environment.up_to_date(("runtime",))


def test_an_interrupted_installation_leaves_no_stamp_and_is_made_again(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(whole / "nothing here"))
    (whole / ".venv" / "pyvenv.cfg").touch()
    with pytest.raises(environment.NotInstalled):  # no package has the name "test==1" with a hash
        environment.install(("test",))
    assert environment.installed() == {}
    assert not environment.up_to_date(("runtime",))


def test_a_folder_that_is_no_environment_is_left_alone(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = whole / "letters"
    letters.mkdir()
    (letters / "dear.txt").write_text("大切な書類", encoding="utf-8")
    monkeypatch.setattr(environment, "VENV", letters)
    with pytest.raises(environment.NotOurs, match="letters"):
        environment.make_venv(keep=False)
    assert (letters / "dear.txt").read_text(encoding="utf-8") == "大切な書類"


def test_two_runs_do_not_install_at_once(whole: Path) -> None:
    def free() -> bool:
        folder = os.open(whole, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(folder)
        return True

    with environment.alone():
        assert not free()
    assert free()


def test_a_place_that_cannot_hold_an_environment_is_refused_in_words(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole / "file").touch()
    monkeypatch.setattr(environment, "VENV", whole / "file" / ".venv")
    with pytest.raises(environment.NotWritable) as refused, environment.alone():
        pass
    assert "書き込める場所" in str(refused.value)
    assert "SHINCHOKU_VENV" in str(refused.value)


def test_what_runs_inside_sees_our_packages_only_and_speaks_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    inside = environment.surroundings()
    assert "PYTHONPATH" not in inside
    assert inside["PYTHONUTF8"] == "1"


def test_serving_needs_no_test_and_every_group_has_a_lock() -> None:
    assert run.GROUPS["demo"] == run.GROUPS["serve"] == ("runtime", "embedded")
    assert set(environment.GROUPS) == {path.stem for path in (ROOT / "requirements").glob("*.lock")}
    assert {group for groups in run.GROUPS.values() for group in groups} <= set(environment.GROUPS)
    assert {"runtime", *lock.GROUPS} == set(environment.GROUPS)


def test_the_usage_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    assert run.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {command} ", shown, re.MULTILINE) for command in run.GROUPS)


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: path.stem)
def test_a_lock_file_pins_every_package_by_hash_and_names_no_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not PRIVATE.search(text)
    for entry in re.split(r"\n(?=\S)", text):
        assert entry.startswith("#") or re.match(
            r"\S+==\S+ .*(\\\n    --hash=sha256:[0-9a-f]{64}.*)+", entry, re.DOTALL
        )


def test_a_package_has_one_version_in_all_lock_files() -> None:
    pins = {pin.partition(" ")[0] for path in LOCK_FILES for pin in lock.pins(path)}
    names = [pin.partition("==")[0] for pin in pins]
    assert sorted(names) == sorted(set(names))


def test_an_old_python_and_a_plain_output_get_words_instead_of_a_traceback(tmp_path: Path) -> None:
    for name in ("run.py", "requirements"):
        (shutil.copy if name == "run.py" else shutil.copytree)(ROOT / name, tmp_path / name)
    program = ascii((ROOT / "run.py").read_text(encoding="utf-8"))
    old = f"import sys; sys.version_info = (3, 8); sys.argv = ['run.py', 'demo']; exec({program})"
    told = subprocess.run([sys.executable, "-X", "utf8", "-c", old], capture_output=True, check=False)
    assert told.returncode == 2
    assert "Python 3.11 以上が必要です" in told.stderr.decode()
    plain = {"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "ascii"}
    usage = subprocess.run([sys.executable, tmp_path / "run.py"], capture_output=True, env=plain, check=False)
    assert usage.returncode == 2
    assert b"demo" in usage.stdout
    assert not usage.stderr
