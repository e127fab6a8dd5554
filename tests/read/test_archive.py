from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.read.small import (
    ABOUT,
    CAPTURED,
    FIRST,
    INFO,
    LATER,
    LINKED,
    NAME,
    POSTED,
    REPLY,
    SECOND,
    THIRD,
    UNTITLED,
    post_id,
    put,
    small,
)

import feedarchive
from feedarchive import read
from feedarchive.errors import ConfigError, CorruptError
from feedarchive.read import Post


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return read.open(small(tmp_path_factory.mktemp("archive")))


def ids(posts: Iterable[Post]) -> list[str]:
    return [post.latest.id for post in posts]


def test_blogs_come_by_name_and_say_what_they_are(archive):
    blogs = list(archive.blogs())
    assert [blog.name for blog in blogs] == ["other.example.org", NAME]
    assert blogs[1].info() == INFO


def test_posts_are_read_latest_version_first_pages_before_posts(archive):
    assert ids(archive.blog(NAME).posts()) == [ABOUT.id, UNTITLED.id, LINKED.id]
    post = archive.post(UNTITLED.id)
    assert post.numbers == (1, 2, 3)
    assert post.latest.entry() == THIRD
    assert [version.version for version in post.versions()] == [1, 2, 3]
    assert post.at(2).entry() == SECOND
    assert post.file(2) == f"{NAME}/{post.folder}/v0002.json"


@pytest.mark.parametrize("held", [0, 1, 1000])
def test_within_a_month_posts_come_by_time_however_many_are_held(tmp_path, monkeypatch, held):
    monkeypatch.setattr("feedarchive.read.archive._SORTED_HELD", held)
    days = {"zebra": 3, "apple": 20, "melon": 11}
    for number, (slug, day) in enumerate(days.items(), start=1):
        url = f"http://{NAME}/2006/06/{slug}.html"
        at = datetime(2006, 6, day, tzinfo=UTC)
        put(tmp_path, replace(UNTITLED, id=post_id(number), url=url, published=at))
    posts = read.open(tmp_path).blog(NAME).posts()
    assert [post.day and post.day.day for post in posts] == [3, 11, 20]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "page"}, [ABOUT]),
        ({"kind": "post"}, [UNTITLED, LINKED]),
        ({"label": "STONE"}, [UNTITLED, LINKED]),
        ({"label": "sto"}, []),
        ({"author": "Olaf"}, [LINKED]),
        # the blog's own clock says January 31; UTC already has February
        ({"since": date(2007, 2, 1)}, [ABOUT]),
        ({"since": date(2007, 1, 31), "until": date(2007, 1, 31)}, [LINKED]),
        ({"since": datetime(2007, 2, 1, tzinfo=UTC), "until": datetime(2008, 1, 1, tzinfo=UTC)}, [LINKED]),
        ({"until": POSTED}, []),
        ({"until": POSTED + timedelta(microseconds=1)}, [UNTITLED]),
    ],
)
def test_filters(archive, filters, expected):
    assert ids(archive.blog(NAME).posts(**filters)) == [entry.id for entry in expected]


def test_a_post_without_a_date_never_matches_a_span(tmp_path):
    put(tmp_path, replace(UNTITLED, published=None))
    blog = read.open(tmp_path).blog(NAME)
    assert ids(blog.posts(since=date(1900, 1, 1))) == []
    assert ids(blog.posts(until=datetime(2100, 1, 1, tzinfo=UTC))) == []
    (post,) = blog.posts()
    assert post.day is None


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        (replace(UNTITLED, published=None, published_local="2006-06-05T14:12"), date(2006, 6, 5)),
        (replace(UNTITLED, published=None, published_local="5/6/06"), None),
        (replace(UNTITLED, published=None, created=datetime(2006, 6, 4, tzinfo=UTC)), date(2006, 6, 4)),
    ],
)
def test_the_day_of_a_post_comes_from_what_is_known(tmp_path, entry, day):
    put(tmp_path, entry)
    (post,) = read.open(tmp_path).blog(NAME).posts()
    assert post.day == day


def test_the_archive_as_of_a_time(archive):
    post = archive.post(UNTITLED.id)
    assert post.as_of(CAPTURED - timedelta(seconds=1)) is None
    assert post.as_of(CAPTURED).version == 1
    assert post.as_of(CAPTURED + timedelta(days=1, hours=3)).version == 2
    assert post.as_of(CAPTURED + timedelta(days=900)).version == 3


def test_a_version_that_is_not_there_is_named_with_those_that_are(archive):
    with pytest.raises(ConfigError, match=r"has no version 9; it has 1, 2, 3"):
        archive.post(UNTITLED.id).at(9)
    with pytest.raises(ConfigError, match=r"has no version before 1"):
        archive.post(LINKED.id).diff()


def test_damage_is_raised_or_told_and_an_earlier_version_stands_in(tmp_path):
    where = put(tmp_path, UNTITLED, SECOND)
    alone = put(tmp_path, LINKED)
    for name in (f"{where}/v0002.json", f"{alone}/v0001.json"):
        file = tmp_path / NAME / name
        file.chmod(0o644)
        file.write_bytes(file.read_bytes().replace(b"e", b"3", 9))
    with pytest.raises(CorruptError, match=r"v0002\.json"):
        list(read.open(tmp_path).blog(NAME).posts())
    told = []
    careful = read.open(tmp_path, damaged="skip", on_damage=lambda error: told.append(error.name))
    (post,) = careful.blog(NAME).posts()
    assert post.latest.version == 1
    assert post.numbers == (1, 2)
    assert told == [f"{NAME}/{where}/v0002.json", f"{NAME}/{alone}/v0001.json"]
    assert ids(read.open(tmp_path, damaged="skip").blog(NAME).posts()) == [UNTITLED.id]


def test_no_archive_and_no_blog_are_said_in_one_sentence(tmp_path, archive):
    with pytest.raises(ConfigError, match="nowhere: no archive there"):
        read.open(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match=rf"no blog 'quarynotes.*'; did you mean {NAME}\?"):
        archive.blog("quarynotes.blogspot.com")
    assert list(read.open(tmp_path).blogs()) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"text": "MORTAR"}, [LINKED]),
        ({"text": "clear wat"}, [UNTITLED]),
        ({"text": "splits along"}, [UNTITLED]),
        ({"text": "nowhere"}, []),
        ({"text": "slate", "kind": "page"}, []),
    ],
)
def test_posts_by_a_part_of_their_text_or_comments(archive, filters, expected):
    assert ids(archive.posts(**filters)) == [entry.id for entry in expected]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [FIRST, REPLY, LATER]),
        ({"author": "gravelpit"}, [FIRST]),
        ({"text": "agrée"}, [LATER]),
        ({"since": datetime(2006, 6, 6, 10, tzinfo=UTC)}, [REPLY]),
        ({"until": date(2006, 6, 6)}, [FIRST, REPLY]),
        ({"label": "roofs"}, [FIRST, REPLY, LATER]),
        ({"label": "slates"}, []),
        ({"kind": "page"}, []),
    ],
)
def test_comments_stand_with_their_posts(archive, filters, expected):
    said = list(archive.comments(**filters))
    assert [one.comment.id for one in said] == [one.id for one in expected]
    assert {one.post.latest.id for one in said} <= {UNTITLED.id}


def test_as_of_a_day_or_an_instant_the_archive_is_what_was_known(archive):
    then = archive.as_of(CAPTURED.date())
    post = then.post(UNTITLED.id)
    assert (post.latest.version, post.numbers) == (1, (1,))
    assert [version.version for version in post.versions()] == [1]
    assert archive.as_of(CAPTURED + timedelta(days=1)).post(UNTITLED.id).latest.version == 2
    assert not list(archive.as_of(CAPTURED - timedelta(seconds=1)).posts())
    assert len(list(then.posts())) == len(list(archive.posts()))
    assert archive.post(UNTITLED.id).latest.version == 3


def test_the_package_offers_its_public_names_and_no_others():
    assert feedarchive.open is read.open
    assert {"open", "read", "errors"} <= set(dir(feedarchive))
    with pytest.raises(AttributeError, match="nothing"):
        _ = feedarchive.nothing
