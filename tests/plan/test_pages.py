"""When a post's page is worth a request."""

from datetime import UTC, datetime

import pytest

from feedarchive.model import Body, Entry, Source
from feedarchive.plan.merge import Views
from feedarchive.plan.pages import wants_page

T = datetime(2026, 1, 1, tzinfo=UTC)
READ = Source(kind="page", url="u", fetched=T, http_status=200, sha256="0")
POST = Entry(id="p", body=Body(html="x", text="x", origin="feed"))
STATIC = Entry(id="s", kind="page", body=Body(html="x", text="x", origin="feed"))
SHORT = Entry(id="p", body=Body(html="x", text="x", truncated=True, origin="feed"))
HELD = Entry(id="p", body=POST.body, sources=(READ,))


@pytest.mark.parametrize(
    ("mode", "views", "missing", "changed", "wanted"),
    [
        ("always", Views(feed=POST), 0, True, True),
        ("always", Views(feed=POST, held=HELD), 0, False, False),
        ("always", Views(feed=POST, held=HELD), 0, True, True),
        ("always", Views(feed=POST, held=Entry(id="p")), 0, False, True),
        ("always", Views(feed=STATIC), 0, True, False),
        ("missing", Views(feed=POST), 0, True, False),
        ("missing", Views(feed=POST), 1, True, True),
        ("missing", Views(feed=SHORT), 0, True, True),
        ("missing", Views(feed=SHORT, held=HELD), 0, False, False),
        ("missing", Views(feed=SHORT, held=Entry(id="p", body=POST.body, updated=T)), 0, False, True),
        ("missing", Views(), 0, True, True),
        ("never", Views(feed=SHORT), 9, True, False),
        ("never", Views(), 0, True, False),
    ],
)
def test_when_a_page_is_wanted(mode, views, missing, changed, wanted):
    was_read = views.held is not None and bool(views.held.sources)

    assert wants_page(mode, views, missing=missing, changed=changed, was_read=was_read) is wanted
