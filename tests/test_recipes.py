"""Every block of docs/reading.md runs as it stands, in a folder that holds an archive."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace
from tests.read.small import LINKED, put, small

DOCUMENT = Path(__file__).parents[1] / "docs" / "reading.md"
BLOCKS = re.findall(r"```(sh|python|sql)\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
SAID = {  # what a block must show, by a part of it
    "feedarchive list  ": ["quarrynotes.blogspot.com", "Gravelpit", "all sound", "2006-06", "{+clear +}"],
    "search splits": ["Slate splits along the grain.", "#c114958663200000001"],
    "archive.comments(author": ["Slate splits along", "2006-06-05 Slate 3 comments"],
    "post.diff(1, 3)": ["title and text changed; 1 comment added; 1 removed by its author", "\n1\n"],
    "part.hit": ["along the [grain].", "marta 1 https://www.blogger.com/profile/42"],
    'damaged="skip"': ["4 posts and pages"],
    "max_by": ["2006-06-05\tSlate\t3"],
    "removed-by-author": ["marta\t2006-06-06T10:33:20Z\tNot this one."],
    '"gone"': ["lime.html"],
    "full of water": ["slate.html\t1"],
    "read_json": ["Slate", "marta"],
    "comments_fts MATCH": ["2006-06-06 | Gravelpit | Slate | Slate splits along the grain."],
    "pandas": ["2006", "Gravelpit"],
    "--get": ["Slate splits along the grain.", "Mortar."],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("reading")
    small(root / "archive")
    shutil.rmtree(root / "archive" / "quarrynotes.blogspot.com" / "posts" / "2007")
    put(root / "archive", LINKED, replace(LINKED, status="gone"))
    run(root, "sh", "feedarchive catalog")
    return root


def run(folder: Path, language: str, block: str) -> str:
    """What the block writes."""
    if language == "sql":
        parts = (duckdb.sql(part) for part in block.split(";") if part.strip())
        return "\n".join(str(part) for part in parts if part)
    command = (
        [sys.executable, "-c", block] if language == "python" else ["bash", "-euo", "pipefail", "-c", block]
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_recipe(folder, monkeypatch, number):
    language, block = BLOCKS[number]
    if "jq " in block and language == "sh" and not shutil.which("jq"):
        pytest.skip("jq is not installed: apt-get install jq")
    monkeypatch.chdir(folder)
    said = [expected for part, words in SAID.items() if part in block for expected in words]
    text = run(folder, language, block)
    assert said, "this recipe has no expected words in SAID"
    for expected in said:
        assert expected in text, text


def test_datasette_offers_a_search_box(folder):
    for table in ("posts", "comments"):
        get = f"/catalog/{table}.json?_search=slate&_extra=human_description_en"
        told = json.loads(run(folder, "sh", f"datasette archive/catalog.sqlite --get '{get}'"))
        assert [column for column in told["columns"] if column == "body"]
        assert len(told["rows"]) == 1
