"""The tour of `feedarchive demo`: the whole job, as a person would type it, on a blog served here."""

from __future__ import annotations

import os
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import TextIO

from feedarchive.demo.example import EXAMPLE_PATH, example
from feedarchive.demo.server import serve
from feedarchive.demo.story import chapters
from feedarchive.errors import ConfigError

_CONFIG = """\
# The demo's blog: served on this machine, so no contact is needed and nobody is kept waiting.
[fetch]
delay = 0

[[blogs]]
url = "{url}"
name = "demo"
"""


def tour(folder: Path | None, out: TextIO) -> int:
    """The demo's exit code; what was written stays in the folder. Raises ConfigError for a folder in use."""
    folder = folder or Path(tempfile.mkdtemp(prefix="feedarchive-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder}: not empty; the demo writes into a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    with serve(example()) as server, chdir(folder):
        post = server.url + EXAMPLE_PATH.removeprefix("/")
        Path("config.toml").write_text(_CONFIG.format(url=server.url), encoding="utf-8")
        _say(out, f"A small blog is served at {server.url}; its archive goes to {folder}")
        codes = [_typed(out, "backfill", "demo")]
        _typed(out, "show", post)
        _say(out, "Now the blog changes:")
        for sentence, happen in chapters(server):
            out.write(f"  - {sentence}\n")
            happen()
        codes.append(_typed(out, "-v", "sync"))
        _typed(out, "log", post)
        _typed(out, "diff", post)
        codes += [_typed(out, "status"), _typed(out, "verify")]
    _say(
        out,
        f"All of it is plain JSON, and needs neither the blog nor a network any more: cd {folder}{os.sep}",
    )
    return max(codes)


def _typed(out: TextIO, *words: str) -> int:
    """The exit code of that command, run as if somebody had typed it."""
    from feedarchive.cli.main import main  # noqa: PLC0415 - main knows the tour

    out.write(f"\n$ feedarchive {' '.join(words)}\n")
    out.flush()
    return main(words)


def _say(out: TextIO, text: str) -> None:
    out.write(f"\n{text}\n")
    out.flush()
