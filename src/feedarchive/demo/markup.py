"""The templates, and the few ways of writing text into them."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib import resources
from string import Template

_SNIPPET_LENGTH = 140
_TAG = re.compile(r"<[^>]*>")


@cache
def template(name: str) -> Template:
    """The template `templates/<name>.html`; its placeholders are `$name` and `${name}`."""
    place = resources.files("feedarchive.demo") / "templates" / f"{name}.html"
    return Template(place.read_text(encoding="utf-8"))


def escaped(text: str) -> str:
    """The text as element content; quotes stay, as in Blogger's pages."""
    return html.escape(text, quote=False)


def attribute(text: str) -> str:
    """The text as an attribute's value, whichever quotes stand around it."""
    return html.escape(text).replace("&#x27;", "&#39;")


def script(text: str) -> str:
    r"""The text inside a JavaScript string, odd characters as `\x27`."""
    return re.sub(r"[\\'\"<>&=]", lambda found: f"\\x{ord(found[0]):02x}", text)


def snippet(markup: str) -> str:
    """The first words of the markup's text, escaped, whole words only."""
    plain = " ".join(html.unescape(_TAG.sub(" ", markup)).split())
    if len(plain) > _SNIPPET_LENGTH:
        plain = f"{plain[:_SNIPPET_LENGTH].rsplit(' ', 1)[0]} ..."
    return escaped(plain)
