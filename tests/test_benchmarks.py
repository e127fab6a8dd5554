"""The benchmarks say `met` and `short` rightly, see what differs, and name files as servers find them."""

import sys
from copy import deepcopy
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))  # they are no part of the package

from benchmarks import bundled, same, sites
from benchmarks.blogs import generate
from benchmarks.rounds import Used, cpu_ratio
from benchmarks.table import Row, markdown, plain


def test_a_row_is_met_at_its_goal_and_short_beyond():
    assert Row(goal="G1", what="w", figure=2.5, least=2.5).verdict == "met"
    assert Row(goal="G1", what="w", figure=2.49, least=2.5).verdict == "short"
    assert Row(goal="G6", what="w", figure=0.8, most=0.8).verdict == "met"
    assert Row(goal="G6", what="w", figure=0.81, most=0.8).verdict == "short"
    assert Row(goal="", what="w", figure=1.0).verdict == ""
    assert Row(goal="G10", what="w", least=25).verdict == "not there yet"
    assert Row(goal="", what="w", failed=True).verdict == "failed"


def test_a_row_shows_goal_and_figure_side_by_side():
    rows = [Row(goal="G1", what="whole job", figure=2.84, least=2.5, unit="x", note="so many")]

    assert " ".join(plain(rows).splitlines()[1].split()) == "G1 whole job (so many) 2.8x ≥ 2.5x met"
    assert markdown(rows).splitlines()[-1] == "| G1 | whole job (so many) | 2.8x | ≥ 2.5x | met |"


def test_a_ratio_is_the_median_of_rounds_in_pairs():
    slow = [Used(cpu=cpu, wall=0, peak=0) for cpu in (2.0, 40.0, 6.0)]
    fast = [Used(cpu=cpu, wall=0, peak=0) for cpu in (1.0, 10.0, 2.0)]

    assert cpu_ratio(slow, fast) == 3.0


def test_every_made_file_is_found_under_the_address_that_was_asked():
    blog = generate(5, posts=310, comments=320, body_bytes=100, page_bytes=0)
    for target in sites.targets(blog, pages=True):
        assert bundled.file_of(target) == sites.name(target)
    walked = "/feeds/comments/default?orderby=published&start-index=151&max-results=500&redirect=false"
    assert bundled.file_of(walked) == "feeds/comments/default/published-151-150.xml"


def test_a_seed_is_a_set_of_files(tmp_path):
    for folder in ("one", "same"):
        blog = generate(5, posts=12, comments=30, body_bytes=300, page_bytes=20_000)
        sites.write(tmp_path / folder, "http://127.0.0.1/", blog, pages=True)
    one, other = (
        {file.relative_to(place): (file.read_bytes(), file.stat().st_mtime) for file in place.rglob("*.gz")}
        for place in (tmp_path / "one", tmp_path / "same")
    )
    assert len(one) > 12
    assert one == other


@pytest.mark.parametrize("field", ["title", "body", "labels", "comments"])
def test_a_field_that_differs_is_told(field):
    comment = {"author": "Ann", "removed": False, "text": "Hello", "published": 7.0}
    post = {"title": "T", "body": "B", "labels": ["a"], "comments": {"1": comment}}
    other = deepcopy(post)
    other[field] = {"1": {**comment, "text": "Hullo"}} if field == "comments" else "else"

    assert list(same.differences({"7": post}, {"7": post})) == []
    assert len(list(same.differences({"7": post}, {"7": other}))) == 1


def test_an_instant_that_the_peer_cannot_see_is_not_compared():
    mine = {"author": "Ann", "removed": False, "text": "Hello", "published": 7.0}
    its = {**mine, "published": None}

    assert list(same.differences({"7": {"comments": {"1": mine}}}, {"7": {"comments": {"1": its}}})) == []
