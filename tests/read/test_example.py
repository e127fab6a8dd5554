import importlib.util
from pathlib import Path

from tests.read.example import lines
from tests.read.small import small


def test_the_example_of_a_program_runs(tmp_path):
    assert lines(str(small(tmp_path))) == [
        "other.example.org: 1",
        "quarrynotes.blogspot.com: 3",
        "2006-06-05 14:12:00-07:00 Slate 1 title and text changed; 1 comment added",
        "2006-06-05 Not this one.",
        "2006-06-06 Gravelpit: Slate splits along the [grain].",
        "Gravelpit 1",
        "2006 2 3",
        "2007 1 0",
    ]


def test_the_package_says_that_it_is_typed():
    spec = importlib.util.find_spec("feedarchive")
    assert spec
    assert spec.origin
    assert Path(spec.origin).with_name("py.typed").exists()
