"""The model keeps the archive format's field order and names."""

import json
from datetime import UTC, datetime

import msgspec

from feedarchive.model import BlogRef, Body, Snapshot


def test_a_snapshot_reads_top_down_format_first():
    snapshot = Snapshot(
        "feedarchive-post/1",
        1,
        datetime(2026, 1, 1, tzinfo=UTC),
        "sha256:0",
        BlogRef(id="b", url="u"),
        id="tag:x",
        body=Body(html="<p>", origin="feed"),
    )

    fields = list(json.loads(msgspec.json.encode(snapshot)))

    assert fields[:5] == ["format", "version", "captured", "digest", "blog"]
    assert fields[-1] == "sources"
    assert json.loads(msgspec.json.encode(snapshot))["body"]["from"] == "feed"
