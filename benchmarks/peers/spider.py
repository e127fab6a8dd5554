"""A Scrapy spider that makes the same archive of a Blogger blog: a JSON file for each post, written durably.

    python spider.py BASE FOLDER

It walks the posts feed for what feeds tell exactly, asks for each post's page for its comments, and nothing
else: the fewest requests that give the fields. Settings are those of Scrapy's project template, without a
delay.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SIZE = 150
ATOM = {"a": "http://www.w3.org/2005/Atom", "s": "http://a9.com/-/spec/opensearchrss/1.0/"}
_SHOWN = re.compile(r"showComment=(\d+)")

Fields = dict[str, object]


class Blogspot(scrapy.Spider):
    """Posts of one blog, each with its comments."""

    name = "blogspot"

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    async def start(self):  # noqa: ANN201 - as Scrapy has it
        """The first page of the posts feed."""
        yield self._feed(1)

    def _feed(self, start: int) -> scrapy.Request:
        url = f"{self.base}feeds/posts/default?orderby=published&start-index={start}&max-results={SIZE}"
        return scrapy.Request(url, self.parse, cb_kwargs={"start": start}, priority=1)

    def parse(self, response: Response, start: int = 1) -> Iterator[scrapy.Request]:
        """A request for each entry's page, and for the next page of the feed."""
        feed = response.selector
        for prefix, space in ATOM.items():
            feed.register_namespace(prefix, space)
        entries = feed.xpath("/a:feed/a:entry")
        for entry in entries:
            post = _post(entry)
            yield scrapy.Request(str(post["url"]), self.parse_page, cb_kwargs={"post": post})
        total = int(feed.xpath("/a:feed/s:totalResults/text()").get("0"))
        if entries and start + len(entries) <= total:
            yield self._feed(start + len(entries))

    def parse_page(self, response: Response, post: Fields) -> Iterator[Fields]:
        """The post, complete."""
        yield {**post, "comments": list(comments(response.selector))}


def _post(entry: scrapy.Selector) -> Fields:
    return {
        "id": entry.xpath("a:id/text()").get(),
        "url": entry.xpath("a:link[@rel='alternate']/@href").get(),
        "title": entry.xpath("a:title/text()").get(""),
        "published": entry.xpath("a:published/text()").get(),
        "updated": entry.xpath("a:updated/text()").get(),
        "author": entry.xpath("a:author/a:name/text()").get(),
        "labels": entry.xpath("a:category/@term").getall(),
        "body": entry.xpath("a:content/text()").get(""),
    }


def comments(page: scrapy.Selector) -> Iterator[Fields]:
    """The comments of a page, in the markup of whichever era it is in."""
    if threaded := page.css("li.comment[id^=c]"):
        for one in threaded:
            yield _comment(
                one,
                "./div/div/cite[@class='user']",
                "./div[@class='comment-block']/p[@class='comment-content']",
            )
        return
    listed = page.css("dl#comments-block > dt[id^=c]")
    if listed:
        for one in listed:
            yield _comment(one, ".", "following-sibling::dd[contains(@class, 'comment-body')][1]")
        return
    for one in page.css("#comments > ul > li[id^=c]"):
        yield _comment(one, "p[@class='comment-data']", "div[@class='comment-body']")


def _comment(one: scrapy.Selector, who: str, said: str) -> Fields:
    body = one.xpath(said)
    author = one.xpath(who)
    name = author.xpath("a[@rel='nofollow']/text() | .//span[@class='anon-comment-author']/text()").get()
    own = name or " ".join(author.xpath("text()").getall())
    stamp = one.xpath(".//a[contains(@href, 'showComment')]/@href").get()
    if stamp is None:
        stamp = one.xpath("following-sibling::dd[2]//a[contains(@href, 'showComment')]/@href").get("")
    shown = _SHOWN.search(stamp)
    return {
        "id": one.xpath("@id").get("")[1:],
        "author": own.strip().removesuffix("said...").strip(),
        "removed": bool(body.xpath(".//span[@class='deleted-comment']")),
        "body": "".join(body.xpath(".//text()").getall()),
        "published": datetime.fromtimestamp(int(shown[1]) / 1000, UTC).isoformat() if shown else None,
    }


class Durable:
    """Writes each post to its own file: temporary, fsync, rename, fsync of the folder."""

    def open_spider(self) -> None:
        """The folder, open for its fsync."""
        self.folder = Path(sys.argv[2])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.fd = os.open(self.folder, os.O_RDONLY)

    def process_item(self, item: Fields) -> Fields:
        """The item, written."""
        number = str(item["id"]).rpartition("-")[2]
        temporary = self.folder / f".{number}"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(item, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self.folder / f"{number}.json")
        os.fsync(self.fd)
        return item


def main() -> None:
    """Crawl the blog."""
    settings = {
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "WARNING",
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
        "ITEM_PIPELINES": {Durable: 1},
    }
    process = CrawlerProcess(settings)
    process.crawl(Blogspot, base=sys.argv[1])
    process.start()


if __name__ == "__main__":
    main()
