"""What is installed is what was locked, nothing else, and the documents tell how much it is."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DIRECT = {7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}
ALL = {12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen"}


@pytest.fixture(scope="module")
def bom() -> Any:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "requirements" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_by_version_and_hash_and_no_place_is_named(lock, bom):
    text = lock.read_text(encoding="utf-8")

    assert all(hashes for _, hashes in bom.pins(lock).values())
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|-e|--index|--extra|--find|--trusted|\S+ @ )", text, re.MULTILINE)
    for line in text.splitlines():
        assert re.fullmatch(r"\S+==\S+( ; .+?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_run_installs_by_hash_and_wheels_only():
    installs = [line for line in (ROOT / "run").read_text(encoding="utf-8").splitlines() if " -r " in line]

    assert len(installs) == 2
    assert all("--require-hashes --only-binary :all:" in line for line in installs)


def test_the_decision_tells_how_many_there_are_and_why_each(bom):
    text = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    direct, everything = bom.needs(bom.OURS), bom.closure().keys() - {bom.OURS}

    assert f"{DIRECT[len(direct)]} direct, {ALL[len(everything)]} with what they bring" in text
    assert [name for name in everything if name not in text] == []
    table = text[text.index("| package") :]
    assert [name for name in direct if name not in table] == []


def test_the_lock_holds_what_is_needed_and_what_builds_and_no_more(bom):
    allowed = set(bom.closure()) | {"hatchling", "editables"}
    for name in ("hatchling", "editables"):
        allowed |= set(bom.needs(name))
    only_elsewhere = {name for name in bom.pins() if name not in allowed}

    assert bom.closure().keys() - {bom.OURS} <= bom.pins().keys()
    lines = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").splitlines()
    marked = {line.partition("==")[0] for line in lines if " ; " in line}
    assert only_elsewhere <= marked, "not needed here, nor on any other platform"


def test_the_bill_of_materials_is_whole_and_the_same_each_time():
    command = [sys.executable, str(ROOT / "requirements" / "sbom.py")]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in "ab")
    document = json.loads(first)

    assert first == second
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    known = {one["bom-ref"] for one in document["components"]} | {
        document["metadata"]["component"]["bom-ref"]
    }
    assert len(known) == len(document["components"]) + 1
    assert {one["ref"] for one in document["dependencies"]} == known
    assert {ref for one in document["dependencies"] for ref in one["dependsOn"]} <= known
    assert all(one["purl"].startswith("pkg:pypi/") and one["hashes"] for one in document["components"])
    assert document["metadata"]["properties"][0]["value"] == "not audited"
