"""A bare httpx.Client that asks for what has not changed, nothing around it: two conditional requests a blog.

python bare_httpx.py PORT ADDRESSES, the addresses one a line in a file
"""

from __future__ import annotations

import sys
from pathlib import Path

import httpx

FEEDS = (
    "/feeds/posts/default?orderby=updated&start-index=1&max-results=25",
    "/feeds/comments/default?orderby=updated&start-index=1&max-results=100",
)


def main() -> None:
    """Ask for validators once, unless the file beside has them; then ask again."""
    known = Path(f"{sys.argv[1]}.etags")
    tags = dict(line.split(" ", 1) for line in known.read_text().splitlines()) if known.exists() else {}
    unchanged = 0
    with httpx.Client() as client, known.open("w") as file:
        for base in Path(sys.argv[1]).read_text().split():
            for feed in FEEDS:
                url = base.rstrip("/") + feed
                headers = {"If-None-Match": tags[url]} if url in tags else {}
                answer = client.get(url, headers=headers)
                unchanged += answer.status_code == httpx.codes.NOT_MODIFIED
                file.write(f"{url} {answer.headers['etag']}\n")
    print(unchanged)


if __name__ == "__main__":
    main()
