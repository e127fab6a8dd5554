import pytest

from feedarchive.parse.dom import desktop


@pytest.mark.parametrize(
    ("mobile", "large"),
    [
        ("http://b.example/x.html?m=1", "http://b.example/x.html"),
        ("http://b.example/x.html?m=1#c5", "http://b.example/x.html#c5"),
        ("http://b.example/x.html?m=1&showComment=9#c5", "http://b.example/x.html?showComment=9#c5"),
        ("http://b.example/x.html?showComment=9&m=1#c5", "http://b.example/x.html?showComment=9#c5"),
        ("http://b.example/x.html?a=1&m=0&b=2", "http://b.example/x.html?a=1&b=2"),
        ("http://b.example/?item=1&rm=1", "http://b.example/?item=1&rm=1"),
    ],
)
def test_an_address_loses_the_mark_of_small_screens_and_nothing_else(mobile, large):
    assert desktop(mobile) == large
