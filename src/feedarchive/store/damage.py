"""What verify finds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Damage(Struct, frozen=True):
    """One thing that is not as it was written: `file` is `<blog>/<path>`.

    A `notice` is nothing lost: a stranger's file, a trace of a run that died.
    """

    file: str
    what: str
    severity: Literal["damage", "notice"] = "damage"
