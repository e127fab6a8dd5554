"""Each page of tests/data/pages reads as its expected.json says. `./run golden` writes those anew."""

import json
import os

import msgspec
import pytest
from tests.parse.pages import CASES, DATA, bytes_of, url_of

from feedarchive.parse import page
from feedarchive.seen import PostPage


def written(post: PostPage) -> str:
    """JSON for people who review a diff: every field, one to a line."""
    return json.dumps(msgspec.to_builtins(post), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_a_page_reads_as_its_golden_file_says(case):
    expected = DATA / case / "expected.json"
    seen = written(page.read(bytes_of(case), url_of(case)))
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(seen)

    assert seen == expected.read_text()
