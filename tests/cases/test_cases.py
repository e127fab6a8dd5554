"""The list of bad input, one line a case: which tests hold it, or why none does.

`expected`: E a clear error, W archived with a warning, N handled in silence, D put off, R refused before
anything is connected to.
"""

import ast
import csv
import subprocess
import sys
from pathlib import Path
from typing import TypeGuard

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXPECTED = {"E", "W", "N", "D", "R"}
WORDS = ("later: ", "not: ")


def cases() -> list[dict[str, str]]:
    with (HERE / "cases.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def wanted() -> dict[str, list[str]]:
    """The tests named for each case; none for those that have words instead."""
    return {one["id"]: one["how"].split(" ") for one in cases() if not one["how"].startswith(WORDS)}


def written(file: str) -> set[str]:
    """The tests that stand in a file, with their classes."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    places = [("", tree), *((f"{one.name}::", one) for one in tree.body if isinstance(one, ast.ClassDef))]
    return {
        f"{file}::{at}{one.name}" for at, place in places for one in ast.iter_child_nodes(place) if named(one)
    }


def named(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef)


@pytest.fixture(scope="module")
def there() -> set[str]:
    """The tests that there are, and those with one parameter as pytest collects them."""
    refs = [ref for those in wanted().values() for ref in those]
    files = sorted({ref.partition("::")[0] for ref in refs if ref.endswith("]")})
    command = [sys.executable, "-m", "pytest", "--collect-only", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    found = {line for line in done.stdout.splitlines() if "::" in line}
    return found.union(*(written(file) for file in {ref.partition("::")[0] for ref in refs}))


def test_the_list_is_whole():
    rows = cases()
    assert len({one["id"] for one in rows}) == len({one["name"] for one in rows}) == len(rows) == 183
    assert {one["expected"] for one in rows} <= EXPECTED
    assert all(len(one["how"]) > len("later: ") for one in rows)


@pytest.mark.parametrize("case", wanted())
def test_the_tests_of_a_case_are_there(there, case):
    assert [ref for ref in wanted()[case] if ref not in there] == []
