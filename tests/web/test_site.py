"""The same pages as files; and that no link of either leads nowhere."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import html5lib
import pytest
from msgspec.structs import replace
from tests.cli.calling import call
from tests.read.small import NAME, UNTITLED, put
from tests.web.oracle import alive
from tests.web.shelf import HOSTILE, hostile, shelf
from tests.web.vectors import VECTORS

from feedarchive.errors import ConfigError
from feedarchive.store.layout import folder
from feedarchive.web.links import segment


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The archive of shelf.py, without most of its hostile posts, as files."""
    root = shelf(tmp_path_factory.mktemp("shelf"), vectors=False)
    for at in range(0, len(VECTORS), 25):
        put(root, hostile(at, VECTORS[at]), name=HOSTILE)
    where = tmp_path_factory.mktemp("site")
    code, out = call(root, "export", "site", str(where))
    assert (code, out) == (
        0,
        f"{len(list(where.rglob('*.[ha]t*m*')))} pages in {where}: open {where}/index.html\n",
    )
    return where


def addresses(html: str) -> tuple[list[str], set[str]]:
    """Where a page leads, and the places in it that can be led to."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = [to for one in tree.iter() for name in ("href", "src", "action") if (to := one.get(name))]
    return found, {place for one in tree.iter() if (place := one.get("id"))}


def lost(start: str, fetch: Callable[[str], str | None]) -> tuple[list[str], int]:
    """The links inside that lead nowhere, as "page -> link", and how many pages there are."""
    ids: dict[str, set[str]] = {}
    wanted: list[tuple[str, str]] = [(start, start)]
    found: list[str] = []
    waiting: list[tuple[str, str, str]] = []
    while wanted:
        source, link = wanted.pop()
        page, place = urldefrag(urljoin(source, link))
        if not page.startswith(start) or page.endswith((".css", ".js", "?")):
            continue
        if page not in ids:
            html = fetch(page)
            if html is None:
                found.append(f"{source} -> {link}")
                continue
            links, ids[page] = addresses(html)
            wanted += [(page, one) for one in links if not one.startswith("data:")]
        waiting.append((source, page, place))
    return found + [f"{a} -> #{c} of {b}" for a, b, c in waiting if c and unquote(c) not in ids[b]], len(ids)


def test_every_link_of_the_server_leads_somewhere(client):
    def fetch(url: str) -> str | None:
        if f"/{HOSTILE}/" in url:
            return ""
        answer = client.get(url)
        return answer.text if answer.status_code == 200 else None

    found, walked = lost(str(client.base_url), fetch)
    assert (found, walked > 70) == ([], True)


def test_every_link_of_the_files_leads_to_a_file(site):
    def fetch(url: str) -> str | None:
        file = Path(unquote(url.removeprefix("file://")))
        return file.read_text(encoding="utf-8") if file.is_file() else None

    found, walked = lost(
        f"file://{site}/", lambda url: fetch(f"{url}index.html" if url.endswith("/") else url)
    )
    assert found == []
    assert walked == len(list(site.rglob("*.[ha]t*m*"))) + 1  # the first by two names


def test_what_strangers_wrote_is_not_alive_in_files(site):
    ours = "<meta http-equiv=Content-Security-Policy>"
    for file in (site / HOSTILE).rglob("*.html"):
        found = [one for one in alive(file.read_text(encoding="utf-8")) if "=../" not in one and one != ours]
        assert found == []


def test_files_stay_inside_whatever_a_label_is_called():
    names = [segment(label) for label in ("..", ".", "a/b", "x" * 500, "مدينة", "\ud800", "con", "a", "A")]
    assert len(set(names)) == len(names)
    assert all(
        name.isascii() and name.strip(".") == name and "/" not in name and len(name) < 60 for name in names
    )


def test_an_export_over_an_earlier_one_takes_away_what_is_no_more(tmp_path):
    root, where = tmp_path / "archive", tmp_path / "site"
    put(root, replace(UNTITLED, labels=("secret",)))
    call(root, "export", "site", str(where))
    (where / "CNAME").write_text("archive.example.org")
    assert (where / NAME / "label" / segment("secret") / "index.html").exists()
    put(tmp_path / "second", replace(UNTITLED, labels=("plain",)))
    call(tmp_path / "second", "export", "site", str(where))
    assert not (where / NAME / "label" / segment("secret") / "index.html").exists()
    assert (where / NAME / folder(UNTITLED) / "index.html").exists()
    assert (where / "CNAME").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    put(tmp_path / "archive", UNTITLED)
    (tmp_path / "taxes.txt").write_text("mine")
    with pytest.raises(ConfigError, match="holds other things"):
        call(tmp_path / "archive", "export", "site", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "taxes.txt"]
