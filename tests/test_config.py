"""config.toml: working defaults, every setting documented, one clear line for each mistake."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive import config
from feedarchive.errors import ConfigError

SHIPPED = Path(__file__).parents[1] / "config.toml"


def test_the_shipped_file_holds_the_defaults():
    shipped = config.read(SHIPPED.read_text(encoding="utf-8"), "config.toml")

    assert shipped == config.Config(file="config.toml")


def test_every_setting_is_in_the_shipped_file():
    settings = set(re.findall(r"^#? ?(\w+) = ", SHIPPED.read_text(encoding="utf-8"), re.MULTILINE))

    assert settings == {
        *("contact", "archive", "delay", "retries", "max_body", "timeout", "noarchive", "pace_folder"),
        *("full_every", "url", "name", "pages"),
    }


def test_the_commented_blog_works_once_uncommented():
    text = re.sub(
        r"^# (?=\[\[blogs|url|name|pages)", "", SHIPPED.read_text(encoding="utf-8"), flags=re.MULTILINE
    )

    (blog,) = config.read(text, "config.toml").blogs

    assert blog == config.BlogConfig(url="https://some.blogspot.com/", name="some.blogspot.com")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("contect = 1", "f: contect: unknown setting; allowed: contact, archive, fetch, sync, media, blogs"),
        (
            "[fetch]\ndelai = 1",
            (
                "f: fetch.delai: unknown setting; allowed: "
                "delay, retries, max_body, timeout, noarchive, pace_folder"
            ),
        ),
        ('[fetch]\nnoarchive = "no"', "f: fetch.noarchive: got 'no'; allowed: respect, ignore"),
        ('[fetch]\ndelay = "x"', "f: fetch.delay: got 'x'; allowed: a number, 0 or more, as 1.5"),
        ("[fetch]\ndelay = nan", "f: fetch.delay: got nan; allowed: a number, 0 or more, as 1.5"),
        ("[fetch]\ndelay = true", "f: fetch.delay: got True; allowed: a number, 0 or more, as 1.5"),
        ("[fetch]\nretries = 1.5", "f: fetch.retries: got 1.5; allowed: a whole number, 0 or more"),
        ("[fetch]\nmax_body = 5", 'f: fetch.max_body: got 5; allowed: a size with its unit, as "32 MiB"'),
        (
            '[sync]\nfull_every = "often"',
            'f: sync.full_every: got \'often\'; allowed: a span with its unit, as "7 days" or "12 hours"',
        ),
        ("fetch = 1", "f: fetch: got 1; allowed: a table, written [fetch]"),
        ("blogs = 1", "f: blogs: got 1; allowed: tables, each written [[blogs]]"),
        ("[[blogs]]", "f: blogs[1].url: missing; allowed: the blog's address, as https://some.blogspot.com/"),
        (
            '[[blogs]]\nurl = "foo"',
            "f: blogs[1].url: got 'foo'; allowed: the blog's address, as https://some.blogspot.com/",
        ),
        (
            '[[blogs]]\nurl = "u.example"\npages = "some"',
            "f: blogs[1].pages: got 'some'; allowed: always, missing, never",
        ),
        (
            '[[blogs]]\nurl = "u.example"\nname = "../x"',
            "f: blogs[1].name: '../x'; allowed: letters, digits, dot, hyphen and underscore, at most 100",
        ),
        (
            '[[blogs]]\nurl = "u.example"\n[[blogs]]\nurl = "u.example"',
            "f: blogs.url = 'u.example': stands twice; give each blog once",
        ),
        ("archive = 3", 'f: archive: got 3; allowed: a text in quotes, as "…"'),
    ],
)
def test_a_mistake_gets_one_line_with_file_key_and_what_is_allowed(text, line):
    with pytest.raises(ConfigError) as caught:
        config.read(text, "f")

    assert str(caught.value) == line


def test_broken_toml_names_the_place():
    with pytest.raises(ConfigError, match=r"f: not valid TOML: .*line 2"):
        config.read("a = 1\nb = = 2\n", "f")


def test_sizes_and_spans():
    read = config.read('[fetch]\nmax_body = "2 MB"\n[sync]\nfull_every = "12 hours"', "f")

    assert (read.fetch.max_body, read.full_every) == (2_000_000, timedelta(hours=12))


@given(st.dictionaries(st.sampled_from(["contact", "archive", "fetch", "sync", "blogs", "x"]), st.integers()))
def test_any_table_gives_a_config_or_a_config_error(raw):
    text = "\n".join(f"{key} = {value}" for key, value in raw.items())
    assert tomllib.loads(text) == raw
    if raw:  # none of these takes a number
        with pytest.raises(ConfigError, match=r"^f: "):
            config.read(text, "f")


def test_media():
    read = config.read('[media]\nfetch = "on"\nmax_size = "1 GiB"\ntypes = ["audio", "image"]', "f")
    blog = config.read('[[blogs]]\nurl = "u.example"\nmedia = "off"', "f").blogs[0]

    assert (read.media_wish, read.media.max_size, read.media.families) == ("on", 2**30, ("image", "audio"))
    assert (blog.media, config.read("", "f").media_wish) == ("off", None)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[media]\nfetch = "yes"', "f: media.fetch: got 'yes'; allowed: on, off, auto"),
        (
            '[media]\ntypes = ["text"]',
            "f: media.types: got ['text']; allowed: a list of image, audio, video, pdf",
        ),
        ('[media]\nmax_size = "0 B"', "f: media.max_size: got 0 bytes; allowed: from 1 B to 64 GiB"),
        ('[media]\nsize = "1 B"', "f: media.size: unknown setting; allowed: fetch, max_size, types"),
    ],
)
def test_a_mistake_about_media_is_told(text, line):
    with pytest.raises(ConfigError) as caught:
        config.read(text, "f")

    assert str(caught.value) == line
