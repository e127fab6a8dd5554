import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedarchive.parse import text
from feedarchive.parse.text import readable

CASES = {
    "": "",
    " \n ": "",
    "plain  words\nfolded\t here": "plain words folded here",
    "one<br>two<br/>three<BR />four": "one\ntwo\nthree\nfour",
    "one<br /><br />two": "one\n\ntwo",
    "one<br />\n<br />\n<br> &nbsp; <br>two<br>": "one\n\ntwo",
    "<p>one</p>\n<p>two</p>": "one\n\ntwo",
    "<p>one<p>two": "one\n\ntwo",
    "<div>one</div><div><br /></div><div>two</div>": "one\n\ntwo",
    "before<p>in</p>after": "before\n\nin\n\nafter",
    "a<b>b</b><i>c</i> d": "abc d",
    "<h2>Head</h2><ul><li>one</li><li>two</li></ul>": "Head\n\none\n\ntwo",
    "<blockquote>said</blockquote>so": "said\n\nso",
    "Tom &amp; Jerry &lt;3 &#39;x&#39; &#8217;&nbsp;&eacute;": "Tom & Jerry <3 'x' ’ é",
    "&unknown; &copy &#99999999;": "&unknown; © \N{REPLACEMENT CHARACTER}",
    "&lt;br&gt;": "<br>",
    "a < b and b > c": "a < b and b > c",
    "I <3 it<br>": "I <3 it",
    '<a href="x" title="a > b">link</a>': "link",
    "<a title='it\"s > b'>link</a>": "link",
    "<p\nclass=x>one</p><IMG SRC=x>two": "one\n\ntwo",
    "x<script>if (a<b) alert('</p>')</script><style>p{}</style>y": "xy",
    "x<!-- <p>hidden</p> -->y": "xy",
    "x<iframe src='f'/>y": "xy",
    "x<iframe src='f'></iframe>y<iframe>old browser</iframe>z": "xyz",
    "<title>t</title><template><p>t</p></template><textarea>t</textarea>x": "x",
    "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d": "a b\n\nc\n\nd",
    "<pre>\n a\n   b  c\n\n\nd</pre>\n e  f": "a\n   b  c\n\n\nd\n\ne f",
    "x<pre>  a<br>  b</pre>": "x\n\n  a\n  b",
    "</pre></p></div>x": "x",
    "<!doctype html><html><head><title>t</title></head><body>x</body></html>": "x",
    "a\0b": "a\N{REPLACEMENT CHARACTER}b",
    "a\ud800b<br>\udfff": "a\N{REPLACEMENT CHARACTER}b\n\N{REPLACEMENT CHARACTER}",
    "&#xD800;&#0;&#x110000;": "\N{REPLACEMENT CHARACTER}" * 3,
    "&#" + "9" * 5_000 + ";": "\N{REPLACEMENT CHARACTER}",
    "<div": "",
    'x<a href="': "x",
    "日本語<br>です": "日本語\nです",
}


@pytest.mark.parametrize("html", CASES, ids=lambda html: html[:20])
def test_text_of(html):
    assert readable(html) == CASES[html]


@given(
    st.text(alphabet=st.sampled_from(list("<>/&#;!-=\"' \n\0ab1pretdivs\ud800é")), max_size=60)
    | st.text(max_size=40)
)
def test_any_text_is_read_and_tidy(html):
    read = readable(html)
    read.encode()
    assert read == read.strip(" \n")
    assert "\n\n\n" not in read or "<pre" in html.lower()


WORDS = st.text("ab &\n\u00a0é", max_size=5).map(lambda words: words.replace("&", "&amp;"))
TAGS = st.sampled_from(
    ["p", "div", "b", "i", "span class='x'", 'a href="y"', "li", "blockquote", "h2", "pre", "td"]
)


def element(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(TAGS, content).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")


def several(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(content, max_size=4).map("".join)


NESTED = st.recursive(WORDS | st.just("<br />"), lambda inner: several(inner | element(inner)), max_leaves=12)


@given(NESTED)
def test_cutting_and_walking_read_the_same(html):
    tidy = re.sub(r"</?(?:p|h2|td|pre|li)\b[^>]*>", "", html)  # what may not be nested at will
    walked = text._lines(text._walked(LexborHTMLParser(tidy, is_fragment=True).root))
    assert readable(tidy) == walked
    assert readable(tidy + "<x>" * 1_001) == walked


HUGE = "<section>" * 1_001  # past what lexbor is trusted with
COSTLY = {
    "divs": ("<div>" * 100_000 + "<x>x", "x"),
    "fonts": ("".join(f"<font x={n}><article>" for n in range(20_000)) + "x", "x"),
    "attributes": ("<x " + " ".join(f"x{n}" for n in range(50_000)) + ">x</x>", "x"),
    "tags": ("<a '" * 50_000 + "x", ""),
    "comments": ("x" + "<!--" * 100_000, "x"),
    "scripts": ("x" + "<script>" * 100_000, "x"),
    "ampersands": ("<x>" + "&" * 500_000, "&" * 500_000),
    "pres": ("<pre>" * 100_000 + "x", "x"),
    "a pre": (HUGE + "a</section><pre> c\n  d</PRE >e", "a\n\n c\n  d\n\ne"),
    "a stray pre": (HUGE + "a</pre>b", "a\n\nb"),
    "signs": (HUGE + "1 < 2 &lt; 3<br clear=all>4<TD>5", "1 < 2 < 3\n4 5"),
    "a number": (HUGE + "&#" + "9" * 5_000 + ";", "\N{REPLACEMENT CHARACTER};"),
}


@pytest.mark.parametrize("case", COSTLY)
def test_markup_that_would_take_a_tree_minutes(case):
    html, expected = COSTLY[case]
    assert readable(html) == expected
