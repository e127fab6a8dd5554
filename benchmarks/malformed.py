"""Fifteen ways in which pages are not well-formed; how each is read is settled by the HTML standard.

(https://html.spec.whatwg.org/, section 13.2, read 2026-11.) Each stands in a post's body and in a comment.
"""

from __future__ import annotations

CASES: dict[str, str] = {
    "a block inside p": "<p>before <div>block</div> after</p> tail",
    "p inside p": "<p>one<p>two</p> three</p>",
    "formatting that crosses": "<b>bold <i>both</b> slanted</i> plain",
    "a link inside a link": "<a href='/1'>one <a href='/2'>two</a> three</a> tail",
    "an attribute twice": "<a href='/1' href='/2' title='t'>link</a>",
    "an attribute without quotes": "<a href=/x?a=1&b=2>link</a> and <img src=/i.jpg alt=picture>",
    "a reference without its semicolon": "5 &lt 6 &amp 7 &copy 8 &notit; 9 &eacute",
    "an ampersand alone": "fish & chips &unknown; &#150; &#x80; A&B",
    "list items left open": "<ul><li>one<li>two<ul><li>in</ul><li>three</ul>",
    "text in a table": "<table><tr>lost<td>cell</table> tail",
    "a table row without a table": "<tr><td>cell</td></tr> tail",
    "an end tag that nothing opened": "text</b></i></font> more</p> tail",
    "a comment cut short": "one <!-- two --!> three <!--> four <!---> five",
    "a tag of capitals, a slash that means nothing": "<B>Bold</B><BR/><I/>slanted</I> plain",
    "a less-than sign in text": "a < b and c <3 d <= e <> f",
}


def page(markup: str) -> bytes:
    """A page of a threaded template with that markup in its post and in its only comment."""
    return _PAGE.replace("$markup", markup).encode()


_PAGE = """<!DOCTYPE html>
<html><head><meta charset='UTF-8'/><meta content='blogger' name='generator'/><title>Blog: Odd</title>
<link href='http://127.0.0.1/2010/05/post.html' rel='canonical'/>
<link rel="service.post" type="application/atom+xml" href="https://www.blogger.com/feeds/1/posts/default" />
</head><body><div class='widget Blog' data-version='1' id='Blog1'><div class='blog-posts hfeed'>
<div class='post hentry'><a name='700000000000000007'></a><h3 class='post-title entry-title'>Odd</h3>
<div class='post-body entry-content' id='post-body-700000000000000007'>$markup</div>
<div class='post-footer'><span class='post-author'>x</span></div></div>
<div class='comments' id='comments'><h4>1 comment:</h4><div id='comment-holder'>
<div class="comment-thread toplevel-thread"><ol id="top-ra"><li class="comment" id="c7700000000000000001">
<div class="comment-block"><div class="comment-header"><cite class="user">Ann</cite>
<span class="datetime secondary-text"><a rel="nofollow"
 href="http://127.0.0.1/2010/05/post.html?showComment=1273000000000#c7700000000000000001"
>May 4, 2010 at 7:06 PM</a></span></div>
<div class="comment-content">$markup</div></div></li></ol></div></div></div></div></div>
<script>window['_WidgetManager'];</script></body></html>
"""
