"""What robots.txt can be, by the names of the list of bad input (R*): the server's own log is the judge."""

import json
from pathlib import Path

import pytest
from tests.fetch.cases import OK, Hours, case
from tests.fetch.faults import PAGE, FaultServer, cut, said

from feedarchive.errors import NoRulesError, RefusedError, UnreachableError
from feedarchive.fetch.robots import MAX_TEXT, Robots

VECTORS = json.loads((Path(__file__).parent / "data" / "robots-vectors.json").read_text())["vectors"]


@pytest.fixture
def hours(tmp_path):
    with FaultServer() as server:
        found = Hours(tmp_path, server)
        found.serving("/a", OK)
        yield found


@case("R01-robots-google-145")
def test_google_s_own_cases(case):
    legal = [one for one in VECTORS if one["ua"].replace("-", "").replace("_", "").isalpha()]
    right = [
        Robots.parse(one["robots"].encode(), one["ua"]).allowed(one["url"]) == one["allowed"] for one in legal
    ]
    assert (len(right), sum(right) >= 139) == (142, True)


@case("R02-robots-5xx")
@pytest.mark.parametrize("answer", [said(b"", "503 Busy"), said(b"", "500 Ill"), cut(b""), cut(b"not HTTP")])
def test_nothing_else_is_asked_of_a_site_whose_robots_txt_cannot_be_had(hours, case, answer):
    hours.behaving("/robots.txt", answer)
    with hours.process(retries=1) as web, pytest.raises(UnreachableError, match="so nothing else is asked"):
        hours.get(web, "/a")
    assert set(hours.server.paths) == {"/robots.txt"}


@case("R02-robots-5xx")
def test_a_robots_txt_beyond_our_limits_is_asked_for_once(hours, case):
    hours.behaving("/robots.txt", said(b"#" * 5000))
    with (
        hours.process(retries=2, max_body=4000) as web,
        pytest.raises(NoRulesError, match="larger"),
    ):
        hours.get(web, "/a")
    assert hours.server.paths == ["/robots.txt"]


@case("R03-robots-404")
@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "401 No"])
def test_4xx_sets_no_rules(hours, case, status):
    hours.serving("/robots.txt", said(b"User-agent: *\nDisallow: /", status))
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE


@case("R04-robots-html")
def test_a_web_page_sets_no_rules_and_is_told(hours, case):
    hours.serving("/robots.txt", said(b"<!DOCTYPE html><p>User-agent: *\nDisallow: /"))
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
        assert web.warnings == [f"{hours.server.url}/robots.txt is a web page: taken as without rules"]


@case("R05-robots-6mb")
def test_the_first_500_kib_of_a_long_one_count_and_it_is_told(hours, case):
    start = b"User-agent: *\nDisallow: /a\n"
    hours.serving("/robots.txt", said((start + b"#\n" * MAX_TEXT)[: 6 * 2**20] + b"Disallow: /b\n"))
    hours.serving("/b", OK)
    with hours.process() as web:
        assert hours.get(web, "/b") == PAGE
        with pytest.raises(RefusedError):
            hours.get(web, "/a")
        assert web.warnings == [
            f"{hours.server.url}/robots.txt is longer than 500 KiB: only the start of it counts"
        ]


@case("R06-robots-6-redirects")
def test_six_redirects_set_no_rules_and_are_told(hours, case):
    hops = [
        hours.serving(
            f"/robots.txt{'' if n == 0 else n}", said(b"", "301 Moved", f"Location: /robots.txt{n + 1}")
        )
        for n in range(8)
    ]
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
        assert len(web.warnings) == 1
    assert sum(len(hop.arrivals) for hop in hops) == 6


@case("R07-robots-ua-space")
def test_words_behind_the_token_are_no_part_of_it(hours, case):
    hours.serving("/robots.txt", said(b"User-agent: feedarchive Bar\nDisallow: /a"))
    with hours.process() as web, pytest.raises(RefusedError):
        hours.get(web, "/a")
    assert hours.server.paths == ["/robots.txt"]


@case("R08-robots-bom-cr")
def test_a_bom_and_lines_that_end_in_cr(hours, case):
    hours.serving("/robots.txt", said(b"\xef\xbb\xbfUser-agent: *\rDisallow: /a\r"))
    with hours.process() as web, pytest.raises(RefusedError):
        hours.get(web, "/a")


@case("R09-crawl-delay-odd")
@pytest.mark.parametrize(
    ("stated", "seconds", "told"),
    [
        ("nan", 2, "no number of seconds: 'nan'"),
        ("inf", 2, "no number of seconds: 'inf'"),
        ("-1", 2, "no number of seconds: '-1'"),
        ("99999999", 60, "asks for a Crawl-delay of 99999999 s: 60 s are kept"),
        ("0", 2, None),
        ("30", 30, None),
    ],
)
def test_an_odd_crawl_delay_is_told_and_never_hurries_us(hours, case, stated, seconds, told):
    page = hours.serving("/a", OK)
    hours.serving("/robots.txt", said(f"User-agent: *\nCrawl-delay: {stated}\n".encode()))
    with hours.process(delay=2.0) as web:
        hours.get(web, "/a")
        hours.get(web, "/a")
        assert [told in one for one in web.warnings] == ([True] if told else [])
    assert seconds <= page.gaps[0] < seconds * 1.05


@case("R10-robots-stale")
def test_a_copy_is_asked_for_again_after_a_day_with_its_validator_and_after_a_week_without(hours, case):
    rules = said(b"User-agent: *\nDisallow: /no", "200 OK", 'ETag: "7"')
    robots = hours.serving("/robots.txt", rules, said(b"", "304 Not Modified", 'ETag: "7"'))
    for _ in range(8):
        with hours.process() as web:
            assert hours.get(web, "/a") == PAGE
            with pytest.raises(RefusedError):
                hours.get(web, "/no")
        hours.slept += 86_399
        with hours.process() as web:
            assert hours.get(web, "/a") == PAGE
        hours.slept += 1
        if len(robots.arrivals) == 7:
            robots = hours.serving("/robots.txt", rules)
    asked = [head.lower() for _, path, head in hours.server.log if path == "/robots.txt"]
    assert ['if-none-match: "7"' in head for head in asked] == [False, *[True] * 6, False]


@case("R11-robots-turns-no")
def test_what_was_allowed_yesterday_is_not_asked_today(hours, case):
    hours.serving("/robots.txt", said(b""), said(b"User-agent: *\nDisallow: /"))
    page = hours.serving("/a", OK)
    with hours.process() as web:
        hours.get(web, "/a")
    hours.slept += 86_400
    with hours.process() as web, pytest.raises(RefusedError, match="disallows it"):
        hours.get(web, "/a")
    assert len(page.arrivals) == 1


@case("R12-noarchive")
@pytest.mark.parametrize(
    ("headers", "asks"),
    [
        (["X-Robots-Tag: noarchive"], True),
        (["x-robots-tag: noindex, NOARCHIVE"], True),
        (["X-Robots-Tag: none"], True),
        (["X-Robots-Tag: feedarchive: noarchive"], True),
        (["X-Robots-Tag: unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive"], True),
        (["X-Robots-Tag: noindex", "X-Robots-Tag: noarchive"], True),
        (["X-Robots-Tag: otherbot: noarchive"], False),
        (["X-Robots-Tag: otherbot: none"], False),
        (["X-Robots-Tag: noindex, nofollow"], False),
    ],
)
def test_a_header_that_asks_for_it_is_respected_by_default(hours, case, headers, asks):
    hours.serving("/a", said(PAGE, "200 OK", "Content-Type: text/html", *headers))
    with hours.process(noarchive="ignore") as web:
        assert hours.get(web, "/a") == PAGE
    with hours.process() as web:
        if asks:
            with pytest.raises(RefusedError, match=r"asks not to be archived \(X-Robots-Tag: no"):
                hours.get(web, "/a")
            assert hours.ledger[-1].noarchive.startswith("X-Robots-Tag")
        else:
            assert hours.get(web, "/a") == PAGE


@case("R12-noarchive")
@pytest.mark.parametrize(
    ("meta", "asks"),
    [
        ('<meta name="robots" content="noarchive">', True),
        ("<META CONTENT='noindex,NoArchive' NAME='Robots'/>", True),
        ("<meta name=feedarchive content=noarchive>", True),
        ('<meta name="googlebot" content="noarchive">', False),
        ('<meta name="description" content="robots, noarchive">', False),
        ("<p>robots noarchive</p>", False),
    ],
)
def test_so_is_a_page_s_own_word(hours, case, meta, asks):
    hours.serving("/a", said(f"<html><head>{meta}</head>".encode(), "200 OK", "Content-Type: text/html"))
    with hours.process() as web:
        if asks:
            with pytest.raises(RefusedError, match=r"asks not to be archived \(meta robots: noarchive\)"):
                hours.get(web, "/a")
        else:
            assert hours.get(web, "/a")
