"""Registering a command with the command line; nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import sys
from argparse import RawDescriptionHelpFormatter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any, Protocol

    class Subparsers(Protocol):
        """What argparse's `add_subparsers` returns, as far as commands need it."""

        def add_parser(self, name: str, **options: Any) -> ArgumentParser:  # noqa: ANN401  argparse's own signature
            """The parser of a new command."""


class Plain(RawDescriptionHelpFormatter):
    """Help whose texts stay as written; argparse asks shutil for the width, which takes 2 ms to import."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """How wide the terminal is, as shutil.get_terminal_size tells it."""
    try:
        return int(os.environ["COLUMNS"]) or 80
    except (KeyError, ValueError):
        try:
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
        except (AttributeError, ValueError, OSError):
            return 80


def command(
    subparsers: Subparsers, name: str, brief: str, description: str, more: str, *, json: bool = True
) -> ArgumentParser:
    """The parser of a new command: its texts stay as written; `json`: it prints, and takes `--json`."""
    parser = subparsers.add_parser(
        name, help=brief, description=description, epilog=more, formatter_class=Plain
    )
    if not json:
        return parser
    parser.add_argument("--json", action="store_true", help="one JSON document, and nothing else")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto",
        help="colours; auto: on a terminal, unless NO_COLOR is set",
    )  # fmt: skip
    parser.add_argument("--no-pager", action="store_true", help="not through $PAGER, even on a terminal")
    return parser
