import json
from pathlib import Path

from tests.cli.calling import Terminal, call
from tests.read.small import CAPTURED, NAME, UNTITLED, put

from feedarchive.plan.verdict import Explained, Gap, Verdict
from feedarchive.store.files import Archive
from feedarchive.store.state import State


def left(root: Path, verdict: Verdict) -> None:
    put(root, UNTITLED)
    Archive(root).blog(NAME).save_state(State(last_run=CAPTURED, verdict=verdict))


def test_everything_missing_is_listed_with_its_reason(tmp_path):
    gap = Gap(post=UNTITLED.id, url=UNTITLED.url, declared=3, held=2, reason="its page shows two")
    left(tmp_path, Verdict(posts_held=1, posts_declared=4, gaps=(gap,)))
    code, text = call(tmp_path, "gaps")
    assert code == 3
    assert text.splitlines() == [
        f"{NAME}\t\t1\t4\tthe site counts 3 more posts",
        f"{NAME}\t{UNTITLED.url}\t2\t3\tits page shows two",
    ]
    told = json.loads(call(tmp_path, "gaps", NAME, "--json")[1])
    assert (told["complete"], told["gaps"][1]["post"]) == (False, UNTITLED.id)
    assert "(2 of 3)" in call(tmp_path, "gaps", out=Terminal())[1]


def test_a_whole_blog_has_none_and_one_without_figures_says_so(tmp_path):
    left(tmp_path, Verdict(posts_held=1, posts_declared=1))
    assert call(tmp_path, "gaps") == (0, "")
    (tmp_path / NAME / "state.json").unlink()
    code, text = call(tmp_path, "gaps")
    assert (code, "no run has left its figures" in text) == (3, True)


def test_static_pages_problems_and_explained_numbers_are_told_as_well(tmp_path):
    known = Explained(
        what="posts", declared=1, held=2, reason="the sitemap lists 1: it lags", declared_by="sitemap"
    )
    left(
        tmp_path,
        Verdict(pages_held=1, pages_declared=2, problems=("the feed broke off",), explained=(known,)),
    )
    code, text = call(tmp_path, "gaps")
    assert (code, text.splitlines()) == (
        3,
        [f"{NAME}\t\t1\t2\tthe site counts 1 more pages", f"{NAME}\t\t\t\tlast run: the feed broke off"],
    )
    (one,) = json.loads(call(tmp_path, "gaps", "--json")[1])["explained"]
    assert (one["blog"], one["declared_by"], one["held"]) == (NAME, "sitemap", 2)
    assert "differ while nothing is missing" in call(tmp_path, "gaps", out=Terminal())[1]


def test_explained_numbers_alone_are_no_gap(tmp_path):
    known = Explained(
        what="posts", declared=1, held=2, reason="the sitemap lists 1: it lags", declared_by="sitemap"
    )
    left(tmp_path, Verdict(posts_held=2, explained=(known,)))
    assert call(tmp_path, "gaps") == (0, "")


def test_a_blogs_missing_comments_say_that_the_posts_below_are_counted_in_them(tmp_path):
    gap = Gap(post=UNTITLED.id, url=UNTITLED.url, declared=5, held=2, reason="its page shows two")
    left(tmp_path, Verdict(posts_held=1, comments_held=2, comments_declared=6, gaps=(gap,)))

    told = json.loads(call(tmp_path, "gaps", "--json")[1])["gaps"]

    assert told[0]["reason"] == (
        "the site counts 4 more comments than are held; 1 post below is 3 short, counted in that"
    )
