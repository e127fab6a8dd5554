"""BeautifulSoup reading title, body and comments of Blogger's pages of all eras.

python -m benchmarks.peers.soup_pages PARSER FILES, where PARSER is html.parser, lxml or html5lib
"""

from __future__ import annotations

import re
import sys

from benchmarks import timed
from bs4 import BeautifulSoup, Tag

PARSER = sys.argv.pop(1)
COMMENT = re.compile(r"c\d+")
BODY = re.compile(r"\bcomment-(body|content)\b")


def read(body: bytes) -> timed.Fields:
    """One page."""
    soup = BeautifulSoup(body, PARSER)
    post = soup.find(class_="post-body")
    title = post.find_previous("h3", class_="post-title") if post else None
    heads = soup.find_all(["li", "dt"], id=COMMENT)
    return {
        "title": title.get_text().strip() if title else "",
        "body": post.decode_contents() if post else "",
        "comments": [_comment(head) for head in heads],
    }


def _comment(head: Tag) -> timed.Fields:
    body = head.find(class_=BODY) if head.name == "li" else head.find_next_sibling("dd", class_=BODY)
    who = _author(head)
    gone = body.find(class_="deleted-comment") if body else None
    return {
        "id": str(head["id"])[1:],
        "author": who,
        "body": "" if gone or body is None else body.decode_contents(),
    }


def _author(head: Tag) -> str:
    cite = head.find("cite", class_="user")
    if cite:
        return cite.get_text().strip()
    named = head.find(class_="anon-comment-author")
    if named:
        return named.get_text().strip()
    by = head if head.name == "dt" else head.find("p", class_="comment-data")
    link = by.find("a", rel="nofollow", recursive=False) if by else None
    if link:
        return link.get_text().strip()
    own = " ".join(text for text in (by.find_all(string=True, recursive=False) if by else ()))
    return own.strip().removesuffix("said...").strip()


def say(found: timed.Fields) -> timed.Fields:
    """What was read."""
    return found


if __name__ == "__main__":
    timed.run(read, say)
