"""Names: readable for people, safe on every disk, and never the feed's choice."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.store.given import entries, page, post

from feedarchive.errors import ConfigError
from feedarchive.store.folders import ENTRY_FOLDER
from feedarchive.store.layout import (
    blog_folder,
    checked_blog_name,
    folder,
    id8,
    version_name,
    version_number,
)

DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}


def test_the_address_names_the_folder_of_a_post():
    entry = post(1)

    assert folder(entry) == f"posts/2006/06/low-tide-1-{sha256(entry.id.encode()).hexdigest()[:8]}"


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("http://a.blogspot.com/2006/06/low-tide.html?m=1#c2", "posts/2006/06/low-tide-"),
        ("http://a.blogspot.com/2006/06/low-tide_06.html", "posts/2006/06/low-tide_06-"),
        ("https://example.org/2006/06/13/Low-Tide/", "posts/2006/06/low-tide-"),
        ("https://example.org/2006/13/low-tide.html", "posts/2005/12/a-title-"),
        ("http://a.blogspot.com/2006_06_01_archive.html#114958", "posts/2005/12/a-title-"),
        ("http://a.blogspot.com/2006/06/%2e%2e%2f%2e%2e.html", "posts/2006/06/2e-2e-2f-2e-2e-"),
        ("not [an address", "posts/2005/12/a-title-"),
        (None, "posts/2005/12/a-title-"),
    ],
)
def test_a_post_without_a_dated_address_is_named_by_its_date_and_title(url, start):
    entry = post(url=url, title="A Title!", published=datetime(2005, 12, 31, tzinfo=UTC))

    assert folder(entry) == f"{start}{id8(entry.id)}"


@pytest.mark.parametrize(
    ("fields", "month"),
    [
        ({"published_local": "2004-02-29T10:00", "created": datetime(2003, 7, 1, tzinfo=UTC)}, "2004/02"),
        ({"published_local": "Sunday", "created": datetime(2003, 7, 1, tzinfo=UTC)}, "2003/07"),
        ({}, "0000/00"),
    ],
)
def test_a_month_comes_from_what_is_known(fields, month):
    assert folder(post(url=None, published=None, **fields)).startswith(f"posts/{month}/low-tide-1-")


def test_a_page_has_no_month():
    assert re.fullmatch(r"pages/about-[0-9a-f]{8}", folder(page()))
    assert re.fullmatch(
        r"pages/wer-bin-ich-[0-9a-f]{8}", folder(replace(page(), url=None, title="Wer bin ich?"))
    )


@pytest.mark.parametrize(
    "title",
    [
        "../../x",
        "/etc/x",
        "a\0b",
        "x" * 256,
        "CON",
        "aux.json",
        "a.",
        "a ",
        "ABC",
        "ﬁ",
        "\n\x1b\u202e-",
        "潮",
        "",
    ],
)
def test_no_title_leads_out_of_its_folder_or_is_reserved(title):
    name = folder(post(url=None, title=title)).split("/")[3]

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}-[0-9a-f]{8}", name)
    assert name not in DEVICES


@given(entries)
def test_every_entry_has_a_safe_folder(entry):
    found = ENTRY_FOLDER.fullmatch(folder(entry))

    assert found
    assert found[1] == id8(entry.id)
    assert len(folder(entry).rpartition("/")[2]) <= 80 + 9


@given(st.integers(1, 10**7))
def test_version_names_go_both_ways(number):
    assert version_number(version_name(number)) == number


def test_version_names_have_four_digits_and_five_past_9999():
    assert [version_name(number) for number in (1, 9999, 10000)] == [
        "v0001.json",
        "v9999.json",
        "v10000.json",
    ]


@pytest.mark.parametrize(
    "name", ["v0000.json", "v00001.json", "v1.json", "v0001.json~", "v٠٠٠١.json", "v0001.JSON", ".new-1", ""]
)
def test_other_names_are_no_versions(name):
    assert version_number(name) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Quiet-Harbour.Blogspot.com:8080/2006/", "quiet-harbour.blogspot.com"),
        ("quiet-harbour.blogspot.com", "quiet-harbour.blogspot.com"),
        ("http://user:secret@example.org./", "example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://con.blogspot.com/", "_con.blogspot.com"),
    ],
)
def test_a_blog_is_named_by_its_host(url, name):
    assert blog_folder(url) == name
    assert checked_blog_name(name) == name


@pytest.mark.parametrize("url", ["", "http:///x", "http://[bad/", "http://../", f"http://{'a' * 64}.org/"])
def test_an_address_without_a_host_names_no_blog(url):
    with pytest.raises(ConfigError):
        blog_folder(url)


@given(st.text())
def test_any_address_gives_a_plain_name_or_an_error(url):
    with suppress(ConfigError):
        assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", blog_folder(url))


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a\\b", "c:d", "a\nb"])
def test_a_blog_name_from_the_config_is_one_plain_folder(name):
    with pytest.raises(ConfigError):
        checked_blog_name(name)
