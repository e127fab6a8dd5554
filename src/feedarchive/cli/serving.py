"""`serve` and `export site`: the archive as pages, on this machine or as files."""

from __future__ import annotations

import sys

from feedarchive.cli.parsers import command
from feedarchive.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

PORT = 8484
_HERE = ("127.0.0.1", "localhost")

_SERVE_HELP = """\
Read the archive in a browser: posts with their comments as people knew them, what changed and what is gone,
search, figures. The pages are made on this machine, for this machine: nothing is asked of the web, no script
runs, and a page elsewhere cannot read them. Stop it with Ctrl+C."""
_SERVE_MORE = """\
examples:
  feedarchive serve
  feedarchive serve --port 9000 --open
  feedarchive serve --listen 0.0.0.0 --host archive.lan     for a network you trust; there is no login

It needs the extra parts of the package: pip install 'feedarchive[web]'"""
_EXPORT_HELP = """\
Write the archive in another form. `site`: the pages of `serve` as files that link to each other, for any web
server or a disk; they can be searched wherever a web server stands before them."""
_EXPORT_MORE = """\
examples:
  feedarchive export site public/
  python3 -m http.server -d public/

The folder must be empty, or one that an earlier export wrote."""


def add_serve(subparsers: Subparsers) -> None:
    """Registers `serve`."""
    parser = command(
        subparsers, "serve", "read the archive in a browser", _SERVE_HELP, _SERVE_MORE, json=False
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to answer on (default: {PORT})")
    parser.add_argument(
        "--listen", default="127.0.0.1", metavar="ADDRESS", help="default: this machine alone"
    )
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name that browsers may call it by",
    )
    parser.add_argument("--open", action="store_true", help="open the browser")
    parser.set_defaults(run=run_serve)


def add_export(subparsers: Subparsers) -> None:
    """Registers `export`."""
    parser = command(
        subparsers, "export", "write the archive in another form", _EXPORT_HELP, _EXPORT_MORE, json=False
    )
    parser.add_argument("form", choices=("site",), help="what to write")
    parser.add_argument("folder", metavar="DIR", help="where to")
    parser.set_defaults(run=run_export)


COMMANDS: tuple[Callable[[Subparsers], None], ...] = (add_serve, add_export)


def run_serve(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, once it was stopped. Raises ConfigError when a part is missing, or the port is taken."""
    from contextlib import suppress  # noqa: PLC0415  --help needs none of it

    from feedarchive.cli.opening import opened  # noqa: PLC0415

    archive = opened(archive_root, private=False).archive
    try:
        from feedarchive.web.server import serve  # noqa: PLC0415 - an extra of the package
    except ImportError as exc:
        raise ConfigError(_missing(exc)) from exc

    def ready(url: str) -> None:
        out.write(f"the archive is at {url} (Ctrl+C ends it)\n")
        out.flush()
        if args.open:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(url)

    hosts = (*_HERE, args.listen, *args.host)
    with suppress(KeyboardInterrupt):  # how it is ended
        serve(archive, listen=args.listen, port=args.port, hosts=hosts, ready=ready)
    return 0


def run_export(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when something was damaged and left out. Raises ConfigError for a folder of other things."""
    from pathlib import Path  # noqa: PLC0415

    from feedarchive.cli.opening import opened  # noqa: PLC0415

    found = opened(archive_root, private=False)
    try:
        from feedarchive.web.site import export  # noqa: PLC0415 - an extra of the package
    except ImportError as exc:
        raise ConfigError(_missing(exc)) from exc
    told = sys.stderr.isatty()

    def tell(number: int) -> None:
        if told:
            sys.stderr.write(f"\r{number:,} pages")

    with found.archive.catalog() as catalog:
        number = export(found.archive, catalog, Path(args.folder), tell=tell)
    if told:
        sys.stderr.write("\r")
    out.write(f"{number:,} pages in {args.folder}: open {args.folder}/index.html\n")
    return found.exit_code()


def _missing(exc: ImportError) -> str:
    return f"{exc.name or 'a package'} is not installed: pip install 'feedarchive[web]'"
