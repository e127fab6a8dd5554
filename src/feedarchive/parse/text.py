"""HTML -> readable plain text, for people, search and `body.text`.

Most comments and bodies are tame: words, links, pictures, lists, tables. Their text is what is left when the
tags are cut out. Anything else is read with lexbor, as the HTML standard reads broken markup.
"""

from __future__ import annotations

import html as entities
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Lexbor's time grows with the square of nesting, of unclosed formatting and of attributes: 100,000 open divs
# take 9 s, 2,400 open fonts 3 s. Of 480 real bodies 2 have more than 400 tags (2026-11).
MANY_TAGS = 1_000
LONG = 50_000

# Marks, until the lines are made: NUL ends a line; lone surrogates, of which the input is free by then, are
# the ends of a `<pre>` and its white space.
_PRE, _END_PRE = "\ud800", "\ud801"
_KEPT = str.maketrans("\0\n\t \xa0", "\ud802\ud802\ud803\ud804\ud804")
_SHOWN = str.maketrans("\ud802\ud803\ud804", "\n\t ", _PRE + _END_PRE)
_PREFORMATTED = re.compile(f"{_PRE}([^{_END_PRE}]*){_END_PRE}?")
_NUL_OR_SURROGATE = re.compile("[\0\ud800-\udfff]")

_TAME_WORDS = (
    "a abbr acronym b big cite code del em embed font i img ins q s small span strike strong sub sup tt u"
)
_TAME_BLOCKS = "blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 li ol p table tbody tr ul"
_OTHER_BLOCKS = """
    address article aside body caption details dialog dir fieldset figcaption figure footer form header hgroup
    hr legend listing main menu nav optgroup option plaintext pre section summary tfoot thead xmp
"""
_BLOCKS = dict.fromkeys([*_TAME_BLOCKS.split(), *_OTHER_BLOCKS.split()], "\0\0")
_BEFORE = _BLOCKS | {"br": "\0", "td": " ", "th": " ", "pre": "\0\0" + _PRE}
_AFTER = _BLOCKS | {"pre": _END_PRE + "\0\0"}
_TAME = {"br": "\0", "br/": "\0", "br /": "\0", "td": " ", "/td": "", "th": " ", "/th": ""} | {
    slash + tag: _BLOCKS.get(tag, "")
    for slash in ("", "/")
    for tag in (*_TAME_WORDS.split(), *_TAME_BLOCKS.split())
}
_UNREAD = frozenset({"script", "style", "template", "iframe", "noembed", "noframes", "title", "textarea"})

_TAG = re.compile(r"<(/?)([^\s<>/]*)[^<>]*>?")
_NO_TAG = re.compile(r"<(?![a-zA-Z!?/])")
_UNREAD_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1[^<>]*>|\Z)", re.DOTALL | re.IGNORECASE
)
_EMPTY_IFRAME = re.compile(r"<iframe\b[^<>]*(?:></iframe>|/>)")
_SPACES = re.compile("  +")
# All but those that html.unescape reads as the HTML standard does; int() refuses 4,301 digits.
_ODD_NUMBER = re.compile(r"&#(?!(?:3[2-9]|[4-9][0-9]|1[6-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3});)")
_LONG_NUMBER = re.compile(r"&#[0-9]{8,}")


def readable(html: str) -> str:
    """Plain text: an empty line between paragraphs, a new line for `<br>`, entities decoded.

    White space is folded, but in `<pre>`. NUL and lone surrogates become U+FFFD. Never raises.
    """
    if not _is_sound(html):
        html = _NUL_OR_SURROGATE.sub("\ufffd", html)
    if "<iframe" in html:  # a film, most often in an otherwise tame body
        html = _EMPTY_IFRAME.sub("", html)
    marked = _cut(html)
    return _lines(marked) if marked is not None else _laid_out(_marked(html))


def _is_sound(html: str) -> bool:
    """Whether it is free of NUL and of lone surrogates; encoding finds out ten times as fast as looking."""
    try:
        return b"\0" not in html.encode()
    except UnicodeEncodeError:
        return False


def _cut(html: str) -> str | None:
    """The text of tame HTML with NUL for each end of a line; None for any other."""
    first, *rest = html.split("<")
    if html.count(">") != len(rest):
        return None
    pieces = [first]
    add = pieces.append
    try:
        for piece in rest:
            tag, _, text = piece.partition(">")
            add(_TAME[tag] if tag in _TAME else _TAME[tag.partition(" ")[0].lower()])
            add(text)
    except KeyError:
        return None
    text = "".join(pieces)
    if "&" not in text:
        return text
    return None if _ODD_NUMBER.search(text) else entities.unescape(text.replace("&nbsp;", " "))


def _marked(html: str) -> str:
    """The text of any HTML with NUL for each end of a line."""
    if len(html) <= LONG and html.count("<") <= MANY_TAGS:
        return _walked(LexborHTMLParser(html, is_fragment=True).root)
    read = _NO_TAG.sub("&lt;", _UNREAD_TAG.sub("", html))
    return entities.unescape(_LONG_NUMBER.sub("\ufffd", _TAG.sub(_mark, read)))


def _mark(tag: re.Match[str]) -> str:
    return (_AFTER if tag[1] else _BEFORE).get(tag[2].lower(), "")


def _walked(node: LexborNode | None) -> str:
    """The text of a tree with NUL for each end of a line."""
    pieces: list[str] = []
    above: list[tuple[LexborNode, str]] = []  # a stack of our own, so that depth has no bound
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag not in _UNREAD:
            pieces.append(_BEFORE.get(tag, ""))
            if (child := node.child) is not None:
                above.append((node, _AFTER.get(tag, "")))
                node = child
                continue
        following = node.next
        while following is None and above:
            node, after = above.pop()
            pieces.append(after)
            following = node.next
        node = following
    return "".join(pieces)


def _laid_out(marked: str) -> str:
    """The lines of a text that may have preformatted ones, which stay as they are."""
    if _PRE not in marked and _END_PRE not in marked:
        return _lines(marked)
    return _lines(_PREFORMATTED.sub(_kept, marked)).translate(_SHOWN).strip()


def _kept(pre: re.Match[str]) -> str:
    return pre[1].translate(_KEPT)


def _lines(marked: str) -> str:
    """Folded lines, at most one empty line between two.

    Split by single characters, and not into words: anything else takes two or three times as long.
    """
    for blank in "\n\r\t\f\v\xa0":
        marked = marked.replace(blank, " ")
    if marked.rfind("  ") >= 0:  # finds out in two thirds of the time of `in`
        marked = _SPACES.sub(" ", marked)
    if "\0" not in marked:
        return marked.strip(" ")
    lines = [line.strip(" ") for line in marked.split("\0")]
    text = "\n".join([line for line, before in zip(lines, ["", *lines], strict=False) if line or before])
    return text.rstrip("\n")
