import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.calling import Terminal

from feedarchive.cli.terminal import columns, escape, fit, json_text, one_line, screen, wrap

CONTROLS = [*range(9), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
TEXTS = st.text(st.sampled_from([chr(code) for code in CONTROLS]) | st.characters(), max_size=80)
PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80)


@given(TEXTS)
def test_no_steering_character_is_left(text):
    safe = escape(text)
    assert not {chr(code) for code in CONTROLS} & set(safe)
    safe.encode()
    assert len(one_line(text).splitlines()) <= 1


def test_what_steers_is_spelled_out_and_the_rest_stays():
    assert escape("\x1b[2J\u202eexe\x9b\r\nשלום\u200f 👩\u200d🚀\tx\r") == (
        "\\x1b[2J\\u202eexe\\x9b\nשלום\u200f 👩\u200d🚀\tx\\r"
    )


@given(
    PRINTABLE | TEXTS.filter(lambda text: text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text))
)
def test_json_says_the_same_with_escapes(text):
    assert json.loads(json_text({"a": [text]})) == {"a": [text]}
    assert not {chr(code) for code in CONTROLS} & set(json_text([text]))


@given(PRINTABLE, st.integers(20, 60))
def test_wrapping_keeps_the_words_and_the_width(text, width):
    lines = list(wrap(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert columns(line) <= width or " " not in line.strip()


@given(PRINTABLE, st.integers(1, 40))
def test_fitting_is_exact(text, width):
    assert columns(fit(text, width)) == width


def test_wide_scripts_break_anywhere_and_addresses_never():
    assert list(wrap("採石場の水は深い", 6)) == ["採石場", "の水は", "深い"]
    address = "https://example.org/a/very/long/address"
    assert list(wrap(f"see {address} there", 20)) == ["see", address, "there"]


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (Terminal, {}, True),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"NO_COLOR": ""}, True),
        (Terminal, {"TERM": "dumb"}, False),
        (StringIO, {}, False),
    ],
)
def test_colour_only_where_it_is_wanted(monkeypatch, stream, environment, colour):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert screen(stream()).colour is colour


def test_lines_are_never_wider_than_reads_well(monkeypatch):
    monkeypatch.setenv("COLUMNS", "500")
    assert screen(StringIO()).width == 100
