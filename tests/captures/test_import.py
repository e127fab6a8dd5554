"""`import` of WARC files: the blogs in them, their versions in the order of capture, each with its source."""

import gzip
import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from tests.captures.crawls import HOST, Shot, packed, record, shoot, warc, when
from tests.captures.story import COMMENTS, POSTS, history
from warcio.archiveiterator import ArchiveIterator

import feedarchive
from feedarchive.cli.main import main
from feedarchive.demo.example import EXAMPLE_PATH, example
from feedarchive.demo.server import serve
from feedarchive.read.post import Post

NAME = "orchard.blogspot.com"


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Runs the command in an empty folder; gives its exit code, its output and its complaints."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main(list(map(str, words)))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def put(path: Path, shots: Iterable[Shot]) -> Path:
    path.write_bytes(warc(shots))
    return path


def coolbert(root: str = "archive") -> Post:
    return feedarchive.open(root).post(EXAMPLE_PATH)


def states(post: Post) -> list[tuple[int, bool, int]]:
    return [(one.captured.year, "at last" in one.body.text, len(one.comments)) for one in post.versions()]


def test_versions_are_in_the_order_of_capture_and_each_names_its_source(at, tmp_path):
    crawls = history()
    code, out, err = at("import", put(tmp_path / "crawl.warc.gz", [one for crawl in crawls for one in crawl]))

    assert (code, err) == (0, "")
    assert out.startswith(f"{NAME}: 6 captures of 2024-06-01 to 2026-06-01, 33 posts and pages, ")
    post = coolbert()
    assert states(post) == [
        (2024, False, 1),
        (2025, True, 1),
        (2026, True, 2),
    ]
    assert len({one.id for one in post.latest.comments}) == 2
    for version in post.versions():
        assert version.cause == "capture"
        assert version.body.origin == "capture"
        assert all(source.raw and str(source.via).startswith("crawl.warc.gz#") for source in version.sources)
        assert any(source.fetched == version.captured for source in version.sources)
    assert at("verify")[0] == 0
    assert at("reparse")[1].endswith("0 changed, 33 the same\n")


def test_a_body_in_its_content_coding_is_copied_as_it_came(at, tmp_path):
    page = history()[0][0]
    coded = page._replace(body=gzip.compress(page.body, mtime=0), headers=(("Content-Encoding", "gzip"),))
    assert at("import", put(tmp_path / "crawl.warc.gz", [coded]))[0] == 0

    with next(tmp_path.glob("archive/*/raw/*")).open("rb") as file:
        records = [
            (record.content_stream().read(), record.raw_stream.read(), record.digest_checker.passed)
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert records == [(page.body, b"", True)]
    assert at("verify")[0] == 0


def test_importing_twice_writes_nothing_twice(at, tmp_path):
    file = put(tmp_path / "crawl.warc.gz", [one for crawl in history() for one in crawl])
    at("import", file)
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.glob("archive/**/*.json"))
    raw = sorted(path.read_bytes() for path in tmp_path.glob("archive/*/raw/*"))
    code, out, _ = at("import", file)

    assert code == 0
    assert "nothing new" in out
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.glob("archive/**/v*.json")) == [
        one for one in before if one[0].name.startswith("v")
    ]
    assert sorted(path.read_bytes() for path in tmp_path.glob("archive/*/raw/*")) == raw


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_in_whatever_order_captures_come_in_the_history_is_the_same_and_the_highest_number_is_the_newest(
    at, tmp_path, order
):
    for n in order:
        at("import", put(tmp_path / f"{n}.warc.gz", history()[n]))
    post = coolbert()
    distinct = list(dict.fromkeys(states(post)))

    assert distinct == [(2024, False, 1), (2025, True, 1), (2026, True, 2)]
    assert post.latest.captured.year == 2026
    assert post.latest.version == max(post.numbers)
    archive = feedarchive.open("archive")
    assert [
        (version.captured.year, "at last" in version.body.text)
        for moment in (when(2024, 7), when(2025, 7))
        for version in [archive.as_of(moment).post(EXAMPLE_PATH).latest]
    ] == [(2024, False), (2025, True)]
    assert at("verify")[0] == 0


def test_our_own_raw_files_make_the_same_archive_again(at, tmp_path):
    at("import", put(tmp_path / "crawl.warc.gz", [one for crawl in history() for one in crawl]))
    (raw,) = tmp_path.glob("archive/*/raw/*.warc.gz")
    at("--archive", "other", "import", raw)

    def latest(root: str) -> dict[str, str]:
        return {post.latest.id: post.latest.digest for post in feedarchive.open(root).posts()}

    assert latest("other") == latest("archive")
    assert states(coolbert("other")) == states(coolbert("archive"))


def test_a_lost_version_is_made_again_of_its_captures(at, tmp_path):
    for n in (2, 0):
        at("import", put(tmp_path / f"{n}.warc.gz", history()[n]))
    files = sorted((tmp_path / "archive" / NAME / coolbert().folder).iterdir())
    before = [file.read_bytes() for file in files]
    for file in files:
        file.unlink()
    code, out, _ = at("repair")

    assert code == 0, out
    assert [file.read_bytes() for file in files] == before
    assert at("verify")[0] == 0


def test_a_wacz_file_is_read_as_the_warc_files_in_it(at, tmp_path):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as wacz:
        wacz.writestr("datapackage.json", "{}")
        for n, crawl in enumerate(history()):
            wacz.writestr(f"archive/data-{n}.warc.gz", warc(crawl))
    (tmp_path / "crawl.wacz").write_bytes(packed.getvalue())
    code, _, err = at("import", "crawl.wacz")

    assert (code, err) == (0, "")
    assert [year for year, *_ in states(coolbert())] == [2024, 2025, 2026]


def test_what_is_damaged_or_cannot_be_is_named_and_the_rest_is_kept(at, tmp_path):
    page = history()[0][0]
    odd = [page._replace(at=when(1970)), page._replace(at=when(2999)), page]
    data = warc(
        [*odd, Shot(f"{HOST}/feeds/posts/default", when(2024), b"<html><body>no feed</body></html>", 200, "")]
    )
    (tmp_path / "odd.warc.gz").write_bytes(data + b"rubbish")
    code, out, err = at("import", "odd.warc.gz")

    assert code == 3
    assert "1970-06-01, which cannot be" in err
    assert "2999-06-01, which cannot be" in err
    assert "no feed" in err or "not a feed" in err or "/feeds/posts/default" in err
    assert f"odd.warc.gz#{len(data)}: " in err
    assert "1 posts and pages, 1 of them new; 1 versions written" in out


def test_a_page_captured_a_thousand_times_is_one_version_for_each_change(at, tmp_path):
    first, second = history()[0][0], history()[1][0]
    shots = [
        (second if n % 500 > 250 else first)._replace(at=when(2020) + timedelta(days=n)) for n in range(1000)
    ]
    changes = 1 + sum(a.body != b.body for a, b in pairwise(shots))
    code, _, err = at("import", put(tmp_path / "often.warc.gz", shots))

    assert (code, err) == (0, "")
    assert len(list(coolbert().versions())) == changes


def test_of_several_blogs_one_may_be_chosen_and_what_is_no_blog_is_counted(at, tmp_path):
    other = [one._replace(url=one.url, body=one.body.replace(b"5900417", b"77")) for one in history()[0]]
    other = [
        one._replace(url=one.url.replace("orchard", "meadow"), body=one.body.replace(b"orchard", b"meadow"))
        for one in other
    ]
    chrome = Shot("http://www.blogger.com/profile/3", when(2024), b"<html>a profile</html>")
    news = Shot("http://news.example/a.html", when(2024), b"<html><body><h1>News</h1></body></html>")
    file = put(tmp_path / "two.warc.gz", [*history()[0], *other, chrome, news])
    code, out, _ = at("import", "--blog", "meadow.blogspot.com", file)

    assert code == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == ["meadow.blogspot.com", "two.warc.gz"]
    assert "1 pages of Blogger's own" in out
    assert "1 pages of no blog" in out
    code, out, _ = at("import", file)
    assert {NAME, "meadow.blogspot.com"} < {line.partition(":")[0] for line in out.splitlines()}


def test_backfill_from_warc_asks_no_web_and_names_what_the_files_lack(at, tmp_path):
    feed = history()[2][0]
    code, out, err = at("backfill", HOST, "--from-warc", put(tmp_path / "feed.warc.gz", [feed]))

    assert code == 3
    assert "comments were counted, 0 are in the files" in err
    assert out.startswith(f"{NAME}: 1 captures of 2026-06-01, 33 posts and pages")


def test_json_tells_each_blog(at, tmp_path):
    code, out, _ = at("import", "--json", put(tmp_path / "crawl.warc.gz", history()[0]))
    (found,) = json.loads(out)

    assert code == 0
    assert [(one["blog"], one["entries"], one["versions"]) for one in found["blogs"]] == [(NAME, 1, 1)]
    assert found["skipped"] == {"lists": 2, "files": 1}


def test_what_was_redacted_stays_out_whatever_captures_show(at, tmp_path):
    at("import", put(tmp_path / "2.warc.gz", history()[2]))
    said = min(coolbert().latest.comments, key=lambda one: one.id)
    assert at("redact", said.id, "--reason", "asked", "--yes")[0] == 0
    for n in (0, 1, 2):
        assert at("import", put(tmp_path / f"{n}.warc.gz", history()[n]))[0] == 0
    kept = [comment for one in coolbert().versions() for comment in one.comments if comment.id == said.id]

    assert kept
    assert {(one.status, one.body.text) for one in kept} == {("redacted", "")}
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("archive/*/raw/*"))
    assert said.body.text[:30].encode() not in raw
    assert at("verify")[0] == 0


def test_a_blog_that_is_kept_live_gets_its_past_and_goes_on(at, tmp_path):
    blog = example()
    page = blog.index.by_path[EXAMPLE_PATH]
    with serve(blog, 0) as server:
        past = shoot(blog, when(2024), [EXAMPLE_PATH], server.url.rstrip("/"))
        blog.edit_post(page.number, html=f"{page.html}<br />Since found.")
        blog.delete_comment(page.comments[0].number)
        live = ("backfill", server.url, "--delay", "0")
        at(*live)
        assert at("import", put(tmp_path / "past.warc.gz", past))[0] == 0
        at(*live)
    shown = [(one.version, one.cause, "Since" in one.body.text) for one in coolbert().versions()]

    assert shown == [(2, "capture", False), (1, "seen", True), (3, "restated", True), (4, "seen", True)]
    assert [one.status for one in coolbert().latest.comments] == ["gone"]
    assert at("verify")[0] == 0
    assert "0 changed" in at("reparse")[1]


def revisit(shot: Shot, number: int) -> bytes:
    """That the same payload was captured again, as crawlers write it (WARC 1.0, section 6.7)."""
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    whole = record(shot, number, "revisit", f"WARC-Profile: {profile}\r\n")
    return packed(whole)


def test_a_revisit_brings_back_what_was_there_before_the_edit(at, tmp_path):
    first, second, _ = history()
    back = first[0]._replace(at=when(2026, 3))
    put(tmp_path / "one.warc.gz", [*first, *second])
    (tmp_path / "two.warc.gz").write_bytes(revisit(back, 900))

    code, out, err = at("import", "two.warc.gz", "one.warc.gz")

    assert (code, err) == (0, "")
    assert "revisits" not in out
    assert states(coolbert()) == [(2024, False, 1), (2025, True, 1), (2026, False, 1)]
    assert at("verify")[0] == 0
    assert "0 would change" in at("reparse", "--dry-run")[1]
    assert "1 revisits of records that are not there" in at("import", "two.warc.gz")[1]


def test_files_of_one_name_in_two_folders_are_both_read(at, tmp_path):
    first, second, _ = history()
    for name, shots in (("a", first), ("b", second)):
        (tmp_path / name).mkdir()
        put(tmp_path / name / "crawl.warc.gz", shots)
    assert at("import", "a/crawl.warc.gz", "b/crawl.warc.gz")[0] == 0
    assert states(coolbert()) == [(2024, False, 1), (2025, True, 1)]


def test_a_capture_that_only_tells_an_instant_better_states_the_newest_version_again(at, tmp_path):
    blog = example()
    target = "/2003/05/first-spade-in-ground.html"
    at("import", put(tmp_path / "page.warc.gz", shoot(blog, when(2024), [target])))
    assert feedarchive.open("archive").post(target).latest.published is None
    feeds = put(tmp_path / "feed.warc.gz", shoot(blog, when(2025), [POSTS, COMMENTS]))
    at("import", feeds)
    post = feedarchive.open("archive").post(target)
    assert [one.cause for one in post.versions()] == ["capture", "restated"]
    assert post.latest.published == blog.index.by_path[target].published
    assert "nothing new" in at("import", feeds)[1]


def test_reading_again_keeps_the_clothes_that_a_text_was_first_seen_in(at, tmp_path):
    blog = example()
    paths = [post.path for post in blog.posts]
    at("import", put(tmp_path / "feed.warc.gz", shoot(blog, when(2025), [POSTS, COMMENTS])))
    at("import", put(tmp_path / "pages.warc.gz", shoot(blog, when(2024), paths)))
    assert " 0 would change" in at("reparse", "--dry-run")[1]


def test_what_a_later_capture_confirms_stays_the_highest_number_when_older_captures_come_in(at, tmp_path):
    first, second, _ = history()
    confirmed = second[0]._replace(at=when(2026, 2))
    at("import", put(tmp_path / "held.warc.gz", second[:1]))
    at("import", put(tmp_path / "more.warc.gz", [first[0], confirmed]))
    post = coolbert()
    assert "at last" in post.latest.body.text
    assert [one.cause for one in sorted(post.versions(), key=lambda one: one.version)] == [
        "capture",
        "capture",
        "restated",
    ]


def test_a_revisit_of_a_body_that_came_packed_in_two_ways_is_found(at, tmp_path):
    first, second, _ = history()
    shot = first[0]
    other = shot._replace(
        at=when(2024, 7), body=gzip.compress(shot.body, mtime=0), headers=(("Content-Encoding", "gzip"),)
    )
    back = other._replace(at=when(2026, 3))
    data = warc([shot, other, second[0]]) + revisit(back, 900)
    (tmp_path / "crawl.warc.gz").write_bytes(data)
    code, out, err = at("import", "crawl.warc.gz")
    assert (code, err) == (0, "")
    assert "revisits" not in out
    assert states(coolbert())[-1] == (2026, False, 1)


def test_a_blog_that_moved_is_found_by_both_its_addresses(at, tmp_path):
    blog = example()
    new = "https://www.orchard.example"
    shots = [*shoot(blog, when(2024), [EXAMPLE_PATH]), *shoot(blog, when(2025), [POSTS], host=new)]
    path = put(tmp_path / "moved.warc.gz", shots)
    for place, address in enumerate((HOST, new)):
        code, out, err = at("--archive", f"archive{place}", "import", path, "--blog", address)
        assert (code, err) == (0, "")
        assert out.startswith("www.orchard.example: 2 captures of 2024-06-01 to 2025-06-01, 33 posts")
