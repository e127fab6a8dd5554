from itertools import pairwise

import pytest
from tests.fetch.world import World, answer, ok

from feedarchive.capture import Request
from feedarchive.errors import LeftAloneError, TurnedAwayError, UnreachableError
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.paces import MemoryPaces
from feedarchive.fetch.providers import BLOGGER, Provider, made_by_blogger, provider_of
from feedarchive.fetch.urls import site_of

FEED = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-7</id>'
OWN = "https://harbour.example/feeds/posts/default"


@pytest.mark.parametrize(
    "host",
    [
        "one.blogspot.com",
        "one.blogspot.de",
        "one.blogspot.co.uk",
        "one.blogspot.com.br",
        "ONE.Blogspot.com",
        "www.blogger.com",
        "draft.blogger.com",
        "blogger.com",
        "one.blogspot.com:8080",
    ],
)
def test_all_of_blogger_is_one_provider(host):
    assert provider_of(site_of(f"https://{host}/")) == Provider(BLOGGER)


@pytest.mark.parametrize(
    "host",
    ["example.org", "notblogspot.com", "blogspot.com.example.org", "one.blogspot.museum", "xblogger.com"],
)
def test_any_other_host_is_its_own(host):
    assert provider_of(site_of(f"https://{host}/")) == Provider(host)
    assert provider_of(site_of(f"http://{host}:8080/")) == Provider(host)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_on_this_machine_each_port_is_one(host):
    found = provider_of(site_of(f"http://{host}/"))
    assert (found.loopback, found.name.endswith(":8000")) == (True, True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (FEED, True),
        (b"<feed><generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>", True),
        (b"<html><head><meta content='blogger' name='generator'/>", True),
        (b'<META NAME="generator" CONTENT="Blogger">', True),
        (b'<meta name="generator" content="WordPress 6"><a href="http://blogger.com">', False),
        (b" " * 5000 + FEED, False),
    ],
)
def test_what_blogger_made_says_so_near_its_start(body, told):
    assert made_by_blogger(ok(OWN, body)) is told
    assert not made_by_blogger(answer(OWN, 404, body))
    assert not made_by_blogger(UnreachableError(OWN, "no answer"))


def replying(request: Request):
    return ok(request.url, FEED if "/feeds/" in request.url else b"")


def starts(world: World, part: str) -> list[float]:
    return [sent for sent, _, url in world.log if part in url]


def test_a_domain_that_turns_out_to_be_blogger_s_shares_its_pace():
    world, paces = World(replying), MemoryPaces()
    gate = world.gate(FetchOptions(delay=10), paces=paces)
    gate(Request(url=OWN))
    assert paces.learned("harbour.example") == BLOGGER

    gate(Request(url="https://one.blogspot.com/a"))
    gate(Request(url="https://harbour.example/b"))

    sent = [sent for sent, _, _ in world.log]
    assert all(later - sooner >= 10 for sooner, later in pairwise(sent))


def test_trouble_with_one_blog_holds_all_of_blogger_back():
    world = World(
        lambda request: (
            answer(request.url, 429, retry_after="600") if "one" in request.url else ok(request.url)
        )
    )
    gate = world.gate()
    gate(Request(url="https://two.blogspot.com/a"))
    with pytest.raises(TurnedAwayError):
        gate(Request(url="https://one.blogspot.com/a"))
    with pytest.raises(LeftAloneError, match="Blogger is left alone until"):
        gate(Request(url="https://two.blogspot.com/b"))
    gate(Request(url="https://elsewhere.example/"))
    assert len(starts(world, "two.blogspot.com")) == 2


def test_a_domain_that_falls_silent_is_no_longer_blogger_s():
    world, paces = World(replying), MemoryPaces()
    gate = world.gate(FetchOptions(patience=0), paces=paces)
    gate(Request(url=OWN))
    world.answer = lambda request: (
        UnreachableError(request.url, "host name not found") if "harbour" in request.url else ok(request.url)
    )
    with pytest.raises(UnreachableError, match="host name not found"):
        gate(Request(url=OWN))
    assert paces.learned("harbour.example") is None
    with pytest.raises(LeftAloneError, match=r"harbour\.example is left alone"):
        gate(Request(url=OWN))
    gate(Request(url="https://one.blogspot.com/a"))
