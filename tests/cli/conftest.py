import pytest
from msgspec.structs import replace
from tests.read.small import FIRST, UNTITLED, post_id, put, small

from feedarchive.model import Author, CommentBody


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """The small archive; only read."""
    return small(tmp_path_factory.mktemp("archive"))


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    """80 columns, and no wishes about colour."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session")
def many_states(tmp_path_factory):
    """One post whose comments are in every state, some of them replies."""
    root = tmp_path_factory.mktemp("states")
    states = ["live", "removed-by-author", "removed-by-admin", "gone", "redacted"]
    kept = [
        replace(FIRST, id=post_id(100 + n), status=status, author=Author(name=f"Reader {n}", kind="openid"))
        for n, status in enumerate(states)
    ]
    lost = [
        replace(one, id=post_id(200 + n), in_reply_to=one.id, body=CommentBody(), published_text=None)
        for n, one in enumerate(kept)
    ]
    odd = [
        replace(FIRST, id=post_id(300), in_reply_to=post_id(301), author=Author()),
        replace(FIRST, id=post_id(301), in_reply_to=post_id(300), body=CommentBody(html="<img>")),
        replace(FIRST, id=post_id(302), in_reply_to=post_id(999), published=None, published_text=None),
    ]
    entry = replace(
        UNTITLED, id=post_id(1), status="gone", title="", labels=(), author=Author(), published=None,
        published_local="2006-06-05T14:12", url=None, comments_declared=20,
        body=replace(UNTITLED.body, text="Only the beginning", truncated=True), comments=(*kept, *lost, *odd),
    )  # fmt: skip
    put(root, entry)
    return root
