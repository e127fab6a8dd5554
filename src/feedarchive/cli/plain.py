"""Whether a config.toml says nothing that matters to `list` and `status`: their quick way reads no TOML.

It knows the lines of the config.toml that the program comes with, a contact, and blogs one by one. A file
with any other line is not plain, be the line right or wrong: then the whole way reads it, and tells.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_AS_IT_COMES = {
    "": {'archive = "archive"'},
    "[fetch]": {"delay = 1.0", "retries = 3", 'max_body = "32 MiB"', "timeout = 60", 'noarchive = "respect"'},
    "[sync]": {'full_every = "7 days"'},
    "[media]": set(),
    "[[blogs]]": {f'pages = "{one}"' for one in ("always", "missing", "never")}
    | {f'media = "{one}"' for one in ("on", "off")},
}
_TEXTS = {"": ("contact",), "[[blogs]]": ("url", "name")}
_ODD = frozenset("\"\\'#")


def is_plain(lines: Iterable[str]) -> bool:
    """Whether every line is one that is known."""
    table = ""
    for line in map(str.strip, lines):
        if line in _AS_IT_COMES and line:
            table = line
        elif line and line[0] != "#" and line not in _AS_IT_COMES[table] and not _is_text(line, table):
            return False
    return True


def _is_text(line: str, table: str) -> bool:
    """Whether it sets one of the table's texts to a web address, a mail address or a word, and no more."""
    key, _, value = line.partition(" = ")
    inner = value[1:-1]
    return (
        key in _TEXTS.get(table, ())
        and len(value) > 2  # noqa: PLR2004  the quotes
        and value[0] == value[-1] == '"'
        and _ODD.isdisjoint(inner)
        and inner.isascii()
        and (key == "name" or inner.startswith(("https://", "http://", "mailto:")))
    )
