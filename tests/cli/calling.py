"""Calling a reading command as the command line does, and comparing what it wrote with a kept text."""

import os
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path

from feedarchive.cli import checking, diffing, installing, reading, searching, serving

GOLDEN = Path(__file__).parent / "golden"


class Terminal(StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


def call(root: Path, *words: str, out: StringIO | None = None) -> tuple[int, str]:
    """The exit code and what was written, to a pipe unless `out` says otherwise."""
    parser = ArgumentParser()
    parser.set_defaults(config=None, contact=None, archive=None)
    commands = parser.add_subparsers(required=True)
    for add in (
        *reading.COMMANDS,
        *searching.COMMANDS,
        *diffing.COMMANDS,
        *checking.COMMANDS,
        *installing.COMMANDS,
        *serving.COMMANDS,
    ):
        add(commands)
    args = parser.parse_args(words)
    out = out or StringIO()
    code: int = args.run(args, root, out)
    return code, out.getvalue()


def same_as_golden(name: str, text: str) -> bool:
    """Whether the text is the kept one; `./run golden` keeps it anew."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    return file.read_text(encoding="utf-8") == text
