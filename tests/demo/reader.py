"""A plain reader of the demo blog: one request, one answer, nothing followed, nothing assumed."""

from __future__ import annotations

import gzip
import http.client
import xml.etree.ElementTree as ET
from typing import NamedTuple
from urllib.parse import urlsplit

from feedarchive.demo import DemoServer

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "s": "http://a9.com/-/spec/opensearchrss/1.0/",
    "gd": "http://schemas.google.com/g/2005",
    "thr": "http://purl.org/syndication/thread/1.0",
    "media": "http://search.yahoo.com/mrss/",
}


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def xml(self) -> ET.Element:
        return ET.fromstring(self.text)


def get(server: DemoServer, target: str, **headers: str) -> Got:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", target, headers=named)
        answer = connection.getresponse()
        sent = {name.lower(): value for name, value in answer.getheaders()}
        return Got(answer.status, sent, answer.read())
    finally:
        connection.close()


def entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall("a:entry", NS)


def said(element: ET.Element, path: str) -> str:
    """The text at that path; an AssertionError when there is no such element."""
    found = element.find(path, NS)
    assert found is not None, path
    return found.text or ""


def href(element: ET.Element, rel: str, media: str | None = None) -> str | None:
    kind = f"[@type='{media}']" if media else ""
    found = element.find(f"a:link[@rel='{rel}']{kind}", NS)
    return None if found is None else found.get("href")
