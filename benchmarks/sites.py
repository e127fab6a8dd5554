"""A blog as files for a web server: feeds in pages of 150, sitemap, robots.txt, post pages; all gzip.

    python -m benchmarks.sites FOLDER BASE --posts 2000 --comments 10000 --page-files

It is a process of its own, so that the blog's memory is not counted for anybody who is measured.
"""

from __future__ import annotations

import argparse
import gzip
import os
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

from benchmarks.blogs import generate
from benchmarks.server import address

from feedarchive.demo.blog import DemoBlog
from feedarchive.demo.options import Options, View
from feedarchive.demo.site import SITEMAP_PAGE, answer

SIZE = 150
LEVELS = {True: 6, False: 1}  # how hard gzip tries, by whether the blog is small
LARGE = 20_000
LINKS, SCRIPTS = 180, 55
STYLED = 40_500  # bytes of a page before its sidebar


def targets(blog: DemoBlog, *, pages: bool) -> Iterator[str]:
    """What a reader may ask for."""
    yield from ("/robots.txt", "/sitemap.xml", "/feeds/pages/default?max-results=150")
    counts = {"posts": len(blog.posts), "comments": len(blog.index.comments)}
    for kind, count in counts.items():
        for start in range(1, max(count, 1) + 1, SIZE):
            yield f"/feeds/{kind}/default?start-index={start}&max-results={SIZE}"
        for size in (25, 100, SIZE):
            yield f"/feeds/{kind}/default?orderby=updated&start-index=1&max-results={size}"
    if len(blog.posts) > SITEMAP_PAGE:
        for page in range(1, -(-len(blog.posts) // SITEMAP_PAGE) + 1):
            yield f"/sitemap.xml?page={page}"
    if pages:
        yield from (post.path for post in blog.posts)


def name(target: str) -> str:
    """The file of a target, as the server's configuration spells it (server.py)."""
    path, _, query = target.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&")) if query else {}
    if path.startswith("/feeds/"):
        order = asked.get("orderby", "published")
        return f"{path[1:]}/{order}-{asked.get('start-index', '1')}-{asked['max-results']}.xml"
    page = f"-{asked['page']}" if "page" in asked else ""
    stem, dot, ending = path[1:].rpartition(".")
    return f"{stem}{page}{dot}{ending}"


def write(folder: Path, base: str, blog: DemoBlog, *, pages: bool) -> None:
    """All files of the blog below the folder, dated when the blog last changed."""
    view = View(blog=blog, base=base, options=Options())
    beside = sidebar(blog, base)
    level = LEVELS[len(blog.posts) <= LARGE]
    when = blog.updated.timestamp()
    for target in targets(blog, pages=pages):
        file = folder / f"{name(target)}.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = answer(view, target).text
        if target.endswith(".html"):
            text = text.replace("</body>", f"{beside}</body>")
        file.write_bytes(gzip.compress(text.encode(), level, mtime=0))
        os.utime(file, (when, when))
    (folder / "urls.txt").write_text("".join(f"{view.url(post.path)}\n" for post in blog.posts))
    (folder / "changed.txt").write_text(format_datetime(blog.updated))


def main() -> None:
    """Write one blog, or many small ones: `--blogs 1000` makes folders 0 … 999, each on its own address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("base")
    for option, default in (("seed", 1), ("posts", 2000), ("comments", 10_000), ("blogs", 0)):
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--page-files", action="store_true")
    args = parser.parse_args()
    for number in range(max(args.blogs, 1)):
        blog = generate(args.seed + number, args.posts, args.comments, page_bytes=STYLED)
        place = args.folder / address(number) if args.blogs else args.folder
        base = args.base.replace("127.0.0.1", address(number)) if args.blogs else args.base
        write(place, base, blog, pages=args.page_files)


def sidebar(blog: DemoBlog, base: str) -> str:
    """What most of a page is made of: lists of links and scripts.

    Pages of 82 KB from real blogs have 20 KB of style, 15 KB of script and 800 to 1,000 elements (22 saved
    pages, 2026-11).
    """
    posts = [blog.posts[at % len(blog.posts)] for at in range(0, LINKS * 7, 7)] if blog.posts else []
    links = "\n".join(
        f"<li><a href='{base}search/label/{at}{post.path}'>{post.path[9:-5]}</a>"
        f" <span dir='ltr'>({at})</span></li>"
        for at, post in enumerate(posts)
    )
    calls = "\n".join(
        f"_WidgetManager._RegisterWidget('_LinkListView', new _WidgetInfo('LinkList{at}', 'sidebar', null, "
        f"document.getElementById('LinkList{at}'), "
        f"{{'title': 'List {at}', 'count': {at * 7}}}, 'displayModeFull'));"
        for at in range(SCRIPTS)
    )
    return f"<div class='widget LinkList'><ul>\n{links}\n</ul></div>\n<script>\n{calls}\n</script>\n"


if __name__ == "__main__":
    main()
