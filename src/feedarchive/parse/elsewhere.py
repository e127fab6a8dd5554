"""Services that held a page's comments in Blogger's place (fact sheet blogger-pages, B1.G, 2026-11)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.parse.dom import attribute

_ELEMENTS = "script, #disqus_thread, .cmt_iframe_holder"
_SOURCES = {"haloscan.com/load": "haloscan", "intensedebate.com": "intensedebate"}
_SETTINGS = {"disqus_shortname": "disqus", "idcomments_acct": "intensedebate"}


def services(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The names of the services whose elements or scripts the page has."""
    named = (_named(node) for node in tree.css(_ELEMENTS))
    return tuple(dict.fromkeys(name for name in named if name))


def _named(node: LexborNode) -> str | None:
    if node.tag != "script":
        return "disqus" if node.id == "disqus_thread" else "googleplus"
    if source := attribute(node, "src"):
        return next((name for part, name in _SOURCES.items() if part in source), None)
    script = node.text()
    return next((name for word, name in _SETTINGS.items() if word in script and _is_set(word, script)), None)


def _is_set(word: str, script: str) -> bool:
    """Whether a script gives the word a text that is not empty; themes name services they do not use."""
    value = script.partition(word)[2].lstrip(" =")
    return value[:1] in ("'", '"') and value[1:2] not in ("'", '"', "")
