"""What holds for every test."""

import pytest


@pytest.fixture(autouse=True)
def own_state(monkeypatch, tmp_path_factory):
    """No test sees the paces of another, nor those of the person who runs it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
