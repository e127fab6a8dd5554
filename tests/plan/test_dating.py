"""Stamps that only a page showed, and the zone that tells their instants."""

from datetime import UTC, datetime, timedelta, timezone

from msgspec.structs import replace

from feedarchive.model import Comment, Entry, Source
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated, evidence, undated
from feedarchive.plan.zones import Known, Pair, Zone, infer

SUMMER = timezone(timedelta(hours=-5))
EXACT = datetime(2007, 8, 18, 16, 37, 12, tzinfo=UTC)
ZONE = Zone(
    offsets=((datetime(2007, 5, 1, tzinfo=UTC), datetime(2007, 9, 30, tzinfo=UTC), -300),),
    pairs=9,
)


def comment(text: str, **fields) -> Comment:
    return Comment(id="1", published_text=text, **fields)


def entry(*comments: Comment, **fields) -> Entry:
    return Entry(id="p", comments=comments, **fields)


def read(text):
    return readings(text, "en-US")


def test_a_full_date_gets_its_instant_and_says_that_the_page_gave_it():
    (after,) = dated(entry(comment("August 18, 2007 11:37 AM")), ZONE, read).comments

    assert after.published == datetime(2007, 8, 18, 11, 37, tzinfo=SUMMER)
    assert (after.published_from, after.published_local) == ("page", None)


def test_without_a_zone_the_wall_clock_is_all_there_is():
    (after,) = dated(entry(comment("August 18, 2007 11:37 AM")), None, read).comments

    assert (after.published, after.published_local) == (None, "2007-08-18T11:37")


def test_an_order_that_nothing_settles_is_never_guessed():
    (unknown,) = dated(entry(comment("7/8/07 11:37 AM")), ZONE, read).comments
    (settled,) = dated(entry(comment("7/8/07 11:37 AM")), replace(ZONE, order="mdy"), read).comments

    assert (unknown.published, unknown.published_local) == (None, None)
    assert settled.published == datetime(2007, 7, 8, 11, 37, tzinfo=SUMMER)


def test_a_time_alone_stays_undated():
    only = entry(comment("4:37 AM"))

    assert dated(only, ZONE, read) == only
    assert undated(only)


def test_what_is_known_is_left_alone():
    known = entry(comment("4:37 AM", published=EXACT, published_from="id"))

    assert dated(known, ZONE, read) == known
    assert not undated(known)


def test_a_post_shown_with_date_and_time_is_dated_too():
    after = dated(entry(published_local="2007-08-18T11:37"), ZONE, read)

    assert (after.published, after.published_local) == (datetime(2007, 8, 18, 11, 37, tzinfo=SUMMER), None)


def test_evidence_is_what_is_exact_beside_what_was_shown():
    feed = Source(kind="posts-feed", url="u", fetched=EXACT, http_status=200, sha256="0")
    one = entry(comment("11:37 AM", published=EXACT), comment("4:37 AM"), published=EXACT, sources=(feed,))

    known, pair = evidence(one, read, clock_of)
    assert isinstance(pair, Pair)

    assert known == Known(instant=EXACT)
    assert (pair.instant, pair.clock) == (EXACT, (11, 37))
    zone = infer([pair])
    assert zone is not None
    assert zone.offsets[0][2] == -300
