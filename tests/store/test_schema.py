"""The published schemas: as generated, and true of real files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it brings no types
from tests.store.given import BLOG, NOW, entries, page, post

from feedarchive.model import Blog
from feedarchive.store import codec
from feedarchive.store.schema import main, schemas

DOCS = Path(__file__).parents[2] / "docs" / "schema"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads(schemas()[name])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


POST = validator("post-1.json")
WHOLE = json.loads(codec.encode(codec.snapshot(post(), version=1, captured=NOW, blog=BLOG)))


def test_the_committed_schemas_are_the_generated_ones(tmp_path):
    """After a change of the types: ./run schema."""
    main(str(tmp_path))

    assert {path.name: path.read_text() for path in DOCS.iterdir()} == schemas()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == schemas()


@given(entries, st.datetimes(timezones=st.just(UTC)))
def test_every_snapshot_is_valid(entry, captured):
    snapshot = codec.snapshot(entry, version=1, captured=captured, blog=BLOG)

    POST.validate(json.loads(codec.encode(snapshot)))


@pytest.mark.parametrize("language", [None, "de"])
def test_every_blog_is_valid(language):
    blog = Blog(id=BLOG.id, url=BLOG.url, language=language)

    validator("blog-1.json").validate(json.loads(codec.encode(blog)))


def test_a_page_and_fields_of_next_year_are_valid():
    snapshot = codec.snapshot(page(updated=None, created=NOW), version=3, captured=NOW, blog=BLOG)

    POST.validate({**json.loads(codec.encode(snapshot)), "mood": "calm"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "feedarchive-post/2"},
        {"captured": None},
        {"captured": "2026-11-23T07:21:52"},
        {"published": "yesterday"},
        {"published": 3},
        {"status": "lost"},
        {"kind": None},
        {"title": None},
        {"labels": "tides"},
        {"comments": [{"id": "c", "updated": "2026-02-30T00:00:00Z"}]},
        {"sources": [{"kind": "page"}]},
    ],
)
def test_what_is_not_as_promised_is_invalid(wrong):
    POST.validate(WHOLE)

    assert not POST.is_valid({**WHOLE, **wrong})


@pytest.mark.parametrize("field", ["format", "version", "captured", "digest", "blog", "id"])
def test_no_snapshot_lacks_what_tells_it_apart(field):
    assert not POST.is_valid({name: value for name, value in WHOLE.items() if name != field})


def test_formats_are_really_checked():
    assert not POST.is_valid({**WHOLE, "captured": str(datetime(2026, 1, 1, tzinfo=UTC).date())})
