"""Folding, pairs and snippets."""

import re

from hypothesis import given
from hypothesis import strategies as st

from feedarchive.catalog.folding import fold, indexed, phrase
from feedarchive.catalog.query import parse
from feedarchive.catalog.snippets import marked, snippet

TEXTS = st.text(st.sampled_from('ab Éßﬁİ\u0301\n白菜湯水カがน้ำ학교مَ\u0640🙂."*-'), max_size=60) | st.text(
    max_size=40
)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_case_makes_no_difference(text):
    assert fold(text.upper().lower()) == fold(text.lower().upper().lower())


def test_runs_without_spaces_become_pairs():
    assert indexed("白菜汤").split() == ["白菜", "菜汤", "汤"]
    assert indexed("Plain text") == "plain text"
    assert phrase("白菜汤") == '"白菜 菜汤"'
    assert phrase("汤") == '"汤" *'
    assert phrase("2個x") == '"2 個 x"'


@given(TEXTS, TEXTS)
def test_fragments_are_the_text_whatever_is_marked(text, words):
    marks = re.compile(re.escape(fold(words))) if fold(words) else None
    assert "".join(part.text for part in marked(text, marks)) == text


@given(TEXTS, st.integers(30, 80))
def test_a_snippet_is_a_part_of_the_text_and_not_much_longer_than_asked(text, size):
    shown = "".join(part.text for part in snippet(text * 9, re.compile("[a白]+"), size=size))
    assert shown.strip("…") in " ".join((text * 9).split())


def test_a_snippet_stands_where_most_words_are():
    text = f"tide {'filler ' * 200} low tide at the quay {'filler ' * 200}"
    query = parse("low tide quay")
    assert query
    parts = snippet(text, query.marks)
    assert [part.text for part in parts if part.hit] == ["low", "tide", "quay"]
    assert (parts[0].text, parts[-1].text) == ("…", "…")
    assert sum(len(part.text) for part in parts) < 300


def test_without_words_the_beginning_is_shown():
    assert "".join(part.text for part in snippet("One. " * 100, None)).startswith("One. One.")
    assert snippet("", None) == ()
