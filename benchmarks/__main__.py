"""`./run bench`: all benchmarks, or some of them by name; one table, goals beside figures.

./run bench                       all, at most 20 minutes; writes benchmarks/RESULTS.md
./run bench feeds pages           some of them
./run bench scale --most 100000   growth up to that many posts, and the plot benchmarks/scale.svg
./run bench --rounds 1 --posts 200 --comments 1000    a quick look
./run bench --guard               instructions of the hot paths beside benchmarks/guard.json
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import fields
from importlib import import_module

from benchmarks import guard, results, server
from benchmarks.places import ROOT, own
from benchmarks.rounds import FailedError
from benchmarks.setting import Setting
from benchmarks.table import Row, plain

NAMES = ("whole_job", "feeds", "pages", "unchanged", "scale", "writing", "startup", "warc", "polite")


def main() -> int:
    """0; with --guard 1 when a hot path became slower."""
    args = _arguments()
    try:
        return guard.main(write=args.write) if args.guard else _measure(args)
    finally:
        shutil.rmtree(own(), ignore_errors=True)


def _measure(args: argparse.Namespace) -> int:
    setting = Setting(
        rounds=args.rounds,
        posts=args.posts,
        comments=args.comments,
        blogs=args.blogs,
        most=args.most,
        port=server.port(),
    )
    print(results.machine(setting), flush=True)
    rows = [row for name in args.names or NAMES for row in _run(name, setting)]
    print(f"\n{plain(rows)}\n{results.PLACE.relative_to(ROOT)} has it too")
    return int(any(row.verdict == "failed" for row in rows))


def _run(name: str, setting: Setting) -> list[Row]:
    """The rows of one benchmark; a failure is its row, and the others go on."""
    begun = time.monotonic()
    print(f"\n== {name}", flush=True)
    try:
        rows = list(import_module(f"benchmarks.{name}").rows(setting))
    except FailedError as exc:
        rows = [Row(goal="", what=name, failed=True)]
        print(exc)
    results.write(name, rows, setting)
    print(f"{plain(rows)}\n({time.monotonic() - begun:.0f} s)", flush=True)
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    for field in fields(Setting):
        if field.name != "port":
            default = field.default
            parser.add_argument(f"--{field.name}", type=int, default=default, help=f"default {default:,}")
    parser.add_argument("--guard", action="store_true", help="count instructions, compare with guard.json")
    parser.add_argument("--write", action="store_true", help="with --guard: write guard.json anew")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
