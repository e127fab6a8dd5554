"""Images of an archive on the pages of `serve` and in an exported site."""

from datetime import UTC, datetime

import httpx
import pytest
from tests.cli.calling import call
from tests.read.small import NAME, put, small
from tests.sync.pictures import PNG, SVG
from tests.web.conftest import reader
from tests.web.shelf import post

from feedarchive import read
from feedarchive.model import Link
from feedarchive.plan.media import Limits
from feedarchive.store.files import Archive
from feedarchive.store.incoming import Incoming
from feedarchive.store.layout import folder
from feedarchive.store.media import Kept, Map

AT = datetime(2026, 3, 1, tzinfo=UTC)
HERE = "https://pics.example"
SHOWING = post(
    990,
    "Pictures",
    html=f'<a href="{HERE}/full.png"><img src="{HERE}/s.png" alt="The quay"></a>'
    f'<img src="{HERE}/drawn.svg"><img src="{HERE}/lost.png" alt="Lost">'
    f'<video poster="{HERE}/s.png"><source src="{HERE}/lost.mp4"></video>'
    f'<audio src="{HERE}/talk.mp3"></audio>'
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Inline"><img src="data:image/svg+xml,<svg/>">'
    f'<a href="data:image/png;base64,AAAA">no</a><a href="{HERE}/drawn.svg">the drawing</a>',
    links=(Link(rel="enclosure", href=f"{HERE}/full.png"),),
)


def keep(root, address: str, data: bytes) -> str:
    """The image in the archive, as a run puts it there."""
    tree = Archive(root).blog(NAME).tree
    with Incoming(tree, Limits(), address) as into:
        into.begin("image/png")
        into.write(data)
        file, digest, size, kind = into.keep()
    Map(tree).append(
        Kept(
            address=address,
            at=AT,
            fate="held",
            file=file,
            sha256=digest,
            bytes=size,
            type=kind,
            asked=address,
        )
    )
    return file


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = small(tmp_path_factory.mktemp("pictures"))
    put(root, SHOWING)
    for name, data in (
        ("s.png", PNG),
        ("full.png", PNG + b"x"),
        ("drawn.svg", SVG),
        ("talk.mp3", b"ID3talk"),
    ):
        keep(root, f"{HERE}/{name}", data)
    return root


@pytest.fixture(scope="module")
def client(root):
    with httpx.Client(base_url=reader(root), trust_env=False, timeout=30) as found:
        yield found


def files(root) -> dict[str, str]:
    return {one.address.rpartition("/")[2]: str(one.file) for one in Map(Archive(root).blog(NAME).tree).all()}


def test_a_post_shows_the_kept_copies_and_leads_to_them(root, client):
    page = client.get(f"/{NAME}/{folder(SHOWING)}/").text
    held = files(root)

    assert f'src="/{NAME}/{held["s.png"]}"' in page
    assert page.count(f'href="/{NAME}/{held["full.png"]}"') == 2
    assert f'src="/{NAME}/{held["drawn.svg"]}"' in page
    assert "image not in the archive: Lost" in page


def test_recordings_of_a_body_are_attached_and_images_inside_it_are_shown(root, client):
    page = client.get(f"/{NAME}/{folder(SHOWING)}/").text

    assert f'href="/{NAME}/{files(root)["talk.mp3"]}">talk.mp3</a>' in page
    assert f'href="{HERE}/lost.mp4">lost.mp4</a>' in page
    assert page.count("data:image/") == 1
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in page


def test_an_image_is_served_as_what_it_is_and_nothing_in_it_runs(root, client):
    held = files(root)
    image, drawing = (client.get(f"/{NAME}/{held[name]}") for name in ("s.png", "drawn.svg"))

    assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
    assert "immutable" in image.headers["cache-control"]
    assert image.headers["x-content-type-options"] == "nosniff"
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert drawing.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in drawing.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["media/aa/..%2F..%2Fblog.json", "media/aa/x.png", f"media/aa/{'a' * 64}.png", "media/../blog.json"],
)
def test_no_other_file_is_served(client, path):
    assert client.get(f"/{NAME}/{path}", follow_redirects=True).status_code == 404


def test_an_exported_site_has_the_images_it_shows_and_loses_those_it_does_not(root, tmp_path):
    held = files(root)
    stale = tmp_path / "site" / NAME / "media" / "aa" / "old.png"
    assert call(root, "export", "site", str(tmp_path / "site"))[0] == 0
    stale.parent.mkdir()
    stale.write_bytes(b"x")
    assert call(root, "export", "site", str(tmp_path / "site"))[0] == 0

    page = (tmp_path / "site" / NAME / folder(SHOWING) / "index.html").read_text()
    assert f'src="../../../../../{NAME}/{held["s.png"]}"' in page
    found = {path.name for path in (tmp_path / "site").rglob("media/*/*")}
    assert found == {one.rpartition("/")[2] for one in held.values()}
    image = tmp_path / "site" / NAME / held["s.png"]
    assert image.read_bytes() == PNG
    assert f'href="{HERE}/drawn.svg"' in page
    image.write_bytes(b"made smaller by somebody")
    assert (root / NAME / held["s.png"]).read_bytes() == PNG
    assert call(root, "export", "site", str(tmp_path / "site"))[0] == 0
    assert image.read_bytes() == PNG


def test_in_python_a_post_tells_its_media(root):
    found = next(one for one in read.open(root).posts() if one.latest.id == SHOWING.id)
    held = files(root)

    assert found.media == {
        f"{HERE}/s.png": root / NAME / held["s.png"],
        f"{HERE}/full.png": root / NAME / held["full.png"],
        f"{HERE}/drawn.svg": root / NAME / held["drawn.svg"],
        f"{HERE}/lost.png": None,
        f"{HERE}/lost.mp4": None,
        f"{HERE}/talk.mp3": root / NAME / held["talk.mp3"],
    }
