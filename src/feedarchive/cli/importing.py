"""`import`: its arguments, and which room takes which kind of file."""

from __future__ import annotations

import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from msgspec import Struct

from feedarchive.cli.packed import head_of
from feedarchive.cli.parsers import command
from feedarchive.cli.terminal import json_text, one_line
from feedarchive.errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from feedarchive.cli.parsers import Subparsers
    from feedarchive.sources.kinds import FileKind

WORST_FIRST = (4, 3, 5, 0)

_HELP = """\
Bring a blog's own export into the archive: the file that Blogger makes (blog-MM-DD-YYYY.xml), or what
Google Takeout gives (feed.atom, its folder, or the zip or tgz file). It is merged with what is held of the
same blog: nothing public is overwritten, each contradiction is named. Drafts, scheduled posts and comments
that nobody sees (spam, awaiting moderation) are left out, unless --private."""
_MORE = """\
examples:
  feedarchive import blog-03-05-2024.xml
  feedarchive import takeout-20240305T101112Z-001.zip
  feedarchive import crawl.warc.gz                            (docs/captures.md)
  feedarchive import --private --blog quiet-harbour feed.atom

Importing the same file again writes nothing. Takeout does not tell the blog's address: where the blog is not
in the archive yet, name it by its host (--blog quiet-harbour.blogspot.com).

--json gives [{file, exports: [{blog, file, sha256, posts, comments, added, revised, same, comments_added,
private: {kind: n}, left_out: {kind: n}, passed: {kind: n}, conflicts: [{post, url, comment, field, held,
export, newer}], problems, exit_code}], failed}].

exit codes: 0 all was read, 3 something could not be and the rest is kept, 4 the archive is damaged, 5 another
run is at work."""


class Imported(Struct, frozen=True, kw_only=True):
    """How the import of one file ended, as told to people and as `--json` gives it.

    Attributes:
        file: its name as given.
        summary: lines for standard output.
        complaints: lines for standard error, one for each thing that is not well.
        facts: what `--json` gives of it.
        exit_code: 0, 3, 4 or 5.
    """

    file: str
    summary: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    facts: object = None
    exit_code: int = 0


class Door(Protocol):
    """What imports one kind of file."""

    def __call__(self, paths: Sequence[Path], args: Namespace, archive_root: Path) -> Iterable[Imported]:
        """How it went with those files. Raises ConfigError and ArchiveError."""


def add_import(subparsers: Subparsers) -> None:
    """Register `import`."""
    brief = "bring in a blog's export, Google Takeout, or a WARC file"
    parser = command(subparsers, "import", brief, _HELP, _MORE)
    what = "an export, a feed.atom, or what holds one; a WARC or WACZ file"
    parser.add_argument("files", metavar="FILE", nargs="+", help=what)
    parser.add_argument("--blog", metavar="NAME", help="the blog's folder in the archive; default: by its id")
    parser.add_argument(
        "--private", action="store_true", help="also drafts, scheduled posts and hidden comments, marked"
    )
    parser.set_defaults(run=run_import)


def run_import(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The worst exit code of the files' imports. Raises ConfigError for a file of no known kind."""
    files = [(path, _door(path)) for path in map(Path, args.files)]
    done = [
        one
        for door, paths in groupby(files, key=itemgetter(1))
        for one in door([path for path, _ in paths], args, archive_root)
    ]
    for one in done:
        sys.stderr.writelines(f"{one_line(line)}\n" for line in one.complaints)
        if not (args.json or args.quiet):
            out.writelines(f"{one_line(line)}\n" for line in one.summary)
    if args.json:
        out.write(json_text([one.facts for one in done]) + "\n")
    codes = {one.exit_code for one in done}
    return next(code for code in WORST_FIRST if code in codes)


def _door(path: Path) -> Door:
    """What imports files of that kind, those that stand side by side together; a new kind joins here."""
    kind: FileKind | None = "export" if path.is_dir() else head_of(path)[1]  # a folder: an unpacked Takeout
    if kind == "warc" or (kind == "zip" and is_wacz(path)):
        from feedarchive.cli.captures import import_captures  # noqa: PLC0415

        return import_captures
    if kind in ("export", "zip", "tar"):
        from feedarchive.cli.exports import import_exports  # noqa: PLC0415  other kinds need none of it

        return import_exports
    raise ConfigError(f"{path}: neither an export of Blogger's nor anything else that can be imported")


def is_wacz(path: Path) -> bool:
    """Whether a zip file is one of a web archive's (WACZ 1.1.1)."""
    import zipfile  # noqa: PLC0415

    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith("archive/") and ".warc" in name for name in packed.namelist())
    except zipfile.BadZipFile:
        return False


COMMANDS = (add_import,)
