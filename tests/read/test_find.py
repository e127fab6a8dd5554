import pytest
from msgspec.structs import replace
from tests.read.small import ABOUT, ELSEWHERE, LINKED, NAME, UNTITLED, put, small

from feedarchive import read
from feedarchive.errors import ConfigError
from feedarchive.model import Entry
from feedarchive.read import Archive, find


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return read.open(small(tmp_path_factory.mktemp("archive")))


def folder_of(archive: Archive, entry: Entry) -> str:
    return archive.post(entry.id).folder


@pytest.mark.parametrize(
    ("what", "entry"),
    [
        (UNTITLED.url, UNTITLED),
        (f"https://{NAME}/2006/06/slate.html?m=1", UNTITLED),
        (f"https://{NAME}/2006/06/slate.html?showComment=1149586632000#c114958663200000001", UNTITLED),
        (f"{NAME}/2006/06/slate.html", UNTITLED),
        ("http://quarrynotes.blogspot.co.uk/2007/01/lime.html", LINKED),
        ("/2007/01/lime.html", LINKED),
        ("2007/01/lime.html", LINKED),
        (f"http://{NAME}:80/p/about.html", ABOUT),
        ("http://other.example.org/2006/06/slate.html", ELSEWHERE),
        ("https://other.example.org/2006/06/slate.html?m=1", ELSEWHERE),
        (UNTITLED.id, UNTITLED),
        (ABOUT.id, ABOUT),
        ("114954343212345678", UNTITLED),
        ("345678", UNTITLED),
        ("31", ABOUT),
        ("41", ELSEWHERE),
    ],
)
def test_a_post_is_found_by_address_id_or_number(archive, what, entry):
    assert [post.latest.id for post in archive.find(what)] == [entry.id]


@pytest.mark.parametrize(
    "form", ["{leaf}", "{folder}", "{name}/{folder}", "a/b/{name}/{folder}/", "{folder}/v0001.json"]
)
def test_a_post_is_found_by_its_folder(archive, form):
    folder = folder_of(archive, UNTITLED)
    what = form.format(leaf=folder.rpartition("/")[2], folder=folder, name=NAME)
    assert archive.post(what).latest.id == UNTITLED.id


def test_a_changed_address_is_still_found_outside_its_first_month(tmp_path):
    moved = f"http://{NAME}/2009/09/slate-again.html"

    put(tmp_path, UNTITLED, replace(UNTITLED, url=moved, title="x"))
    assert read.open(tmp_path).post(moved).folder.startswith("posts/2006/06/")


def test_one_blog_may_be_asked_alone(archive):
    assert archive.find("41", blog=NAME) == ()
    assert archive.find("41", blog="other.example.org")


def test_several_matches_are_named(archive):
    with pytest.raises(ConfigError, match=r"2 posts match '/2006/06/slate\.html': .*other.*, .*quarry"):
        archive.post("/2006/06/slate.html")


@pytest.mark.parametrize(
    "what", ["slte", "slate", "2006/06/slatee.html", "http://quarrynotes.blogspot.com/slate"]
)
def test_a_miss_names_what_is_near(archive, what):
    with pytest.raises(
        ConfigError, match=rf"^no post matches '{what}' in .*; did you mean .*slate-[0-9a-f]{{8}}"
    ):
        archive.post(what)


@pytest.mark.parametrize(
    "what", ["", "/", "zzzzzz", "99999999", "\udcff", "http://[", "a\x00b/c", "//", "?", "#"]
)
def test_odd_names_find_nothing(archive, what):
    with pytest.raises(ConfigError, match="no post matches"):
        archive.post(what)


def test_hosts_are_told_from_paths():
    assert find.host("HTTP://Example.ORG:8080/x") == "example.org"
    assert find.host("example.org/2006") == "example.org"
    assert find.host("posts/2006/06/x-12345678") is None
    assert find.host("tag:blogger.com,1999:blog-1.post-2") is None
