"""Templates and their one environment; everything that is not Markup is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedarchive.web.links import Links


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("feedarchive.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, links: Links, **values: object) -> str:
    """A page as HTML."""
    whole = {"blog": None, "crumbs": ()} | values
    return _environment().get_template(template).render(links=links, **whole)


def safe(html: str) -> Markup:
    """HTML that clean.py made."""
    return Markup(html)  # noqa: S704 - the one place where what clean.py made becomes part of a page
