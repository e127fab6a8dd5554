"""`completion` and `manual`: what a shell and `man` want to know of the command, from its own parser."""

from __future__ import annotations

from feedarchive.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_COMPLETION = """\
Writes what makes the shell complete commands and options. It needs `pip install 'feedarchive[completion]'`.

  bash  feedarchive completion bash > ~/.local/share/bash-completion/completions/feedarchive
  zsh   feedarchive completion zsh > ~/.zfunc/_feedarchive     (with ~/.zfunc in fpath, before compinit)
  fish  feedarchive completion fish > ~/.config/fish/completions/feedarchive.fish"""
_MANUAL = """\
Writes the manual page.

  feedarchive manual > ~/.local/share/man/man1/feedarchive.1     then: man feedarchive
  feedarchive manual | man -l -"""


def add_completion(subparsers: Subparsers) -> None:
    """Register `completion`."""
    from feedarchive.cli.parsers import Plain  # noqa: PLC0415  it is loaded anyway

    parser = subparsers.add_parser(
        "completion", help="for the shell: completes commands and options", description=_COMPLETION,
        formatter_class=Plain,
    )  # fmt: skip
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))
    parser.set_defaults(run=run_completion)


def add_manual(subparsers: Subparsers) -> None:
    """Register `manual`."""
    from feedarchive.cli.parsers import Plain  # noqa: PLC0415  it is loaded anyway

    parser = subparsers.add_parser(
        "manual", help="the manual page, for man", description=_MANUAL,
        formatter_class=Plain,
    )  # fmt: skip
    parser.set_defaults(run=run_manual)


def run_completion(args: Namespace, _archive_root: Path, out: TextIO) -> int:
    """0. Raises ConfigError when shtab is not installed."""
    from feedarchive.cli.main import parser  # noqa: PLC0415  a circle, closed only here

    try:
        import shtab  # noqa: PLC0415  an extra
    except ImportError as exc:
        raise ConfigError("completion needs shtab: pip install 'feedarchive[completion]'") from exc
    out.write(shtab.complete(parser(), args.shell) + "\n")
    return 0


def run_manual(_args: Namespace, _archive_root: Path, out: TextIO) -> int:
    """0."""
    from feedarchive import __version__  # noqa: PLC0415  as above
    from feedarchive.cli.main import parser  # noqa: PLC0415  a circle, closed only here
    from feedarchive.cli.manual import page  # noqa: PLC0415  other commands need none of it

    out.write(page(parser(), __version__))
    return 0


COMMANDS = (add_completion, add_manual)
