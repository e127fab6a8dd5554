"""Services that held a page's comments in Blogger's place (fact sheet blogger-pages, B1.G, 2026-11)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.parse.dom import attribute, within

_ELEMENTS = {
    "#disqus_thread": "disqus",
    ".cmt_iframe_holder": "googleplus",
    ".g-comments": "googleplus",
    "#idc-container": "intensedebate",
}
_ANY = ", ".join(_ELEMENTS)
_SOURCES = {
    "haloscan.com/load": "haloscan",
    "intensedebate.com/js/": "intensedebate",
    ".disqus.com/": "disqus",
}
_SETTINGS = {"disqus_shortname": "disqus", "idcomments_acct": "intensedebate"}


def services(tree: LexborHTMLParser, post_body: LexborNode | None = None) -> tuple[str, ...]:
    """The names of the services whose elements or scripts the page has; a post's text may name any."""
    found = [name for script in tree.css("script") if (name := _named(script))]
    for node in tree.css(_ANY):
        if post_body is None or not within(node, post_body):
            found += [name for selector, name in _ELEMENTS.items() if node.css_matches(selector)]
    return tuple(dict.fromkeys(found))


def _named(node: LexborNode) -> str | None:
    if source := attribute(node, "src"):
        return next((name for part, name in _SOURCES.items() if part in source), None)
    script = node.text()
    if script.rfind("postCount('") >= 0:  # HaloScan's count of comments, beside the link to them
        return "haloscan"
    set_here = (word for word in _SETTINGS if script.rfind(word) >= 0 and _is_set(word, script))
    return next((_SETTINGS[word] for word in set_here), None)


def _is_set(word: str, script: str) -> bool:
    """Whether a script gives the word a text that is not empty; themes name services they do not use."""
    value = script.partition(word)[2].lstrip(" =")
    return value[:1] in ("'", '"') and value[1:2] not in ("'", '"', "")
