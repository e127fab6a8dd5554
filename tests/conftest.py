"""What holds for every test."""

import pytest
from hypothesis import settings

# A busy machine is slow and not wrong. What Hypothesis sets for CI stays set.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def own_state(monkeypatch, tmp_path_factory):
    """No test sees the paces of another, nor those of the person who runs it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
