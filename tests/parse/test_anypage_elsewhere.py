"""Pages of platforms that have their own words for the same things; what is a comment's is not the post's."""

import pytest

from feedarchive.parse import anypage

CITED = (
    '<article class="h-entry"><h1 class="p-name">T</h1><div class="e-content"><p>Text</p></div>'
    '<div class="u-comment h-cite" id="r1"><a class="p-author h-card" href="https://x.example/">Rex</a>'
    '<time class="dt-published" datetime="2024-03-02T10:00:00Z">then</time>'
    '<p class="p-content">Nice</p></div></article>'
)
CARD = (
    '<div itemscope itemtype="https://schema.org/BlogPosting"><div itemprop="articleBody"><p>Text</p></div>'
    '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="k1">'
    '<span itemprop="author" itemscope>'
    '<b itemprop="name">Rex</b></span><meta itemprop="dateCreated" content="2024-03-02T10:00:00Z">'
    '<div itemprop="text">Nice</div></div></div>'
)
DRUPAL = (
    '<article><h1>T</h1><div class="field--name-body"><p>Text</p></div>'
    '<section><article class="comment" id="comment-7">'
    '<span class="username">Rex</span><time datetime="2024-03-02T10:00:00+0000">x</time>'
    '<div class="comment__content">'
    '<h3>Re</h3><div class="field--name-comment-body"><p>Nice</p></div></div></article></section></article>'
)
TYPEPAD = (
    '<div class="entry-content"><p>Text</p></div>'
    '<div class="comment" id="comment-6a01b"><div class="comment-content">'
    '<p>Nice</p></div><p class="comment-footer">Posted by: <a href="http://x.example/">Rex</a> | '
    '<a href="/t.html#comment-6a01b">then</a></p></div>'
)
LINKED = (
    '<article><div class="entry-content"><p>Text</p></div></article>'
    '<script type="application/ld+json">{"@graph": '
    '[{"@type": ["Comment"], "url": "/t#c1", "author": "Rex", "text": "Nice"}]}</script>'
)


@pytest.mark.parametrize("html", [CITED, CARD, DRUPAL, TYPEPAD, LINKED])
def test_a_comment_is_found_and_nothing_of_it_taken_for_the_post(html):
    page = anypage.read(f"<html><body>{html}</body></html>".encode())
    (said,) = page.said

    assert said.name == "Rex"
    assert "Nice" in said.html
    assert page.body_html == "<p>Text</p>"
    assert (page.author, page.published) == ("", None)


def test_the_head_of_a_page_says_when_it_was_published():
    head = '<meta property="article:published_time" content="2024-01-04T10:00:00.000Z">'
    stamp = '<time datetime="2024-01-04">4 Jan</time>'
    body = f'<article>{stamp}<section class="gh-content"><p>Text</p></section></article>'
    page = anypage.read(f"<html><head>{head}</head><body>{body}</body></html>".encode())

    assert page.body_html == "<p>Text</p>"
    assert page.published is not None
    assert page.published.isoformat() == "2024-01-04T10:00:00+00:00"
