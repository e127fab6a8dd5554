"""Small feeds, written as Blogger writes them."""

from html import escape
from xml.sax.saxutils import quoteattr

ATOM = "http://www.w3.org/2005/Atom"
THR = "http://purl.org/syndication/thread/1.0"
GD = "http://schemas.google.com/g/2005"
BLOG = "tag:blogger.com,1999:blog-42"
POST = f"{BLOG}.post-7000000000000000001"
REPLY = f"<thr:in-reply-to ref={quoteattr(POST)} href='https://blog.example/p.html'/>"


def feed(*items: str, tag: str = BLOG, more: str = "") -> bytes:
    """An Atom feed of those entries."""
    names = f"xmlns='{ATOM}' xmlns:thr='{THR}' xmlns:gd='{GD}'"
    inside = f"<id>{tag}</id><title type='text'>A blog</title>{more}{''.join(items)}"
    return f"<?xml version='1.0' encoding='UTF-8'?><feed {names}>{inside}</feed>".encode()


def entry(*more: str, tag: str = POST, html: str | None = None) -> str:
    """An entry; `html` becomes its content."""
    content = "" if html is None else f"<content type='html'>{escape(html, quote=False)}</content>"
    return f"<entry><id>{tag}</id>{content}{''.join(more)}</entry>"


def comment(*more: str, number: int = 5, html: str = "Yes.") -> str:
    """A comment on POST."""
    return entry(REPLY, *more, tag=f"{BLOG}.post-{number}", html=html)


def rss(*items: str) -> bytes:
    """An RSS feed of those items."""
    return f"<rss version='2.0'><channel><title>Foreign</title>{''.join(items)}</channel></rss>".encode()
