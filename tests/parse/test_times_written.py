"""Dates that name their zone, in forms that RSS, JSON Feed and pages are seen to have."""

import pytest

from feedarchive.parse.times import read_iso, read_rfc822


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-05T10:00+01:00", "2024-02-05T10:00:00+0100", "2024-02-05 10:00:00 +0100",
        "2024-02-05 09:00:00 UTC", "2024-02-05t09:00:00z", " 2024-02-05T09:00Z ",
    ],
)  # fmt: skip
def test_an_iso_date_with_a_zone_is_an_instant(text):
    when = read_iso(text)
    assert when is not None
    assert when.timestamp() == 1707123600


@pytest.mark.parametrize(
    "text", ["2024-02-05T10:00:00", "2024-02-05", "2024-02-30T10:00Z", "2024-02-05T10:00+99:99"]
)
def test_without_a_zone_or_a_day_it_is_none(text):
    assert read_iso(text) is None


@pytest.mark.parametrize("text", ["Tue, 05 Feb 2024 10:00:00 +01:00", "5 Feb 2024 09:00:00 +0000 (UTC)"])
def test_an_rss_date_with_a_colon_or_a_comment(text):
    when = read_rfc822(text)
    assert when is not None
    assert when.timestamp() == 1707123600
