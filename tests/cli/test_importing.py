"""import as a person types it."""

import gzip
import io
import json
import tarfile
import zipfile

import pytest
from msgspec.structs import replace
from tests.exportwriting import ALL_KINDS, HOME, Item, old, takeout

from feedarchive.cli import main as command_line

NAME = "slow-river.blogspot.com"


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch):
    """The exit code and what is said."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = command_line.main(["--archive", str(tmp_path / "archive"), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.atom"
    path.write_bytes(takeout(*ALL_KINDS))
    return path


def zipped(path, **files: bytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(f"Takeout/Blogger/Blogs/{name}/feed.atom", data)
        packed.writestr("Takeout/Blogger/Blogs/Slow River/theme-classic.html", "<html>")
        packed.writestr("__MACOSX/Takeout/Blogger/Blogs/x/feed.atom", b"mac")
    return path


def tarred(path, data: bytes):
    with tarfile.open(path, "w:gz") as packed:
        found = tarfile.TarInfo("Takeout/Blogger/Blogs/Slow River/feed.atom")
        found.size = len(data)
        packed.addfile(found, io.BytesIO(data))
    return path


def test_what_came_of_it_is_told(typed, feed):
    code, out, err = typed("import", "--blog", NAME, feed)
    assert (code, err) == (0, "")
    assert out == (
        f"{NAME}: 5 posts and pages, 8 comments in feed.atom: 4 new, 0 changed, 0 the same; 4 new comments\n"
        f"{NAME}: left out, since the public cannot see it (see --private): 1 draft comment, 1 draft post,"
        " 1 ghosted comment, 1 pending comment, 1 spam comment, 1 trashed post\n"
    )
    code, out, _ = typed("show", "11")
    assert "from an export" in out
    assert f"{HOME}2018/03/high-water.html" in out
    assert typed("verify")[0] == 0


def test_a_contradiction_is_a_line(typed, feed, tmp_path):
    other = tmp_path / "blog-01-01-2020.xml"
    later = replace(ALL_KINDS[0], title="Low water", html="<p>It fell.</p>", updated="2019-01-01T00:00:00Z")
    other.write_bytes(old(later))
    typed("import", other)
    code, out, err = typed("import", feed)
    assert code == 0
    assert f"{NAME}: 2 contradictions, where what is held stays" in out
    where = f"{NAME}: {HOME}2018/03/high-water.html"
    assert f"{where}: title: held 'Low water' stays, the export has 'High water'\n" in err
    facts = json.loads(typed("import", "--json", feed)[1])
    told = {
        one["field"]: (one["held"], one["export"], one["newer"])
        for one in facts[0]["exports"][0]["conflicts"]
    }
    assert told["body"] == ("It fell.", "It rose & rose.", False)


def test_private_things_are_shown_as_such_and_published_nowhere(typed, feed, tmp_path):
    typed("import", "--private", "--blog", NAME, feed)
    assert "Private: the public cannot see this post. It is draft." in typed("show", "14")[1]
    assert typed("list", NAME)[1].count("\tprivate\n") == 2
    assert typed("search", "reeds")[0] != 0 or "reeds" not in typed("search", "reeds")[1]
    site = tmp_path / "site"
    assert typed("export", "site", site)[0] == 0
    text = "".join(path.read_text() for path in site.rglob("*") if path.is_file())
    assert "High water" in text
    for words in ("Half a thought", "Buy cheap reeds", "Below a draft", "Regretted", "may I?"):
        assert words not in text
    catalog = (tmp_path / "archive" / "catalog.sqlite").read_bytes()
    assert b"cheap reeds" not in catalog


def test_a_zip_with_several_blogs(typed, tmp_path):
    other = takeout(Item(number=5, title="Elsewhere", slug="elsewhere"), blog="tag:blogger.com,1999:blog-9")
    path = zipped(tmp_path / "takeout.zip", river=takeout(*ALL_KINDS), other=other, empty=b"<feed></feed>")
    code, out, err = typed("import", path)
    assert code == 3
    assert "empty/feed.atom: no post and no comment" in err
    assert "blog-4477: 5 posts" in out
    assert "blog-9: 1 post" in out


def test_a_tar_file_a_gzip_file_and_a_folder(typed, tmp_path, feed):
    data = feed.read_bytes()
    packed = tmp_path / "feed.gz"
    packed.write_bytes(gzip.compress(data))
    folder = tmp_path / "Takeout" / "Blogger" / "Blogs" / "Slow River"
    folder.mkdir(parents=True)
    (folder / "feed.atom").write_bytes(data)
    assert "4 new" in typed("import", tarred(tmp_path / "takeout.tgz", data))[1]
    assert "0 new, 0 changed, 4 the same" in typed("import", packed)[1]
    assert "0 new, 0 changed, 4 the same" in typed("import", tmp_path / "Takeout")[1]


@pytest.mark.parametrize("percent", [30, 60, 90])
def test_a_packed_file_that_is_cut(typed, tmp_path, percent):
    import random  # noqa: PLC0415

    noise = random.Random(1)
    posts = [
        Item(number=100 + n, title=f"Post {n}", slug=f"post-{n}", html=noise.randbytes(2000).hex())
        for n in range(300)
    ]
    for path in (tarred(tmp_path / "a.tgz", takeout(*posts)), tmp_path / "a.gz"):
        whole = path.read_bytes() if path.exists() else gzip.compress(takeout(*posts))
        path.write_bytes(whole[: len(whole) * percent // 100])
        code, _, err = typed("import", path)
        assert code == 3
        assert "cut" in err


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04cut", b"\x1f\x8bno", b"<html></html>", b"\0" * 9999]
)
def test_what_is_no_export_is_one_line(typed, tmp_path, data):
    path = tmp_path / "odd"
    path.write_bytes(data)
    code, out, err = typed("import", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "odd" in err
    assert not (tmp_path / "archive").exists()
    assert typed("import", tmp_path / "nothing")[0] == 2
