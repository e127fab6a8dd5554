"""docs/archive-format.md says what the code does: its fields, its example, its recipe."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from tests.store.given import BLOG, NOW, entries, post

from feedarchive import errors, model
from feedarchive.store import codec

TEXT = (Path(__file__).parents[2] / "docs" / "archive-format.md").read_text()
SNAPSHOT, MEANING, RECIPE = (
    re.findall(rf"^```{kind}\n(.*?)```$", TEXT, re.DOTALL | re.MULTILINE)[0]
    for kind in ("json", "text", "python")
)
KINDS = (
    *(model.Snapshot, model.Body, model.Link, model.Comment),
    *(model.Author, model.Source, model.Blog, model.BlogRef, model.BlogZone, model.ZoneSpan),
)
SPACE: dict[str, object] = {}
exec(RECIPE, SPACE)
recipe = SPACE["digest"]


def test_the_example_is_a_file_as_it_would_be_written():
    found = codec.decode(SNAPSHOT.encode(), "the example")

    codec.check(found, "the example")
    assert codec.encode(found).decode() == SNAPSHOT


def test_the_meaning_of_the_example_gives_its_digest():
    line = MEANING.rstrip("\n")

    assert json.loads(line) == codec.meaning(codec.decode(SNAPSHOT.encode(), "the example"))
    assert json.loads(SNAPSHOT)["digest"] == f"sha256:{sha256(line.encode()).hexdigest()}"


@given(entries.filter(lambda entry: not entry.url or entry.url.startswith("https://")))
def test_the_recipe_gives_the_digest(entry):
    document = json.loads(codec.encode(codec.snapshot(entry, version=1, captured=NOW, blog=BLOG)))
    try:
        found = recipe(document)  # type: ignore[operator]  # it comes out of a text
    except OverflowError:  # an instant outside the years: said in words
        return

    assert found == document["digest"]


def test_the_recipe_gives_the_digest_of_a_common_post():
    document = json.loads(codec.encode(codec.snapshot(post(), version=1, captured=NOW, blog=BLOG)))

    assert recipe(document) == document["digest"]  # type: ignore[operator]  # as above


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described(kind):
    told = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`\n]*)`", TEXT))))

    assert set(kind.__struct_encode_fields__) <= told


def test_exit_codes_are_those_of_the_errors():
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    raised = {kind.exit_code for kind in vars(errors).values() if hasattr(kind, "exit_code")}

    assert raised | {0, 130} == codes
