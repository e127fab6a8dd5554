"""RESULTS.md: the last run of each benchmark, with date, machine and versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import server
from benchmarks.places import OURS, ROOT, THEIRS
from benchmarks.setting import Setting
from benchmarks.table import Row, markdown

PLACE = ROOT / "benchmarks" / "RESULTS.md"
_PACKAGES = ("scrapy", "feedparser", "beautifulsoup4", "lxml", "reader", "warcio", "httpx")
_OWN = ("httpx", "selectolax", "msgspec", "lxml")
_ASK = (
    "import sys, json; from importlib.metadata import version; "
    "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
)
_HEAD = """\
# Results of the last run

Written by `./run bench`; docs/performance.md says what the rows mean. Ratios are medians of rounds run in
turn (A B A B …); CPU is user and system time of the process and its children. Each part says when and where.
"""


def machine(setting: Setting) -> str:
    """The machine, the versions and the size, in lines."""
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    kernel = ".".join(platform.release().split(".")[:2])
    lines = (
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} x {model}, {memory / 2**20:.0f} GB, "
            f"{platform.system()} {kernel}; load {load}"
        ),
        (
            f"feedarchive {_commit()}; Python {platform.python_version()}; server {server.program()}; "
            f"{_versions(OURS, _OWN)}"
        ),
        f"peers: {_versions(THEIRS, _PACKAGES)}",
        f"{setting.posts:,} posts, {setting.comments:,} comments; {setting.rounds} rounds",
    )
    return "\n".join(lines)


def _lines(file: str) -> list[str]:
    place = Path(file)
    return place.read_text().splitlines() if place.exists() else []


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%h"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _versions(python: str, names: tuple[str, ...]) -> str:
    said = subprocess.run([python, "-c", _ASK, *names], capture_output=True, text=True, check=True).stdout
    return ", ".join(f"{name} {version}" for name, version in json.loads(said).items())


def write(name: str, rows: list[Row], setting: Setting) -> None:
    """Put the part that ran in the place of its last one; other parts stay."""
    parts = _parts()
    about = machine(setting).replace("\n", "  \n")
    parts[name] = f"## {name}\n\n{about}\n\n{markdown(rows)}\n"
    PLACE.write_text("\n".join((_HEAD, *parts.values())), encoding="utf-8")


def _parts() -> dict[str, str]:
    """The parts that are there, by name."""
    text = PLACE.read_text(encoding="utf-8") if PLACE.exists() else ""
    found = text.split("\n## ")[1:]
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in found}
