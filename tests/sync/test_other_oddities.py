"""What sites that are not Blogger's do oddly: endless chains, packed sitemaps, rules against feeds."""

import gzip
from datetime import UTC, datetime
from typing import cast

import pytest
from tests.sync.conftest import Bench
from tests.sync.sites import ATOM, HTML, RSS, XML, Page, Site, atom, entry, served, static_blog

from feedarchive.demo.server import DemoServer


class Endless(Site):
    """A feed whose every page names another one, and shows the same entry."""

    def answer(self, path: str) -> Page | None:
        if not path.startswith("/feed.xml"):
            return super().answer(path)
        number = int(path.partition("=")[2] or 0)
        link = f'<link rel="next" href="{self.url}/feed.xml?n={number + 1}"/>'
        return ATOM, atom(entry(1), link).replace("{url}", self.url)


@pytest.fixture
def archive(tmp_path):
    """Serves a site, and gives a bench over it."""
    contexts = []

    def start(site: Site) -> Bench:
        contexts.append(served(site))
        contexts[-1].__enter__()
        return Bench(server=cast("DemoServer", site), root=tmp_path / "archive")

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def test_a_chain_without_end_that_shows_nothing_new_is_left(archive):
    site = Endless()
    bench = archive(site)
    outcome = bench.backfill(address=f"{site.url}/feed.xml", pages="never")

    assert (outcome.added, outcome.exit_code) == (1, 3)
    assert any("without end" in line for line in outcome.problems)
    assert sum(path.startswith("/feed.xml") for path in site.asked) == 6


def test_a_dead_link_in_a_chain_is_no_reason_to_look_for_the_feed_again(archive):
    site = static_blog()
    del site.pages["/archive/1.atom"]
    outcome = archive(site).backfill()

    assert any("/archive/1.atom" in line for line in outcome.problems)
    assert site.asked.count("/archive/2.atom") == 1


def test_sitemaps_may_be_packed_and_indexes_name_indexes_and_what_is_not_there(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    inner = "<sitemapindex><sitemap><loc>{url}/inner.xml</loc></sitemap></sitemapindex>"
    site.put(
        "/sitemap.xml", XML, inner.replace("<sitemap>", "<sitemap><loc>{url}/no.xml</loc></sitemap><sitemap>")
    )
    site.put("/inner.xml", XML, inner.replace("inner.xml", "posts.xml.gz"))
    bench = archive(site)
    places = "".join(f"<url><loc>{site.url}/2023/post-{n}/</loc></url>" for n in range(1, 10))
    site.packed["/posts.xml.gz"] = gzip.compress(f"<urlset>{places}</urlset>".encode())
    outcome = bench.backfill()

    assert (outcome.added, outcome.exit_code) == (9, 0)


def test_rules_against_bloggers_feeds_do_not_keep_us_from_those_of_the_site(archive):
    site = static_blog()
    site.put("/robots.txt", "text/plain", "User-agent: *\nDisallow: /feed\n")

    assert archive(site).backfill().added == 9


def test_a_place_without_a_blog_is_none_the_next_time_either(archive):
    site = Site()
    site.put("/", HTML, "<html><body>Nothing here.</body></html>")
    bench = archive(site)

    assert [bench.backfill().exit_code, bench.backfill().exit_code] == [3, 3]


def test_what_has_no_date_or_no_address_is_told_of(archive):
    site = Site()
    item = (
        "<item><title>{0}</title><guid isPermaLink='false'>{0}</guid><description>w</description>{1}</item>"
    )
    items = item.format("No date", "<link>{url}/1</link>") + item.format(
        "Bad", "<pubDate>Yesterday</pubDate>"
    )
    site.put(
        "/rss.xml",
        RSS,
        f"<rss version='2.0'><channel><title>R</title><link>{{url}}/</link>{items}</channel></rss>",
    )
    outcome = archive(site).backfill(address=f"{site.url}/rss.xml", pages="never")
    told = "\n".join(outcome.warnings)

    assert outcome.added == 2
    assert "entries without a date: 'No date', 'Bad'" in told
    assert "entries without an address: 'Bad'" in told
    assert "cannot be read: " in told


def test_a_feed_of_replies_is_asked_for_where_nothing_counts_them(archive):
    site = static_blog()
    link = '<link rel="replies" type="application/atom+xml" href="/talk.atom"/>'
    site.put("/index.atom", ATOM, atom(entry(9).replace("</entry>", f"{link}</entry>")))
    first = '<entry><id>urn:c:1</id><link href="{url}/2023/post-9/#c1"/><content>Aye</content></entry>'
    again = (
        first.replace("c:1", "c:2")
        .replace("#c1", "#c2")
        .replace("<link", '<thr:in-reply-to ref="urn:c:1"/><link')
    )
    site.put("/talk.atom", ATOM, atom(first + again))
    bench = archive(site)
    bench.backfill(pages="never")
    store = bench.store
    (one,) = (store.latest(folder) for folder in store.folders())

    assert [comment.body.text for comment in one.comments] == ["Aye", "Aye"]
    assert [comment.in_reply_to for comment in one.comments] == [None, "urn:c:1"]


def test_pages_that_no_feed_shows_are_asked_for_again_with_a_condition(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    places = "".join(f"<url><loc>{{url}}/2023/post-{n}/</loc></url>" for n in range(1, 10))
    site.put("/sitemap.xml", XML, f"<urlset>{places}</urlset>")
    bench = archive(site)
    bench.backfill()
    site.confirmed = 0
    outcome = bench.sync(full=True)

    assert (outcome.added, outcome.revised, site.confirmed) == (0, 0, 8)


def test_an_address_that_is_no_feed_says_why(archive):
    site = Site()
    site.put("/log/bomb.xml", XML, "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel/></rss>")
    outcome = archive(site).backfill(address=f"{site.url}/log/bomb.xml")

    assert outcome.error == f"{site.url}/log/bomb.xml: has a DTD"
    assert site.asked == ["/robots.txt", "/log/bomb.xml"]


def test_a_span_says_that_the_feed_shows_only_its_newest(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    outcome = archive(site).backfill(since=datetime(2001, 1, 1, tzinfo=UTC))

    assert any("without a span" in line for line in outcome.warnings)


def test_a_damaged_feed_still_brings_what_is_new(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(8) + "&nbsp;"))
    bench = archive(site)
    bench.backfill()
    assert bench.sync().added == 0
    site.put("/index.atom", ATOM, atom(entry(9) + entry(8) + "&nbsp;"))

    assert bench.sync().added == 1


def test_a_feed_of_comments_that_is_off_costs_no_news(archive):
    site = static_blog()
    links = (
        '<link rel="alternate" type="application/atom+xml" href="/index.atom">'
        '<link rel="alternate" type="application/atom+xml" title="Comments" href="/said.atom">'
    )
    site.put("/", HTML, f"<html><head>{links}</head></html>")
    site.put("/index.atom", ATOM, atom(entry(8)))
    bench = archive(site)
    bench.backfill(address=f"{site.url}/")
    site.put("/index.atom", ATOM, atom(entry(9) + entry(8)))
    outcome = bench.sync()

    assert (outcome.added, outcome.error) == (1, None)
    assert "/said.atom" in site.asked
