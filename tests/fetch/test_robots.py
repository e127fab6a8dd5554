import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.fetch.robots import MAX_TEXT, Robots

HOST = "https://example.org"
VECTORS = json.loads((Path(__file__).parent / "data" / "robots-vectors.json").read_text())["vectors"]
# RFC 9309, 2.2.2 has these match; google/robotstxt compares the bytes and leaves encoding to its callers.
ENCODED = {"http://foo.bar/foo/bar/ツ", "http://foo.bar/foo/bar/baz"}


def allows(text: str, path: str) -> bool:
    return Robots.parse(text.encode()).allowed(HOST + path)


def legal(vector: dict[str, str]) -> bool:
    return vector["ua"].replace("-", "").replace("_", "").isalpha()


def test_google_s_own_cases_but_those_of_percent_encoding():
    cases = [vector for vector in VECTORS if legal(vector)]
    wrong = [
        vector
        for vector in cases
        if Robots.parse(vector["robots"].encode(), vector["ua"]).allowed(vector["url"]) != vector["allowed"]
    ]

    assert len(cases) == 142
    assert len(wrong) <= 3
    assert {vector["url"] for vector in wrong} <= ENCODED


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: feedarchive\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: FeedArchive/1.0 (x)\nDisallow: /", False),
        ("User-agent: feedarchive and others\nDisallow: /", False),
        ("User-agent: feed\nDisallow: /", True),
        ("User-agent: archive\nDisallow: /", True),
        ("User-agent: feedarchive-bot\nDisallow: /", True),
        ("User-agent: feedarchive\nAllow: /\nUser-agent: *\nDisallow: /", True),
        ("User-agent: a\nUser-agent: feedarchive\nDisallow: /", False),
        ("User-agent: feedarchive\nSitemap: x\nNonsense: y\nUser-agent: b\nDisallow: /", False),
        ("User-agent: feedarchive\nCrawl-delay: 5\nUser-agent: *\nDisallow: /", False),
        ("User-agent: feedarchive\nDisallow: /a\nUser-agent: b\nDisallow: /", True),
        ("User-agent: feedarchive\nDisallow: /a\n\nUser-agent: feedarchive\nDisallow: /p", False),
        ("Disallow: /", True),
        ("user-agent *\ndisallow /", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: * # all\nDisallow: / # everything", False),
        ("User-agent: *\nDissalow: /", False),
        ("User-agent: *\nAllow: /p\x0bDisallow: /", True),
        ("<!DOCTYPE html>\n<pre>\nUser-agent: *\nDisallow: /\n</pre>", True),
        ("\n  <html>User-agent: *\nDisallow: /\n", True),
    ],
)
def test_which_rules_are_ours(text, allowed):
    assert allows(text, "/p") is allowed


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /search", "/search/label/x", False),
        ("Disallow: /search\nAllow: /", "/2026/03/a-post.html", True),
        ("Disallow: /p\nAllow: /p/about", "/p/about.html", True),
        ("Disallow: /p/about\nAllow: /p", "/p/about.html", False),
        ("Disallow: /p\nAllow: /p", "/p", True),
        ("Disallow: /*?showComment=", "/2026/03/a.html?showComment=1", False),
        ("Disallow: /*.html$", "/a.html", False),
        ("Disallow: /*.html$", "/a.html?m=1", True),
        ("Disallow: /ü", "/%C3%BC", False),
        ("Disallow: /%c3%bc", "/ü", False),
        ("Disallow: /%7Ejoe", "/~joe", False),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_the_longest_match_decides_and_allow_wins_a_tie(rules, path, allowed):
    assert allows(f"User-agent: *\n{rules}", path) is allowed


def test_what_blogger_serves_by_default_allows_the_feeds_and_the_posts():
    text = (
        "User-agent: Mediapartners-Google\nDisallow: \n\n"
        "User-agent: *\nDisallow: /search\nDisallow: /share-widget\nAllow: /\n"
    )
    paths = ["/feeds/posts/default?max-results=150", "/2026/03/a.html", "/search?q=x", "/share-widget?w=poi"]
    assert [allows(text, path) for path in paths] == [True, True, False, False]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5),
        ("0.5", 0.5),
        ("nan", None),
        ("inf", None),
        ("-1", None),
        ("soon", None),
        ("٣", None),
        ("99999999", 99999999),
    ],
)
def test_a_crawl_delay_is_a_number_of_seconds_or_nothing(value, seconds):
    assert Robots.parse(f"User-agent: *\nCrawl-delay: {value}\n".encode()).crawl_delay == seconds


def test_a_crawl_delay_for_others_is_not_ours():
    assert (
        Robots.parse(b"User-agent: bingbot\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /x").crawl_delay
        is None
    )


def test_only_the_first_500_kib_count_and_no_half_line():
    start = b"User-agent: *\nDisallow: /a\n#"
    half = start.ljust(MAX_TEXT - len(b"\nDisallow: /"), b"#") + b"\nDisallow: /b\n"

    robots = Robots.parse(half)

    assert half[:MAX_TEXT].endswith(b"\nDisallow: /")
    assert [robots.allowed(HOST + path) for path in ("/a", "/b", "/c")] == [False, True, True]


def test_bytes_that_are_no_utf_8_are_compared_as_they_are():
    robots = Robots.parse(b"User-agent: *\nDisallow: /caf\xe9\n")
    assert [robots.allowed(HOST + path) for path in ("/caf%E9", "/cafe")] == [False, True]


WORDS = ["User-agent: ", "*", "feedarchive", "Disallow: ", "Allow: ", *"/$%#?\n\r\x0b\x85é"]


@given(st.binary(max_size=300) | st.lists(st.sampled_from(WORDS)).map(lambda words: "".join(words).encode()))
def test_any_bytes_are_rules(text):
    robots = Robots.parse(text)
    assert robots.allowed(HOST + "/x") in (True, False)
    assert robots.allowed(HOST + "/robots.txt")


@given(st.text(alphabet="/ab?&=%*$.é ", max_size=20))
def test_a_disallowed_path_is_disallowed_as_written(path):
    text = f"User-agent: *\nDisallow: /{path.strip()}\n"
    assert not allows(text, f"/{path.strip()}") or path.strip().endswith("$") or "%" in path
