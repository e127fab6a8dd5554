"""Registering a command with the command line; nothing heavy is imported before a command runs."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Subparsers(Protocol):
    """What argparse's `add_subparsers` returns, as far as commands need it."""

    def add_parser(self, name: str, **options: Any) -> ArgumentParser:  # noqa: ANN401  argparse's own signature
        """The parser of a new command."""


def command(
    subparsers: Subparsers, name: str, brief: str, description: str, more: str, *, json: bool = True
) -> ArgumentParser:
    """The parser of a new command: its texts stay as written; `json`: it prints, and takes `--json`."""
    parser = subparsers.add_parser(
        name, help=brief, description=description, epilog=more, formatter_class=RawDescriptionHelpFormatter
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
