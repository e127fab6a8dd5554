"""The pages of tests/data/pages: each a folder with `page.html`, its `url`, and what is expected of it."""

from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "pages"
CASES = sorted(page.parent.name for page in DATA.glob("*/page.html"))


def bytes_of(case: str) -> bytes:
    return (DATA / case / "page.html").read_bytes()


def url_of(case: str) -> str:
    return (DATA / case / "url").read_text()
