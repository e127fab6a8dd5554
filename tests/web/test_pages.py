"""What a reader finds on the pages."""

import re
from xml.etree import ElementTree as ET

import html5lib
import pytest
from msgspec.structs import replace
from tests.read.small import FIRST, NAME, REPLY, SECOND, UNTITLED, put
from tests.web import shelf
from tests.web.conftest import reader

from feedarchive.store.layout import folder

BLOG = f"/{NAME}"


def at(entry) -> str:
    return f"{BLOG}/{folder(entry)}/"


def page(client, path: str):
    """The page as html5lib reads it."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html5lib.parse(answer.text, namespaceHTMLElements=False)


def texts(element) -> str:
    return " ".join("".join(element.itertext()).split())


def links(tree) -> dict[str, str]:
    return {texts(a): a.get("href") for a in tree.iter("a")}


def by_class(tree, name: str):
    return [one for one in tree.iter() if name in (one.get("class") or "").split()]


def deepest(element, level: int = 0) -> int:
    """How many threads stand inside each other."""
    inner = level + ("thread" in (element.get("class") or ""))
    return max([inner, *(deepest(child, inner) for child in element)])


def test_home_has_every_blog_with_its_verdict_and_last_run(client):
    tree = page(client, "/")
    cards = {texts(one.find("h2")): texts(one) for one in by_class(tree, "blogs")[0].findall("li")}
    assert {"Quarry Notes", "Other", "Named search"} <= cards.keys()
    assert "13 of 13 posts, 1,012 of 1,014 comments" in cards["Quarry Notes"]
    assert "incomplete" in cards["Quarry Notes"]
    assert "last run 2026-11-05 03:20:00 UTC" in cards["Quarry Notes"]
    assert "1 post, 1 comment" in cards["Named search"]
    assert len(by_class(tree, "spark")) == len(by_class(tree, "blogs")[0].findall("li")) == 5


def test_a_blog_named_search_is_read_like_any_other(client):
    assert f"/{shelf.SEARCH}/" in links(page(client, "/")).values()
    assert "Slate" in links(page(client, f"/{shelf.SEARCH}/"))


def test_a_year_and_a_month_hold_their_posts(client):
    assert at(UNTITLED) in links(page(client, f"{BLOG}/2006/")).values()
    assert at(UNTITLED) in links(page(client, f"{BLOG}/2006/06/")).values()
    assert at(UNTITLED) not in links(page(client, f"{BLOG}/2007/")).values()


@pytest.mark.parametrize("label", shelf.LABELS)
def test_every_label_has_its_page_whatever_it_is_called(client, label):
    href = links(page(client, at(shelf.ODD_LABELS)))[" ".join(label.split())]
    assert at(shelf.ODD_LABELS) in links(page(client, href)).values()


def test_a_post_with_its_comments_as_people_knew_them(client):
    tree = page(client, at(UNTITLED))
    said = {one.get("id"): one for one in by_class(tree, "comment")}
    first, reply = said["c114958663200000001"], said["c114959000000000002"]
    assert "Gravelpit anonymous" in texts(first)
    assert "Removed by its author." in texts(reply)
    nested = next(one for one in tree.iter("li") if first in one)
    assert reply in list(nested.iter())


def test_the_exact_time_of_a_comment_and_its_evidence_are_at_hand(client):
    times = {one.get("datetime"): one.get("title") for one in page(client, at(UNTITLED)).iter("time")}
    shown = "2006-06-06 09:37:12 UTC, from its id; the page showed “2:37 AM”"
    assert times["2006-06-06T09:37:12+00:00"] == shown
    assert times[None] == "the exact time is not known; the page showed “11:05 PM”"


def test_versions_show_what_changed_word_by_word(client):
    tree = page(client, f"{at(UNTITLED)}versions/")
    added = [texts(one) for one in tree.iter("ins")]
    assert {"clear", "Slate"} <= set(added)
    assert "Ten years on I still agree." in added
    assert "first archived, with 2 comments" in texts(tree)
    old = texts(page(client, f"{at(UNTITLED)}v0001/"))
    assert "This is version 1 of 3." in old
    assert "clear" not in old


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (shelf.GONE, "The site no longer has this post; it is shown as it was last seen. The lower path"),
        (shelf.REDACTED, "This post was taken out of the archive."),
        (shelf.REDACTED, "Taken out of the archive."),
        (shelf.STATES, "Removed by the blog’s owner. Its text, as it was last seen: State 1."),
        (shelf.STATES, "No longer on the site. Its text, as it was last seen: State 2."),
        (shelf.UNTITLED, "Rain on the roofs all week, and the slates hold."),
        (shelf.NOTHING, "untitled"),
        (shelf.LINKING, "image not in the archive: the roof"),
        (shelf.long_thread(), "The site counts 2 more comments than it showed."),
    ],
)
def test_what_a_post_says_of_itself(client, entry, told):
    assert told in texts(page(client, at(entry)).find(".//main"))


def test_answers_in_circles_are_all_shown_once(client):
    shown = [texts(one) for one in by_class(page(client, at(shelf.STATES)), "comment")]
    for text in ("Round.", "And round.", "To myself.", "To nobody."):
        assert sum(one.endswith(f" {text}") for one in shown) == 1


def test_a_thousand_comments_stand_on_one_page_within_nine_levels(client):
    tree = page(client, at(shelf.long_thread()))
    assert len(by_class(tree, "comment")) == 1000

    assert deepest(tree) == 9


def test_links_between_archived_posts_stay_inside(client):
    found = links(page(client, at(shelf.LINKING)))
    assert found["the quarry"] == at(UNTITLED)
    assert found["what was said there"] == f"{at(UNTITLED)}#c114958663200000001"
    assert found["what was not"] == at(UNTITLED)
    assert found["us"].startswith(f"{BLOG}/pages/about-")
    assert found["a lost one"] == f"http://{NAME}/1999/01/lost.html"
    assert found["elsewhere"] == "https://example.org/"
    assert found["a note"] == "#in-note"
    assert found["talk.mp3"] == "http://example.org/talk.mp3"


def test_search_marks_what_was_found(client):
    tree = page(client, "/-/search/?q=grain")
    assert {texts(one) for one in tree.iter("mark")} == {"grain"}
    assert f"{at(UNTITLED)}#c114958663200000001" in links(tree).values()


@pytest.mark.parametrize("word", ["caf*", "Елка", "磨坊", "น้ำ", "الطاحونة", "LODZ", "नदी"])
def test_search_finds_every_script(client, word):
    assert at(shelf.LANGUAGES) in links(page(client, f"/-/search/?q={word}")).values()


@pytest.mark.parametrize(
    "asked", ["q=%22&", "since=2006-13", "until=x", "q=-a", "page=99999", "q=a&blog=nowhere", "q=%00"]
)
def test_search_says_what_it_cannot_do(client, asked):
    assert "<h1>Search</h1>" in client.get(f"/-/search/?{asked}").text


def test_a_post_without_title_has_one_name_everywhere(client):
    name = "Rain on the roofs all week, and the slates hold."
    here = by_class(page(client, at(shelf.UNTITLED)), "crumbs")[0]
    assert texts(here).endswith(name)
    assert links(page(client, "/-/search/?q=roofs+week"))[name] == at(shelf.UNTITLED)


def test_search_within_a_span_of_time(client):
    assert (
        at(UNTITLED) in links(page(client, f"/-/search/?q=slate&until=2006&in=titles&blog={NAME}")).values()
    )
    assert "Nothing found." in texts(page(client, "/-/search/?q=slate&until=2005"))


def test_statistics_have_plots_a_table_and_people(client):
    tree = page(client, f"{BLOG}/statistics/")
    assert len(by_class(tree, "plot")) == 2
    rows = [texts(row) for row in tree.iter("tr")]
    assert any(row.startswith("2008") for row in rows)
    assert "Reader 025" in rows


def test_changes_and_their_feed_tell_the_same(client):
    tree = page(client, f"{BLOG}/changes/")
    feed = ET.fromstring(client.get(f"{BLOG}/changes.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    titles = [entry.findtext(f"{atom}title") for entry in entries]
    assert titles == [texts(one.find("a")) for one in by_class(tree, "versions")[0].findall("li")][:50]
    assert {entry.findtext(f"{atom}summary") for entry in entries} >= {"first archived", "gone from the site"}
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == len(entries)
    hrefs = [str(link.get("href")) for link in feed.findall(f"{atom}entry/{atom}link")]
    assert all(client.get(href).status_code == 200 for href in hrefs)


def test_names_with_bidi_controls_stay_in_their_place(client):
    html = client.get(at(shelf.RTL)).text
    assert "<bdi>\u202eeve\u202c</bdi>" in html
    assert re.search(r'<div class="body" dir="auto"><p>ماء', html)


def test_damage_is_told_and_the_rest_is_read(tmp_path):
    import httpx  # noqa: PLC0415

    where = put(tmp_path, UNTITLED, SECOND)
    lost = put(
        tmp_path, replace(UNTITLED, id="tag:blogger.com,1999:blog-77.post-77", comments=(FIRST, REPLY))
    )
    for name in (f"{where}/v0002.json", f"{lost}/v0001.json"):
        file = tmp_path / NAME / name
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:-40])
    with httpx.Client(base_url=reader(tmp_path), trust_env=False) as client:
        assert "2 files are damaged and left out" in client.get("/").text
        found = client.get(f"{BLOG}/{where}/").text
        assert "Damaged, and left out: version 2." in found
        assert "full of water" in found
        assert "Damaged, and left out: version 2." in client.get(f"{BLOG}/{where}/versions/").text
        assert client.get(f"{BLOG}/{where}/v0002/").status_code == 500
        broken = client.get(f"{BLOG}/{lost}/")
        assert (broken.status_code, "A file is damaged" in broken.text) == (500, True)
        assert client.get(f"{BLOG}/").status_code == 200
