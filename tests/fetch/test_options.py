import math

import pytest

from feedarchive import __version__
from feedarchive.errors import ConfigError
from feedarchive.fetch.options import FetchOptions


def test_the_defaults_are_the_documented_ones():
    options = FetchOptions()
    assert (options.delay, options.retries, options.max_body) == (1.0, 3, 32 * 1024 * 1024)
    assert (options.timeout, options.connect_timeout, options.patience) == (60, 10, 120)


@pytest.mark.parametrize("contact", ["https://example.org/about", "mailto:me@example.org", "me@example.org"])
def test_the_user_agent_says_who_and_where(contact):
    assert FetchOptions(contact=contact).user_agent == f"feedarchive/{__version__} (+{contact})"


def test_without_a_contact_the_user_agent_has_no_brackets():
    assert FetchOptions(version="9").user_agent == "feedarchive/9"


@pytest.mark.parametrize(
    "contact",
    ["", "me", "https://example.org/a b", "a@b\r\nX: y", "http://x/)", "mailto:ü@example.org", '"a"@b'],
)
def test_a_contact_that_cannot_stand_in_a_header_is_a_configuration_error(contact):
    with pytest.raises(ConfigError, match="contact"):
        FetchOptions(contact=contact)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delay", -1),
        ("delay", math.nan),
        ("delay", math.inf),
        ("retries", -1),
        ("max_body", 0),
        ("timeout", 0),
    ],
)
def test_a_value_out_of_bounds_is_a_configuration_error_that_names_it(name, value):
    with pytest.raises(ConfigError, match=name):
        FetchOptions(**{name: value})
