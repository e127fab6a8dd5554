"""Images of posts, from servers that keep them well and badly, to files of an archive."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from msgspec import structs
from tests.sync.conftest import Bench
from tests.sync.pictures import PNG, SVG, VIDEO, pictures

from feedarchive.demo.blog import DemoBlog
from feedarchive.demo.example import example
from feedarchive.demo.server import serve
from feedarchive.model import Link
from feedarchive.plan.media import Limits
from feedarchive.store.codec import snapshot
from feedarchive.store.media import Kept, lines
from feedarchive.store.redactions import Redaction
from feedarchive.store.verify import verify
from feedarchive.sync.redact import hashes, redact
from feedarchive.sync.repair import repair
from feedarchive.sync.run import Outcome

MIB = 1024 * 1024


@pytest.fixture
def host():
    with pictures() as server:
        yield server


@pytest.fixture
def bench(tmp_path):
    """A blog of one post, without images."""
    whole = example()
    blog = DemoBlog(number=whole.number, title=whole.title, author=whole.author)
    blog.add_post("First", "<p>No picture.</p>")
    with serve(blog) as server:
        yield Small(server, tmp_path / "archive")


class Small(Bench):
    """Files of 4 MiB at most, and only feeds, so that the posts cost little."""

    limits = Limits(max_size=4 * MIB)

    def house(self):
        return replace(super().house(), limits=self.limits)

    def _run(self, **fields) -> Outcome:
        return super()._run(**{"media": True, "pages": "never"} | fields)

    def fates(self) -> dict[str, str]:
        """What came of each address, by the end of its path."""
        return {one.address.rpartition("/")[2]: one.fate for one in self.known()}

    def known(self) -> list[Kept]:
        return list(lines(self.store.tree))

    def held(self, name: str) -> bytes:
        (file,) = [one.file for one in self.known() if one.address.endswith(name)]
        return (self.store.root / str(file)).read_bytes()


def shown(bench: Bench, *addresses: str, html: str = "") -> None:
    bench.server.blog.add_post("Pictures", "".join(f'<img src="{one}" alt="x">' for one in addresses) + html)


def test_bad_answers_cost_their_image_alone(bench, host):
    names = (
        "good.png", "liar.jpg", "page.jpg", "empty.png", "endless.png", "bomb.png", "packed.png",
        "stated.png",
        "drawn.svg", "loop.png", "router.png", "moved.png", "wish.png", "private.png", "none.png", "cut.png",
    )  # fmt: skip
    shown(bench, *(f"{host.url}/{name}" for name in names), "data:image/png;base64,AAAA", "javascript:x()")

    outcome = bench.backfill()

    assert (outcome.exit_code, outcome.added, outcome.problems) == (0, 2, ())
    assert bench.fates() == {
        "good.png": "held",
        "liar.jpg": "held",
        "page.jpg": "not-media",
        "empty.png": "not-media",
        "endless.png": "too-large",
        "bomb.png": "too-large",
        "packed.png": "held",
        "stated.png": "too-large",
        "drawn.svg": "held",
        "loop.png": "unreachable",
        "router.png": "off-limits",
        "moved.png": "held",
        "wish.png": "refused",
        "private.png": "refused",
        "none.png": "gone",
        "cut.png": "unreachable",
    }
    assert bench.held("drawn.svg") == SVG
    files = [path for path in bench.root.rglob("blog/media/*/*") if path.is_file()]
    assert {path.name for path in files} == {
        f"{sha256(PNG).hexdigest()}.png",
        f"{sha256(SVG).hexdigest()}.svg",
    }
    assert outcome.media
    assert (outcome.media.held, outcome.media.known, outcome.media.lost) == (5, 16, 11)
    (line,) = (one for one in outcome.warnings if "image" in one)
    assert line.startswith("11 images or files of posts could not be had (")
    assert not list(verify(bench.store))


def test_what_is_held_is_not_asked_again_and_what_is_gone_only_after_a_month(bench, host):
    shown(bench, f"{host.url}/good.png", f"{host.url}/none.png")
    bench.backfill()
    host.asked.clear()

    again = bench.backfill()
    assert (host.asked, again.warnings) == ([], ())

    bench.moment += timedelta(days=31)
    assert not [one for one in bench.sync().warnings if "image" in one]
    assert host.asked == ["/robots.txt", "/none.png"]


def test_robots_of_the_host_of_pictures_count(bench, host):
    host.robots = "User-agent: *\nDisallow: /\n"
    shown(bench, f"{host.url}/good.png")

    bench.backfill()

    assert host.asked == ["/robots.txt"]
    (one,) = bench.known()
    assert one.fate == "refused"
    assert one.why
    assert "robots.txt" in one.why


def test_a_host_that_is_down_costs_one_try_and_no_other_host(bench, host):
    shown(bench, "http://127.0.0.1:9/a.png", "http://127.0.0.1:9/b.png", f"{host.url}/good.png")

    outcome = bench.backfill()

    assert bench.fates() == {"a.png": "unreachable", "b.png": "unreachable", "good.png": "held"}
    assert outcome.exit_code == 0
    assert bench.slept < 60


def test_the_original_size_is_asked_for_and_serves_every_size(bench, host):
    small, middle = f"{host.url}/old/s320/cow.png", f"{host.url}/old/w640-h480/cow.png"
    shown(bench, small, html=f'<a href="{host.url}/old/s1600-h/cow.png"><img src="{middle}"></a>')

    bench.backfill()

    assert set(bench.fates().values()) == {"held"}
    assert len(bench.known()) == 3
    assert host.asked.count("/old/s1600/cow.png") == 1
    assert "/old/s320/cow.png" not in host.asked
    assert bench.held("s320/cow.png") == PNG + b"cow"


def test_relative_addresses_srcset_links_video_and_enclosures(bench, host):
    there = host.url.removeprefix("http:")
    html = (
        f'<a href="{there}/large.png"><img src="/img/gate/s320/gate.png"></a>'
        f'<img src="{there}/small.png" srcset="{there}/small.png 1x, {there}/large.png 2x">'
        f'<video><source src="{there}/film.webm"></video>'
    )
    post = bench.server.blog.add_post("Pictures", html)
    post.links = (Link(rel="enclosure", href=f"{host.url}/talk.mp3", type="audio/mpeg"),)

    outcome = bench.backfill()

    assert outcome.media
    assert (outcome.media.held, outcome.media.failed) == (5, {})
    assert bench.held("/small.png") == PNG + b"large"
    assert bench.held("film.webm") == VIDEO
    assert bench.held("gate.png") == PNG
    assert bench.held("talk.mp3").startswith(b"ID3")
    assert "/small.png" not in host.asked


def test_a_sync_without_news_reads_nothing_and_a_post_that_came_has_its_image(bench, host):
    bench.backfill()
    assert bench.sync().requests == 2
    shown(bench, f"{host.url}/good.png")

    outcome = bench.sync()

    assert outcome.media
    assert (outcome.media.fetched, bench.fates()) == (1, {"good.png": "held"})


def test_what_nobody_may_see_is_not_asked_for(bench, host):
    shown(bench, f"{host.url}/good.png")
    bench.backfill(media=False)
    public = [folder for folder in bench.store.folders() if "pictures" in folder]
    seen = bench.store.latest(public[0])
    draft = structs.replace(seen.entry(), status="private", visibility="draft")
    hidden = snapshot(draft, version=2, captured=bench.moment, blog=seen.blog)
    bench.store.write([(public[0], hidden)])

    bench.server.blog.delete_post(bench.server.blog.posts[-1].number)
    bench.backfill()
    assert host.asked == []


def test_without_media_nothing_is_asked(bench, host):
    shown(bench, f"{host.url}/good.png")

    assert bench.backfill(media=False).media is None
    assert host.asked == []
    assert not (bench.store.root / "media").exists()


def test_the_plug_is_pulled_between_images_and_the_next_run_goes_on(bench, host):
    names = ["good.png", "large.png", "small.png", "drawn.svg"]
    shown(bench, *(f"{host.url}/{name}" for name in names))
    pulled = 0
    for after in (6, 6, 6, 2, 3, 1):
        bench.stop_after = after
        try:
            bench.sync()
        except KeyboardInterrupt:
            pulled += 1
    bench.stop_after = None
    assert pulled >= 3

    bench.sync()

    assert set(bench.fates()) == set(names)
    assert set(bench.fates().values()) == {"held"}
    assert [host.asked.count(f"/{name}") for name in names] == [1, 1, 1, 1]
    assert not list(bench.root.rglob(".new-*"))


def test_a_torn_last_line_of_the_map_costs_a_request(bench, host):
    shown(bench, f"{host.url}/good.png", f"{host.url}/small.png")
    bench.backfill()
    file = bench.store.root / "media.jsonl"
    file.write_bytes(file.read_bytes()[:-40])
    assert [one.severity for one in verify(bench.store)] == ["notice", "notice"]

    bench.backfill()

    assert len([json.loads(line) for line in file.read_text().splitlines()]) == 3
    assert not list(verify(bench.store))


def test_a_damaged_image_is_found_put_aside_and_fetched_again(bench, host):
    shown(bench, f"{host.url}/good.png")
    bench.backfill()
    (file,) = bench.root.rglob("blog/media/*/*.png")
    file.chmod(0o644)
    file.write_bytes(PNG[:-1])
    (damage,) = verify(bench.store)
    assert damage.what.startswith("differs")

    repaired = repair(bench.store, now=bench.moment)
    (left,) = repaired.left
    assert (repaired.exit_code, left.what.startswith("is missing")) == (4, True)
    bench.sync()

    assert not list(verify(bench.store))
    assert bench.held("good.png") == PNG


def test_a_redacted_posts_own_images_go_and_do_not_come_back(bench, host):
    shown(bench, f"{host.url}/good.png", f"{host.url}/small.png")
    names = ("large.png", "good.png", "liar.jpg")
    html = "".join(f'<img src="{host.url}/{name}">' for name in names)
    post = bench.server.blog.add_post("Other", html)
    bench.backfill()
    held = bench.post(post.path)
    folder = str(bench.store.find(held.id))
    asked = Redaction(
        id=held.id, entry=held.id, kind="post", url=held.url, folder=folder, at=bench.moment,
        reason="asked to", was=hashes(bench.store, folder),
    )  # fmt: skip

    assert redact(bench.store, asked).media == (f"{host.url}/large.png", f"{host.url}/liar.jpg")
    assert bench.held("good.png") == PNG
    shown(bench, f"{host.url}/large.png")
    bench.backfill()

    assert bench.fates() == {
        "good.png": "held",
        "small.png": "held",
        "large.png": "redacted",
        "liar.jpg": "redacted",
    }
    assert sha256(PNG + b"large").hexdigest() not in {path.stem for path in bench.root.rglob("media/*/*")}
    assert sha256(PNG + b"large").hexdigest() not in (bench.store.root / "media.jsonl").read_text()
    assert not list(verify(bench.store))


def test_a_larger_limit_asks_again_for_what_was_too_large(bench, host):
    bench.limits = Limits(max_size=1000)
    shown(bench, f"{host.url}/talk.mp3")
    bench.backfill()
    assert bench.fates() == {"talk.mp3": "too-large"}

    bench.limits = Limits(max_size=10_000)
    bench.backfill()

    assert bench.fates() == {"talk.mp3": "held"}


def test_a_host_that_asks_to_wait_is_asked_by_the_next_run(bench, host):
    shown(bench, *(f"{host.url}/{name}" for name in ("busy.png", "good.png")))

    first = bench.backfill()
    assert first.media
    assert (first.media.waiting, first.media.failed) == (1, {"unreachable": 1})
    bench.slept += 90_000
    bench.sync()

    assert bench.fates() == {"busy.png": "unreachable", "good.png": "held"}


def test_addresses_with_spaces_and_letters_of_any_script_are_asked_for(bench, host):
    shown(bench, f"{host.url}/a b é.png")

    bench.backfill()

    assert host.asked[-1] == "/a%20b%20%C3%A9.png"


def test_a_post_with_more_images_than_anybody_shows_is_asked_for_the_first_thousand(bench, host):
    shown(bench, html="".join(f"<img src='/img/gate/s{n}/gate.png'>" for n in range(1, 1203)))

    outcome = bench.backfill()

    assert outcome.media
    assert outcome.media.held == 1000
    assert [one for one in outcome.warnings if one.startswith("202 images are not asked for")]
