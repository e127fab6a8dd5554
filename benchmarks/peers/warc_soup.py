"""WARC to JSON as is usual: warcio reads the records, BeautifulSoup the pages; a file for each post.

python warc_soup.py FILE.warc.gz FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
_FILE, _FOLDER = sys.argv[1], Path(sys.argv[2])
sys.argv[1:] = ["html.parser"]

from benchmarks.peers import soup_pages  # noqa: E402
from warcio.archiveiterator import ArchiveIterator  # noqa: E402

_STAMP = re.compile(rb"showComment=(\d+)[^\"'#]*#c(\d+)")


def main() -> None:
    """A file for each page that is a post's."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with Path(_FILE).open("rb") as stream:
        for number, record in enumerate(ArchiveIterator(stream)):
            if record.rec_type != "response" or not _is_page(record.http_headers):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            post = {"url": url, **_read(record.content_stream().read())}
            (_FOLDER / f"{number}.json").write_text(json.dumps(post, ensure_ascii=False, indent=2))


def _read(body: bytes) -> dict[str, object]:
    """The page's fields, each comment with the instant in its own link, where the page has one."""
    post = soup_pages.read(body)
    stamps = {number.decode(): int(stamp) / 1000 for stamp, number in _STAMP.findall(body)}
    for comment in post["comments"]:
        stamp = stamps.get(comment["id"])
        comment["published"] = None if stamp is None else datetime.fromtimestamp(stamp, UTC).isoformat()
    return post


def _is_page(headers: object) -> bool:
    kind = headers.get_header("Content-Type", "") if headers else ""  # type: ignore[attr-defined]
    return kind.startswith("text/html")


if __name__ == "__main__":
    main()
