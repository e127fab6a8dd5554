import json
from pathlib import Path

from tests.cli.calling import Terminal, call
from tests.read.small import CAPTURED, NAME, UNTITLED, put

from feedarchive.plan.verdict import Gap, Verdict
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
