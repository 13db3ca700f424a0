"""The supply chain: what we ship is told, its terms are ones we take, known flaws are found, no secret lies about."""

import importlib.metadata
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from requirements import scanning, supply
from requirements.advisories import DatabaseUnreadable, audit, read_database
from requirements.supply import SHIPPED, Locked, Terms, licence_faults, locked, sbom, terms

PACKAGES = locked(SHIPPED)
MADE_UP = "サンプル（架空値）の脆弱性"


def advisory(*, name: str = "Sample_Package", versions: Any = (), **more: Any) -> dict[str, Any]:
    """Write an advisory in the form of OSV; ``events`` becomes a range."""
    events = more.pop("events", None)
    ranges = {"ranges": [{"type": "ECOSYSTEM", "events": events}]} if events is not None else {}
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "versions": list(versions), **ranges}
    return {"id": "SAMPLE-1", "summary": MADE_UP, "affected": [affected], **more}


def touched(version: str, **told: Any) -> bool:
    return audit({"sample-package": version}, [advisory(**told)]) != []


def test_the_bill_of_materials_is_valid_and_names_everything_we_ship() -> None:
    written = sbom(PACKAGES, terms())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    told = json.loads(written)
    assert [(each["name"], each["version"]) for each in told["components"]] == [(p.name, p.version) for p in PACKAGES]
    assert all(each["licenses"] for each in told["components"])
    sums = {each["value"] for part in told["components"] for each in part["properties"] if "sha256" in each["name"]}
    assert sums == {digest for each in PACKAGES for digest in each.hashes}
    assert "timestamp" not in told["metadata"]


def test_the_same_locks_give_the_same_bytes_and_others_another_serial_number(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert supply.main(["sbom", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    fewer = json.loads(sbom(PACKAGES[1:], terms()))
    assert fewer["serialNumber"] != json.loads((tmp_path / "one").read_text())["serialNumber"]


def test_everything_we_ship_is_under_terms_that_we_accept() -> None:
    assert licence_faults(PACKAGES, terms()) == []


@pytest.mark.parametrize("name", sorted(name for name, each in terms().items() if each.stated == "metadata"))
def test_the_terms_are_those_that_the_package_states(name: str) -> None:
    try:
        stated = importlib.metadata.metadata(name)["License-Expression"]
    except importlib.metadata.PackageNotFoundError:
        assert next(each for each in PACKAGES if each.name == name).marker  # it is for another machine
        return
    assert stated == terms()[name].licence


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(MIT OR GPL-2.0-only) AND Apache-2.0", True),
        ("Apache-2.0 WITH LLVM-exception", False),
    ],
)
def test_of_an_or_one_must_be_accepted_and_of_an_and_all(licence: str, *, taken: bool) -> None:
    assert supply.accepted(licence) is taken


def test_what_has_no_terms_bad_terms_or_is_locked_no_more_is_a_fault_and_a_reason_mends_it() -> None:
    packages = [Locked("a", "1", "", ()), Locked("b", "1", "", ())]
    known = {"b": Terms("GPL-3.0-only", "file", ""), "c": Terms("MIT", "file", "")}
    told = licence_faults(packages, known)
    assert [fault.rpartition(": ")[2] for fault in told] == ["a", "b GPL-3.0-only", "c"] or len(told) == 3
    excused = {"b": Terms("GPL-3.0-only", "file", "run as a program, not linked")}
    assert licence_faults(packages[1:], excused) == []


@pytest.mark.parametrize(
    ("events", "inside", "outside"),
    [
        ([{"introduced": "0"}, {"fixed": "1.2"}], ["0.1", "1.0", "1.2rc1"], ["1.2", "2.0"]),
        ([{"introduced": "1.0"}, {"last_affected": "1.4"}], ["1.0", "1.4"], ["0.9", "1.4.1"]),
        ([{"introduced": "2.0"}, {"fixed": "2.1"}, {"introduced": "0"}, {"fixed": "1.1"}], ["2.0", "1.0"], ["1.5"]),
        ([{"introduced": "0"}], ["1.0", "99"], []),
    ],
)
def test_a_range_is_read_as_the_format_says(
    events: list[dict[str, str]], inside: list[str], outside: list[str]
) -> None:
    assert [version for version in inside + outside if touched(version, events=events)] == inside


def test_listed_versions_count_and_names_are_compared_as_the_index_does() -> None:
    assert touched("1.0", versions=["1.0.0", "not a version"])
    assert not touched("1.1", versions=["1.0"])
    assert not touched("1.0", versions=["1.0"], name="another")
    assert not touched("1.0", versions=["1.0"], withdrawn="2026-01-01T00:00:00Z")
    assert touched("1.0")  # neither versions nor ranges: all of them


def test_a_locked_package_with_a_known_flaw_is_named_with_what_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = next(each for each in PACKAGES if each.name == "starlette")
    listed = [advisory(name="Starlette", events=[{"introduced": "0"}, {"fixed": "999"}])]
    stored = tmp_path / "stored.json"
    stored.write_text(json.dumps(listed), encoding="utf-8")
    assert supply.main(["audit", "--database", str(stored)]) == 1
    shown = capsys.readouterr().out
    assert f"starlette=={one.version}: SAMPLE-1 {MADE_UP}（修正版 fixed in: 999）" in shown
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SAMPLE-1.json", json.dumps(advisory(name="not-among-ours", versions=["1"])))
    assert supply.main(["audit", "--database", str(packed)]) == 0


@pytest.mark.parametrize("content", ["", "{", "[]", "[1]", '{"no": "id"}'])
def test_what_is_no_database_is_refused_and_never_taken_for_a_clean_one(tmp_path: Path, content: str) -> None:
    stored = tmp_path / "stored.json"
    stored.write_text(content, encoding="utf-8")
    with pytest.raises(DatabaseUnreadable):
        read_database(stored)
    assert supply.main(["audit", "--database", str(stored)]) == 2
    assert supply.main(["audit", "--database", str(tmp_path / "missing")]) == 2


def test_no_secret_lies_in_the_tree_but_what_is_explained() -> None:
    assert scanning.faults(scanning.hits(scanning.ROOT, scanning.tree()), scanning.explained()) == []


def test_a_planted_secret_is_found_and_an_explanation_of_nothing_too(tmp_path: Path) -> None:
    begun = "-----BEGIN RSA " + "PRIVATE KEY-----"  # in two parts, else this file would be found
    (tmp_path / "notes.txt").write_text(f"{begun}\nMIIE\n", encoding="utf-8")
    (tmp_path / "settings.py").write_text("api_" + 'key = "sk_live_' + 'abcdefghij0123456789"\n', encoding="utf-8")
    found = scanning.hits(tmp_path, ["notes.txt", "settings.py"])
    assert {path for path, _, _ in found} == {"notes.txt", "settings.py"}
    assert len(scanning.faults(found, {})) == len(found)
    assert scanning.faults(found, dict.fromkeys(found, "a test")) == []
    assert len(scanning.faults(set(), dict.fromkeys(found, "a test"))) == len(found)
    assert len(scanning.faults(found, dict.fromkeys(found, " "))) == len(found)
