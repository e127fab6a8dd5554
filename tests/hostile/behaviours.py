"""What a server can do to us in a document's place, by name; a case of tests/cases.tsv begins with its id."""

import gzip
from collections.abc import Iterator

from tests.fetch.faults import (
    BROKEN,
    HEAD,
    REFUSED,
    TOO_LARGE,
    Behaviour,
    coded,
    cut,
    drip,
    said,
)
from tests.parse.standins import STAND_INS

Answer = bytes | Behaviour

HTML = "Content-Type: text/html; charset=utf-8"
ATOM = "Content-Type: application/atom+xml; charset=utf-8"
OPEN = b"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id><title>x</title>"
LAUGHS = b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))


def moved(location: str, status: str = "302 Found") -> bytes:
    return said(b"", status, f"Location: {location}")


def redirects() -> Iterator[tuple[str, Answer]]:
    yield "H12-redirect-no-location", said(b"", "302 Found")
    yield "H15-to-file", moved("file:///etc/passwd")
    yield "H15-to-ftp", moved("ftp://blog.example/x")
    yield "H15-to-javascript", moved("javascript:alert(1)")
    yield "H15-to-data", moved("data:text/html,x")
    yield "S08-to-userinfo", moved("http://good.example@127.0.0.1/")
    yield "S09-to-odd-port", moved("http://93.184.215.14:6379/")
    yield "S11-to-crlf", moved("http://blog.example/%0d%0a\x01")
    yield "S12-to-70k", moved("http://blog.example/" + "a" * 70_000)
    yield "S14-to-metadata", moved("http://169.254.169.254/latest/meta-data/")
    yield "S14-to-alibaba", moved("http://100.100.100.200/")
    yield "S05-to-10-net", moved("http://10.0.0.1/")
    yield "S05-to-192-net", moved("http://192.168.1.1/admin")
    yield "S01-to-localhost-port-1", moved("http://localhost:1/")
    yield "S02-to-decimal", moved("http://2130706433:1/")
    yield "S03-to-v6-mapped", moved("http://[::ffff:127.0.0.1]:1/")
    yield "S03-to-v6", moved("http://[::1]:1/")
    yield "redirect-to-a-stranger", moved("https://stranger.example/")
    yield "redirect-to-nonsense", moved("http://[")
    yield "redirect-to-sorry", moved("https://www.google.com/sorry/index?continue=x")
    yield "redirect-to-login", moved("https://accounts.google.com/ServiceLogin?continue=x")
    yield "redirect-to-blogin", moved("https://www.blogger.com/blogin.g?blogspotURL=x&type=blog")


def statuses() -> Iterator[tuple[str, Answer]]:
    for status in ("400 Bad", "401 Who", "403 No", "404 Not Found", "410 Gone", "418 Teapot", "451 Legal"):
        yield f"H08-status-{status[:3]}", said(b"no", status)
    for status in (
        "500 Ill",
        "502 Ill",
        "503 Busy",
        "504 Late",
        "204 Empty",
        "206 Part",
        "304 Same",
        "999 Odd",
    ):
        yield f"H07-status-{status[:3]}", said(b"", status)
    yield "H01-304-to-an-unconditional-request", b"HTTP/1.1 304 Not Modified\r\n\r\n"
    yield "N25-empty-200", said(b"", "200 OK", HTML)
    yield "N07-reason-drips", drip(b"HTTP/1.1 200 ", b"O", 0.05)
    yield "status-line-of-junk", cut(b"HTTP/1.1 two hundred\r\n\r\n")
    yield "status-line-endless", cut(b"HTTP/1.1 200 " + b"O" * 300_000)
    yield "negative-length", cut(HEAD + b"Content-Length: -5\r\n\r\nabc")
    yield "length-of-letters", cut(HEAD + b"Content-Length: abc\r\n\r\nabc")
    yield "length-of-a-terabyte", cut(HEAD + b"Content-Length: 1099511627776\r\n\r\nabc")
    yield "chunk-of-a-terabyte", cut(HEAD + b"Transfer-Encoding: chunked\r\n\r\n10000000000\r\nabc")
    yield "transfer-coding-unknown", cut(HEAD + b"Transfer-Encoding: gzip\r\n\r\nabc")
    yield "header-without-colon", cut(HEAD + b"nonsense\r\n\r\nabc")
    yield "header-with-nul", cut(HEAD + b"X: a\x00b\r\nContent-Length: 3\r\n\r\nabc")


def as_feed() -> Iterator[tuple[str, Answer]]:
    """Documents that are served where a feed should be."""

    def xml(name: str, body: bytes) -> tuple[str, Answer]:
        return name, said(body, "200 OK", ATOM)

    def dtd(name: str, inside: bytes, use: bytes = b"") -> tuple[str, Answer]:
        return xml(
            name, b"<!DOCTYPE feed " + inside + b">" + OPEN + b"<subtitle>" + use + b"</subtitle></feed>"
        )

    yield dtd("X01-billion-laughs", b"[<!ENTITY l0 'ha'>" + LAUGHS + b"]", b"&l8;")
    yield dtd("X02-small-laughs", b"[<!ENTITY l0 'ha'>" + LAUGHS + b"]", b"&l3;")
    yield dtd("X03-amplify-50x", b"[<!ENTITY a '" + b"x" * 10_000 + b"'>]", b"&a;" * 50)
    yield dtd("X04-xxe-file", b"[<!ENTITY a SYSTEM 'file:///etc/hostname'>]", b"&a;")
    yield dtd("X05-xxe-http", b"[<!ENTITY a SYSTEM 'http://127.0.0.1:1/'>]", b"&a;")
    yield dtd("X06-external-dtd", b"SYSTEM 'http://127.0.0.1:1/x.dtd'")
    yield dtd("X07-parameter-entity", b"[<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'>%p;]")
    yield dtd("X17-doctype-backslash", b"[<!ENTITY a 'C:\\data'>]", b"&a;")
    yield xml("X08-xml-deep-100k", OPEN + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</feed>")
    many = b" ".join(b"a%d='x'" % n for n in range(20_000))
    yield xml("X09-attrs-20k", b"<rss " + many + b"><channel/></rss>")
    yield xml("X10-attr-1mb", b"<rss a='" + b"x" * 1_000_000 + b"'><channel>")
    yield xml("X11-comment-1mb", b"<rss><!--" + b"x" * 1_000_000)
    names = b" ".join(b"xmlns:n%d='u:%d'" % (n, n) for n in range(20_000))
    yield xml("X12-namespaces", b"<rss " + names + b"><channel/></rss>")
    yield xml("X19-encoding-odd", b"<?xml version='1.0' encoding='undefined'?><rss/>")
    yield xml("X22-utf16-no-bom", (OPEN + b"</feed>").decode().encode("utf-16-le"))
    author = b"<item><title>x</title><author>" + b"a" * 20_000 + b"</author></item>"
    yield xml("X24-author-redos", b"<rss version='2.0'><channel>" + author + b"</channel></rss>")
    yield xml("S15-body-is-path", b"/etc/passwd")
    yield xml("S15-body-is-url", b"http://10.0.0.1/")
    yield "an-image", said(b"\x89PNG\r\n\x1a\n" + bytes(100), "200 OK", "Content-Type: image/png")
    yield "nothing-but-nul", said(bytes(5000), "200 OK", ATOM)
    yield "some-html", said(b"<html><body><p>Hello.</p></body></html>", "200 OK", HTML)


def as_page() -> Iterator[tuple[str, Answer]]:
    """Documents that are served where a post's page should be."""

    def html(name: str, body: bytes) -> tuple[str, Answer]:
        return name, said(body, "200 OK", HTML)

    yield html("P01-div-100k", b"<html>" + b"<div>" * 100_000)
    yield html("P02-attr-open", b"<html>" + b"<a " * 100_000)
    yield html("P03-comment-open", b"<html>" + b"<!--" * 40_000)
    yield html("P04-unclosed-b", b"<html>" + b"<b a=1><p>" * 3_000)
    yield html("P05-charref", b"<html><p>&#" + b"9" * 5_000 + b";</p></html>")
    yield html("P09-nul-in-tag", b"<html><p\0>x</p></html>")
    yield html("attributes-30k", b"<html><a " + b" ".join(b"a%d=1" % n for n in range(30_000)) + b">")
    yield html("another-blogs-post", b"<html><article><h1>Elsewhere</h1><p>No.</p></article></html>")
    yield "a-feed", said(OPEN + b"</feed>", "200 OK", ATOM)
    yield "an-image", said(b"\x89PNG\r\n\x1a\n" + bytes(100), "200 OK", "Content-Type: image/png")
    yield "nothing-but-nul", said(bytes(5000), "200 OK", HTML)
    yield "P07-charset-hex", said(b"<html><p>x</p></html>", "200 OK", "Content-Type: text/html; charset=hex")


def stand_ins() -> Iterator[tuple[str, Answer]]:
    for name, (_, body) in STAND_INS.items():
        yield f"200-{name}", said(body, "200 OK", HTML)


def wire() -> Iterator[tuple[str, Answer]]:
    for name, (behaviour, _) in BROKEN.items():
        yield name, behaviour
    yield from TOO_LARGE.items()
    yield from REFUSED.items()
    yield "C06-gzip-half-a-page", coded("gzip", gzip.compress(b"<html>" + bytes(99_999))[:60])


TURNED_AWAY: dict[str, Answer] = {
    "H04-429-seconds": said(b"", "429 Slow", "Retry-After: 7200"),
    "H07-503-for-long": said(b"", "503 Busy", "Retry-After: 7200"),
}
ANYWHERE: dict[str, Answer] = dict(wire()) | dict(redirects()) | dict(statuses())
PAGES = ANYWHERE | dict(as_page()) | dict(stand_ins())
FEEDS = ANYWHERE | dict(as_feed()) | dict(stand_ins())
ROBOTS = ANYWHERE | dict(stand_ins())
# A feed that is switched off: no trouble where the rest makes up for it.
WHOLE_FEEDS = frozenset({"H08-status-404", "H08-status-410"})
# What ends a run when it happens again and again.
REPEATED = frozenset(
    {"redirect-to-sorry", "200-H16-google-sorry", "200-recaptcha", "200-cloudflare", "H07-status-503"}
)
# What would go on for ever, but for the deadline; the first says nothing at all, and is waited for.
SILENT = "N06-header-hang"
SLOW = frozenset(
    {"N07-header-drip", "N08-body-drip", "N10-endless-103", "N10-flood-of-103", "N07-reason-drips"}
)
