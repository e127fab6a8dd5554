"""The manual page, in the language of man(7), from the parser of the command line."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, _SubParsersAction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "feedarchive"
_FILES = """\
config.toml    settings, in the folder where the command is run; --config names another
archive/       the archive; docs/archive-format.md describes every file in it"""


def page(parser: ArgumentParser, version: str) -> str:
    """The text of feedarchive.1."""
    return "\n".join(_lines(parser, version)) + "\n"


def _lines(parser: ArgumentParser, version: str) -> Iterator[str]:
    yield f'.TH {_NAME.upper()} 1 "" "{_NAME} {_escaped(version)}" "User Commands"'
    yield ".SH NAME"
    yield f"{_NAME} \\- {_escaped(_brief(parser.description or ''))}"
    yield ".SH SYNOPSIS"
    yield from _plain(parser.format_usage().removeprefix("usage: "))
    yield ".SH OPTIONS"
    yield from _options(parser)
    yield ".SH COMMANDS"
    for name, brief, command in _commands(parser):
        yield f".SS {_escaped(name)} \\- {_escaped(brief)}"
        yield from _plain(command.format_usage().removeprefix("usage: "))
        yield ".PP"
        yield from _plain(command.description or "")
        yield from _options(command)
        yield ".PP"
        yield from _plain(command.epilog or "")
    yield ".SH FILES"
    yield from _plain(_FILES)
    yield ".SH NOTES"
    yield from _plain(parser.epilog or "")


def _commands(parser: ArgumentParser) -> Iterator[tuple[str, str, ArgumentParser]]:
    for action in parser._actions:  # noqa: SLF001  argparse offers no other way
        if isinstance(action, _SubParsersAction):
            briefs = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
            yield from ((name, briefs.get(name, ""), one) for name, one in action.choices.items())


def _options(parser: ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001  as above
        if action.help != SUPPRESS and not isinstance(action, _SubParsersAction):
            yield ".TP"
            yield f"\\fB{_escaped(_spelled(action))}\\fR"
            yield _escaped((action.help or "").replace("%%", "%")) or "\\&"


def _spelled(action: Action) -> str:
    value = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest)
    shown = value if isinstance(value, str) else " ".join(value)
    if not action.option_strings:
        return shown
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {shown}"


def _plain(text: str) -> Iterator[str]:
    """The text as it is written, line by line."""
    if text.strip():
        yield ".nf"
        yield from (_escaped(line) or "\\&" for line in text.rstrip().split("\n"))
        yield ".fi"


def _brief(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"


def _escaped(text: str) -> str:
    r"""The text without what roff would read: backslashes, hyphens drawn longer, a leading dot."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{text}" if text.startswith(".") else text
