"""`backfill --from-web-archive`: few captures are asked for, politely, and make every version in order."""

import json

import pytest
from tests.captures.archiving import WebArchive, serving
from tests.captures.crawls import HOST, Shot, when
from tests.captures.story import history
from tests.exportwriting import Item
from tests.exportwriting import takeout as exported

import feedarchive
from feedarchive.cli.main import main
from feedarchive.demo.example import EXAMPLE_PATH, example

ALL = [shot for crawl in history() for shot in crawl]
STATES = [(2024, False, 1), (2025, True, 1), (2026, True, 2)]


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Runs a backfill of that blog from an archive, without waiting; gives exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def run(archive, *words):
        base = archive.url.rstrip("/")
        code = main(["backfill", HOST, "--from-web-archive", base, "--delay", "0", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def states() -> list[tuple[int, bool, int]]:
    versions = feedarchive.open("archive").post(EXAMPLE_PATH).versions()
    return [(one.captured.year, "at last" in one.body.text, len(one.comments)) for one in versions]


def plain(url: str) -> str:
    """The address of a feed as nobody but we and its readers ask for it: TimeMaps are asked for by it."""
    return url.partition("?")[0] if "/feeds/" in url else url


def replays(archive: WebArchive) -> list[str]:
    return [target for target in archive.asked if "id_/" in target]


@pytest.mark.parametrize("form", ["pywb", "wayback", "timemap"])
def test_every_version_in_order_each_with_its_source(at, form):
    with serving(WebArchive([one._replace(url=plain(one.url)) for one in ALL], form)) as archive:
        code, out, err = at(archive)

        assert (code, err) == (0, ""), out
        assert states() == STATES
        for version in feedarchive.open("archive").post(EXAMPLE_PATH).versions():
            assert all(str(source.via).startswith(archive.url) for source in version.sources)
        assert not any("showComment" in target for target in replays(archive))
        again = len(archive.asked)
        code, out, _ = at(archive)
        assert code == 0
        assert "nothing new" in out
        assert not [target for target in archive.asked[again:] if "id_/" in target]


def test_a_dry_run_tells_the_plan_and_writes_nothing(at, tmp_path):
    with serving(WebArchive(ALL)) as archive:
        code, out, _ = at(archive, "--dry-run", "--json")
        (plan,) = json.loads(out)

        assert code == 0
        assert plan["requests"] == {"feeds": 2, "post pages": 3}
        assert plan["years"] == {"2024": 1, "2025": 1, "2026": 3}
        assert (plan["total"], replays(archive)) == (5, [])
        assert not (tmp_path / "archive").exists()
        assert "5  captures to ask for" in at(archive, "--dry-run")[1]
        assert json.loads(at(archive, "--dry-run", "--json", "--since", "2026")[1])[0]["total"] == 3


def test_the_same_bytes_again_cost_no_request_and_a_return_to_them_is_a_version(at):
    first, second = history()[0][0], history()[1][0]
    back = [first, first._replace(at=when(2024, 7)), second, first._replace(at=when(2025, 9))]
    with serving(WebArchive(back)) as archive:
        assert at(archive)[0] == 0
        assert len(replays(archive)) == 2
        assert states() == [(2024, False, 1), (2025, True, 1), (2025, False, 1)]


def test_an_archive_that_turns_us_away_is_left_alone_and_the_next_run_goes_on(at):
    with serving(WebArchive(ALL)) as archive:
        last = f"/coll/20250601120000id_/{HOST}{EXAMPLE_PATH}"
        archive.fail[last] = [429]
        code, _, err = at(archive)
        assert code == 6
        assert "429" in err


def test_a_capture_that_cannot_be_had_is_named_and_the_rest_is_kept(at):
    with serving(WebArchive(ALL)) as archive:
        gone = f"/coll/20250601120000id_/{HOST}{EXAMPLE_PATH}"
        archive.fail[gone] = [404, 404, 404]
        code, _, err = at(archive)

        assert code == 3
        assert gone in err
        assert [state[0] for state in states()] == [2024, 2026]
        assert at(archive)[0] in (0, 3)


def test_captures_of_other_states_are_not_asked_for(at):
    moved = Shot(f"{HOST}/2006/07/moved.html", when(2020), b"", 302)
    missing = Shot(f"{HOST}/2006/07/missing.html", when(2020), b"no", 404)
    with serving(WebArchive([*ALL, moved, missing])) as archive:
        assert at(archive)[0] == 0
        assert not any("moved" in target or "missing" in target for target in replays(archive))


def test_what_is_no_web_archive_is_named(at):
    with serving(WebArchive([], "none")) as archive:
        code, _, err = at(archive)

        assert code == 3
        assert "no web archive's address" in err


def test_a_blog_that_has_a_folder_of_another_name_gets_its_past_there(at, tmp_path):
    blog = example()
    takeout = tmp_path / "feed.atom"
    tag = f"tag:blogger.com,1999:blog-{blog.number}"
    post = blog.index.by_path[EXAMPLE_PATH]
    item = Item(number=post.number, slug="held", at="2006-06-06T01:04:00.000Z", html="From Takeout.")
    takeout.write_bytes(exported(item, blog=tag))
    assert main(["import", str(takeout)]) == 0
    name = f"blog-{blog.number}"
    with serving(WebArchive(ALL)) as archive:
        code, out, err = at(archive)
        assert (code, err) == (0, "")
        assert out.startswith(f"{name}: ")
        assert [one.name for one in feedarchive.open("archive").blogs()] == [name]
        asked = len(replays(archive))
        assert "nothing new" in at(archive)[1]
        assert len(replays(archive)) == asked
    assert main(["verify"]) == 0
