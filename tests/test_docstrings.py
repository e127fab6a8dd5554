"""The examples in docstrings run as they stand, beside a copy of the archive that ships."""

import doctest
import importlib
import shutil
from pathlib import Path

import pytest

ARCHIVE = Path(__file__).parents[1] / "archive"


@pytest.mark.parametrize(
    "name", ["feedarchive", "feedarchive.read", "feedarchive.read.archive", "feedarchive.catalog.catalog"]
)
def test_examples(tmp_path, monkeypatch, name):
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    monkeypatch.chdir(tmp_path)
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted > 1
    assert done.failed == 0
