"""The site behind an address, and its documents' addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.errors import ConfigError
from feedarchive.sources.addresses import (
    Site,
    absolute,
    at_home,
    blog_number,
    moved,
    post_path,
    site,
)


@pytest.mark.parametrize(
    ("address", "home", "feeds"),
    [
        ("some.blogspot.com", "https://some.blogspot.com", "https://some.blogspot.com/feeds"),
        (
            "http://Some.Blogspot.com/2006/06/x.html?m=1",
            "http://some.blogspot.com",
            "http://some.blogspot.com/feeds",
        ),
        ("https://x.example/feeds/posts/default?alt=rss", "https://x.example", "https://x.example/feeds"),
        ("https://x.example/atom.xml", "https://x.example", "https://x.example/feeds"),
        (
            "https://www.blogger.com/feeds/12345/posts/default",
            "https://www.blogger.com",
            "https://www.blogger.com/feeds/12345",
        ),
    ],
)
def test_a_site_is_found_behind_every_kind_of_address(address, home, feeds):
    assert site(address) == Site(home=home, feeds=feeds)


@pytest.mark.parametrize(
    "address", ["", "ftp://x.example/", "http://", "http://[", "http://a b/", "http://u:p@h/"]
)
def test_what_is_no_address_is_said_to_be_none(address):
    with pytest.raises(ConfigError):
        absolute(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_config_error(text):
    try:
        found = absolute(text)
    except ConfigError:
        return
    assert absolute(found) == found


def test_links_are_rebased_on_the_host_that_answers():
    here = site("http://127.0.0.1:81/")

    assert here.rebase("https://old.blogspot.com/2006/06/x.html#c1") == "http://127.0.0.1:81/2006/06/x.html"


def test_a_feed_found_elsewhere_moves_the_site_but_a_page_does_not():
    here = site("http://a.blogspot.com/")
    asked = here.posts(1)

    assert moved(here, asked, asked.replace("http://a.blogspot.com", "https://own.example")) == Site(
        home="https://own.example", feeds="https://own.example/feeds"
    )
    assert moved(here, asked, "https://parked.example/") == here


def test_a_blog_found_by_its_number_gets_its_own_host_for_pages():
    here = site("https://www.blogger.com/feeds/12345/posts/default")

    assert blog_number("https://www.blogger.com/feeds/12345/posts/default") == "12345"
    assert blog_number("https://some.blogspot.com/feeds/posts/default") is None
    assert at_home(here, "http://some.blogspot.com/").home == "http://some.blogspot.com"
    assert at_home(here, "http://some.blogspot.com/").feeds == here.feeds
    assert at_home(site("http://127.0.0.1:8/"), "http://some.blogspot.com/").home == "http://127.0.0.1:8"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://h/2006/06/x.html", "/2006/06/x.html"),
        ("https://h/p/about.html", "/p/about.html"),
        ("https://h/2006/06/", None),
        ("https://h/", None),
    ],
)
def test_the_path_of_a_posts_address(address, path):
    assert post_path(address) == path
