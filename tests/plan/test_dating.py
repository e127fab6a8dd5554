"""Stamps that only a page showed, and the zone that tells their instants."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from msgspec.structs import replace

from feedarchive.model import Comment, Entry
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated, undated, unsure
from feedarchive.plan.evidence import Evidence, Look, Reader, Settled
from feedarchive.plan.zones import Zone

SUMMER = timezone(timedelta(hours=-5))
EXACT = datetime(2007, 8, 18, 16, 37, 12, tzinfo=UTC)
LATEST = datetime(2026, 11, 1)  # noqa: DTZ001 - a wall clock
ZONE = Zone(
    offsets=((datetime(2007, 5, 1, tzinfo=UTC), datetime(2007, 9, 30, tzinfo=UTC), -300),),
    pairs=9,
)
FOUND = Settled(zone=ZONE)
READER = Reader(readings=lambda text: readings(text, "en-US"), clock=clock_of)


def comment(text: str | None, **fields) -> Comment:
    return Comment(**{"id": "1", "published_text": text, **fields})


def entry(*comments: Comment, **fields) -> Entry:
    return Entry(id="p", comments=comments, **fields)


def only(text: str | None, found: Settled = FOUND, post: Entry | None = None, **fields) -> Comment:
    """That comment, dated."""
    (after,) = dated(replace(post or entry(), comments=(comment(text, **fields),)), found, READER).comments
    return after


def of(*looks: Look) -> Settled:
    evidence = Evidence(LATEST)
    for look in looks:
        evidence.look(look, READER)
    return evidence.settled()


def test_a_full_date_gets_its_instant_and_says_that_the_page_gave_it():
    after = only("August 18, 2007 11:37 AM")

    assert after.published == datetime(2007, 8, 18, 11, 37, tzinfo=SUMMER)
    assert (after.published_from, after.published_local) == ("page", None)


def test_without_a_zone_the_wall_clock_is_all_there_is():
    after = only("August 18, 2007 11:37 AM", Settled())

    assert (after.published, after.published_local) == (None, "2007-08-18T11:37")


def test_an_order_that_nothing_settles_is_never_guessed():
    unknown = only("7/8/07 11:37 AM")
    settled = only("7/8/07 11:37 AM", replace(FOUND, comments="mdy", posts="dmy", headers="dmy"))

    assert (unknown.published, unknown.published_local) == (None, None)
    assert settled.published == datetime(2007, 7, 8, 11, 37, tzinfo=SUMMER)


def test_a_time_alone_stays_undated():
    time_only = entry(comment("4:37 AM"))

    assert dated(time_only, FOUND, READER) == time_only
    assert undated(time_only)


def test_what_was_shown_at_another_time_stays_as_it_is():
    false = comment("10:37 AM", id="2", published=EXACT, published_from="id")
    texts = (false, comment("August 18, 2007 11:37 AM"))
    whole = entry(*texts, date_header="Saturday, August 18, 2007", published_text="11:37 AM")

    assert dated(whole, FOUND, READER, frozenset()) == whole
    after = dated(whole, FOUND, READER, frozenset(["p"]))
    assert after.published == datetime(2007, 8, 18, 11, 37, tzinfo=SUMMER)
    assert set(after.comments) == set(texts)


def test_what_is_known_is_left_alone():
    known = entry(comment("11:37 AM", published=EXACT, published_from="permalink"))

    assert dated(known, FOUND, READER) == known
    assert not undated(known)
    assert not unsure(known)


def test_an_id_that_the_zone_contradicts_tells_no_time():
    by_id: dict[str, Any] = {"published": EXACT, "published_from": "id"}

    assert unsure(entry(comment("11:37 AM", **by_id)))
    assert only("11:37 AM", **by_id).published == EXACT
    assert only("10:37 AM", **by_id).published is None
    assert only("10:37 AM", Settled(), **by_id).published == EXACT


def test_an_id_that_the_date_beside_it_contradicts_gives_way_to_it():
    after = only("June 1, 2007 11:37 AM", published=EXACT, published_from="id")

    assert (after.published, after.published_from) == (datetime(2007, 6, 1, 11, 37, tzinfo=SUMMER), "page")
    assert only("June 1, 2009 11:37 AM", Settled(), published=EXACT, published_from="id").published is None


def test_no_comment_is_older_than_its_post():
    post = entry(published=datetime(2007, 9, 1, tzinfo=UTC))

    assert only("11:37 AM", post=post, published=EXACT, published_from="id").published is None


def test_a_post_shown_with_date_and_time_is_dated_too():
    shown = entry(date_header="Saturday, August 18, 2007", published_text="11:37 AM")
    after = dated(shown, FOUND, READER)

    assert after.published == datetime(2007, 8, 18, 11, 37, tzinfo=SUMMER)
    assert (after.published_from, after.published_local) == ("page", None)
    assert dated(shown, Settled(), READER).published_local == "2007-08-18T11:37"


def test_a_stamp_of_another_day_than_its_header_is_not_read():
    shown = entry(date_header="Saturday, August 18, 2007", published_text="August 17, 2007 11:37 AM")

    assert dated(shown, FOUND, READER) == shown


def test_a_day_without_a_time_is_a_wall_clock_without_one():
    shown = entry(date_header="Saturday, August 18, 2007")

    assert dated(shown, FOUND, READER).published_local == "2007-08-18"


def test_the_month_in_its_address_settles_a_header_in_numbers():
    shown = entry(date_header="7/8/2007", published_text="11:37 AM", url="http://a/2007/08/x.html")
    found = of(Look(entry=shown))

    assert (found.headers, found.posts, found.comments) == ("dmy", None, None)
    after = dated(shown, replace(found, zone=ZONE), READER)
    assert after.published == datetime(2007, 8, 7, 11, 37, tzinfo=SUMMER)


def test_a_header_with_words_settles_a_stamp_in_numbers():
    shown = entry(date_header="Saturday, August 4, 2007", published_text="8/4/07 11:37 AM")

    assert of(Look(entry=shown)).posts == "mdy"


def test_a_feed_settles_the_headers_of_its_posts():
    shown = entry(date_header="7/8/2007", published=EXACT.replace(day=7), published_from="feed")

    assert of(Look(entry=shown)).headers == "dmy"


def test_the_order_of_a_page_settles_its_stamps():
    texts = ("3/11/06 4:37 AM", "4/2/06 4:37 AM")
    page = tuple(comment(text, id=str(number)) for number, text in enumerate(texts))

    assert of(Look(entry=entry(*page), comments=page)).comments == "mdy"
    assert of(Look(entry=entry(*page[:1]), comments=page[:1])).comments is None


def test_evidence_is_what_is_exact_beside_what_was_shown():
    page = (comment("11:37 AM", published=EXACT, published_from="id"), comment("4:37 AM", id="2"))
    zone = of(Look(entry=entry(*page), comments=page)).zone

    assert zone is not None
    assert (zone.offsets[0][2], zone.pairs) == (-300, 1)


def test_what_the_zone_dated_is_no_evidence_for_it():
    page = (comment("August 18, 2007 11:37 AM", published=EXACT, published_from="page"),)

    assert of(Look(entry=entry(*page), comments=page)).zone is None


def test_stamps_with_an_offset_are_evidence():
    zone = of(Look(entry=entry(), stamps=(EXACT.astimezone(SUMMER),))).zone

    assert zone is not None
    assert zone.offsets[0][2] == -300
