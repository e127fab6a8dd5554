"""The example that ships under archive/ is what the format promises."""

from datetime import UTC, datetime
from pathlib import Path

from feedarchive.store.files import Archive
from feedarchive.store.verify import verify

BLOG = Archive(Path(__file__).parents[1] / "archive").blog("militarythoughts.blogspot.com")


def test_the_example_is_sound():
    assert not list(verify(BLOG))


def test_the_example_is_the_post_of_june_2006():
    (folder,) = BLOG.folders()
    post = BLOG.read(folder, 1)
    (comment,) = post.comments
    assert post.url
    assert post.published
    assert comment.published

    assert folder.startswith("posts/2006/06/this-is-coolbert-short-stocky-man-with-")
    assert post.url.endswith("/2006/06/this-is-coolbert-short-stocky-man-with.html")
    assert (post.title, post.published.date().isoformat()) == ("", "2006-06-05")
    assert (comment.author.name, comment.author.kind) == ("JSBolton", "anonymous")
    assert comment.published_text == "4:37 AM"
    assert comment.published.astimezone(UTC) == datetime(2006, 6, 6, 9, 37, tzinfo=UTC)
