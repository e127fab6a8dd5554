"""`list` and `status` of a plain archive without its types, which take twice as long to import as all this.

Whatever is not plain (other settings than plain.py knows, a wish, a damaged file, a blog whose figures no
run has left) goes the whole way, which says what is wrong: here nothing is judged. Both ways write with the
same functions, those of overview.py.
"""

from __future__ import annotations

import json
import os

from feedarchive.cli import overview
from feedarchive.cli.plain import is_plain
from feedarchive.cli.terminal import Screen
from feedarchive.errors import ArchiveError
from feedarchive.plan.balance import Balance
from feedarchive.plan.wording import sentence
from feedarchive.store import folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any, TextIO

_ALWAYS = {
    "command",
    "run",
    "quick",
    "archive",
    "color",
}  # that are minded, or no matter
_INFO, _STATE = "feedarchive-blog/1", "feedarchive-state/1"
_COUNTS = (
    "posts_held", "pages_held", "posts_gone", "comments_held", "removed_by_author", "removed_by_admin",
    "gone", "posts_redacted", "pages_redacted", "comments_redacted",
)  # fmt: skip
_DECLARED = ("posts_declared", "posts_listed", "pages_declared", "comments_declared", "comments_stated")


class _NotPlainError(Exception):
    """The whole way is to be gone."""


class Fields:
    """Values by name; an absent one is None."""

    def __init__(self, **fields: Any) -> None:  # noqa: ANN401 - as JSON has them
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> None:
        return None


class _Verdict(Fields, Balance):
    """A verdict (plan/verdict.py) as state.json holds it."""


def run(args: Namespace, out: TextIO) -> int | None:
    """The exit code, once all is written; None, and nothing written, where the whole way is to be gone."""
    root = args.archive or "archive"
    if _steered(args) or not os.path.isdir(root):  # noqa: PTH112  pathlib takes 4 ms
        return None
    read, write = _COMMANDS[args.quick]
    try:
        rows = [read(f"{root}/{name}", name) for name in folders.blogs(root)]
    except (_NotPlainError, ArchiveError):
        return None
    return write(rows, Screen(out=out, colour=args.color == "always"))


def _steered(args: Namespace) -> bool:
    """Whether there are settings, or less is asked for than all blogs."""
    wished = {name for name, value in vars(args).items() if value} - _ALWAYS
    return bool(wished) or not _plainly_set()


def _plainly_set() -> bool:
    """Whether there is no config.toml here, or none that matters."""
    try:
        with open("config.toml", encoding="utf-8") as file:  # noqa: PTH123  as above
            return is_plain(file)
    except FileNotFoundError:
        return True
    except (OSError, UnicodeDecodeError):
        return False


def _listed(blog: str, name: str) -> Fields:
    """A blog as `list` shows it."""
    info, kinds = _info(blog), {"posts": 0, "pages": 0}
    for folder in folders.entries(blog):
        kinds[folder.partition("/")[0]] += 1
    return Fields(name=name, url=info["url"], title=info.get("title", ""), **kinds)


def _standing(blog: str, name: str) -> Fields:
    """A blog as `status` shows it."""
    from datetime import timedelta  # noqa: PLC0415  `list` does without

    _info(blog)
    state = _document(f"{blog}/{folders.STATE}", _STATE)
    verdict = _verdict(state.get("verdict"))
    last_run, last_full = (_instant(state.get(one)) for one in ("last_run", "last_full"))
    unfinished = os.path.exists(f"{blog}/{folders.WORK_FILE}")  # noqa: PTH110  as above
    return Fields(
        name=name,
        summary=sentence(verdict),
        verdict=verdict,
        complete=verdict.complete and not unfinished,
        unfinished=unfinished,
        media=_media(state.get("media")),
        last_run=last_run,
        next_full=last_full + timedelta(days=7) if last_full else None,
    )


def _media(found: object) -> Fields | None:
    if found is None:
        return None
    return Fields(**{name: _is(_is(found, dict).get(name, 0), int) for name in ("held", "known")})


def _info(blog: str) -> dict[str, Any]:
    info = _document(f"{blog}/{folders.INFO}", _INFO)
    for name in ("id", "url", "title"):
        _is(info.get(name, "" if name == "title" else None), str)
    return info


def _verdict(found: object) -> Any:  # noqa: ANN401 - it has the fields of a Verdict
    verdict = _is(found, dict)
    counts = {name: _is(verdict.get(name, 0), int) for name in _COUNTS}
    declared = {name: verdict.get(name) for name in _DECLARED}
    for number in declared.values():
        _is(number or 0, int)
    lists = {name: _is(verdict.get(name, []), list) for name in ("gaps", "explained", "problems")}
    for name in ("gaps", "explained"):
        lists[name] = [Fields(**_is(one, dict)) for one in lists[name]]
    return _Verdict(**counts, **declared, **lists)


def _document(path: str, form: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  as above
            found = json.load(file)
    except (OSError, ValueError, RecursionError) as exc:
        raise _NotPlainError from exc
    if not isinstance(found, dict) or found.get("format") != form:
        raise _NotPlainError
    return found


def _instant(text: object) -> datetime | None:
    from datetime import datetime  # noqa: PLC0415  as above

    try:
        found = None if text is None else datetime.fromisoformat(_is(text, str))
    except ValueError as exc:
        raise _NotPlainError from exc
    return found


def _is(value: Any, kind: type) -> Any:  # noqa: ANN401 - as JSON has it
    """The value, which must be of that type."""
    if type(value) is not kind:
        raise _NotPlainError
    return value


_COMMANDS: dict[str, tuple[Callable[[str, str], Any], Callable[[Any, Screen], int]]] = {
    "list": (_listed, overview.write_blogs),
    "status": (_standing, overview.write_standing),
}
