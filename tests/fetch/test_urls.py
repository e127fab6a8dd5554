import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.errors import RefusedError
from feedarchive.fetch.urls import MAX_URL, redirected, shown, site_of

ODD = st.text(alphabet="ahtps:/.@[]?#%\\ \t\r\n\x00\x1b0127é。\ud800", max_size=40)


@pytest.mark.parametrize(
    ("url", "origin", "lane"),
    [
        ("http://Example.ORG/a?b#c", "http://example.org", "example.org:80"),
        ("https://example.org:443/", "https://example.org", "example.org:443"),
        ("HTTPS://example.org.:8443", "https://example.org:8443", "example.org:8443"),
        ("http://[::1]:8000/", "http://[::1]:8000", "::1:8000"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example", "xn--bcher-kva.example:80"),
        ("http://127。0。0。1/", "http://127.0.0.1", "127.0.0.1:80"),
    ],
)
def test_a_site_has_one_name_however_it_is_written(url, origin, lane):
    assert (site_of(url).origin, site_of(url).lane) == (origin, lane)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_loopback_is_this_machine(host):
    assert site_of(f"http://{host}:1/").loopback


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "128.0.0.1", "10.0.0.1", "[::2]"])
def test_all_else_is_somebody_elses(host):
    assert not site_of(f"http://{host}/").loopback


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/feeds/posts/default",
        "",
        "http:///x",
        "http://",
        "http://good.example@127.0.0.1/",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://a..b/",
        f"http://{'a' * 64}.example/",
        "http://example.org/\r\nX: y",
        "http://example.org/\0",
        "http://example.org/\x9b31m",
        "ht\ntp://example.org/",
        "http://example.org/\ud800",
        "http://example.org/" + "a" * 70_000,
    ],
)
def test_what_is_no_web_address_is_refused_in_a_short_printable_sentence(url):
    with pytest.raises(RefusedError) as caught:
        site_of(url)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_a_url_of_8_kb_is_still_one():
    assert site_of("http://example.org/".ljust(MAX_URL, "a")).host == "example.org"


@given(ODD | st.text(max_size=60))
def test_any_text_is_a_site_or_refused(text):
    for url in (text, f"http://{text}/"):
        try:
            site = site_of(url)
        except RefusedError:
            continue
        assert site.host.isascii()
        assert site_of(site.origin) == site


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "http://example.org/b"),
        ("?page=2", "http://example.org/a/x?page=2"),
        ("//other.example/c#d", "http://other.example/c"),
        ("https://example.org/", "https://example.org/"),
        (" /b ", "http://example.org/b"),
        ("/\xc3\xa9", "http://example.org/é"),
        ("/\xe9", "http://example.org/é"),
    ],
)
def test_a_location_is_read_against_the_page_it_came_with(location, target):
    assert redirected("http://example.org/a/x", location) == target


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://x/", "javascript:x", "data:,x", "http://a@b/", "http://["]
)
def test_a_redirect_to_an_odd_place_is_refused(location):
    with pytest.raises(RefusedError):
        redirected("http://example.org/", location)


def test_a_redirect_from_https_to_http_is_refused_but_on_this_machine():
    with pytest.raises(RefusedError, match="down to"):
        redirected("https://example.org/", "http://example.org/")
    assert redirected("https://localhost/", "http://127.0.0.1:8000/") == "http://127.0.0.1:8000/"


@given(st.text(max_size=400))
def test_what_is_shown_can_be_printed(text):
    assert shown(text).isprintable()
