"""BeautifulSoup on html5lib, the HTML standard's own reference, reads in the fixtures what lexbor read."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from tests.parse.pages import CASES, bytes_of, url_of

from feedarchive.parse import page

COMMENT = re.compile(r"(?:c|comment-)(\d{5,20})\Z")
NAME = ".anon-comment-author, .comment-icon + a, cite.user, .comment-author > a[href]"
NO_POST = ("other-platform", "classic-archive", "classic-month", "content-warning", "login")
OF_AUTHORS = ("third-party", "classic-blogcomment", "classic-help-2004", "layouts-garland", "layouts-inner")
KNOWN = [case for case in CASES if case not in (*NO_POST, *OF_AUTHORS)]


def witnessed(case: str) -> BeautifulSoup:
    return BeautifulSoup(bytes_of(case), "html5lib")


def heads(soup: BeautifulSoup) -> dict[str, Tag]:
    return {match[1]: node for node in soup.find_all(id=COMMENT) if (match := COMMENT.match(str(node["id"])))}


@pytest.mark.parametrize("case", KNOWN)
def test_the_witness_sees_the_same_comments_in_the_same_order(case):
    seen = page.read(bytes_of(case), url_of(case)).comments or ()

    assert [comment.id.rpartition("-")[2] for comment in seen] == list(heads(witnessed(case)))


@pytest.mark.parametrize("case", KNOWN)
def test_the_witness_sees_the_same_names(case):
    nodes = heads(witnessed(case))
    for comment in page.read(bytes_of(case), url_of(case)).comments or ():
        node = nodes[comment.id.rpartition("-")[2]]
        named = node.select_one(NAME)
        shown = " ".join((named or node).get_text().split())
        assert (comment.author.name or "") in shown
        if named is not None and comment.author.name is not None:
            assert comment.author.name == shown


@pytest.mark.parametrize("case", KNOWN)
def test_the_witness_sees_the_same_words_in_the_post(case):
    shown = page.read(bytes_of(case), url_of(case))
    if shown.body_html is None or case == "google-template":
        return
    body = witnessed(case).select_one(".post-body, div.Post")
    assert body is not None
    words = BeautifulSoup(shown.body_html, "html5lib").get_text().split()

    assert "".join(words) in "".join(body.get_text().split())
