"""Time and peak memory of each way to read a large archive; every row is a process of its own.

    python benchmarks/archives.py /tmp/large && python benchmarks/reading.py /tmp/large

Rows are printed as they are measured: wall seconds, CPU seconds, peak resident memory in MB, what was done.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PYTHON = "import feedarchive, sys; archive = feedarchive.open(sys.argv[1]); "
_TOUCH = """
import sys, time
from benchmarks import archives
from feedarchive.store import codec
from feedarchive.store.files import Archive
store = Archive(__import__('pathlib').Path(sys.argv[1])).blog(archives.NAME)
folders = list(store.folders())
with store.lock('benchmark'):
    for folder in folders[:: len(folders) // 50]:
        old = store.latest(folder)
        new = codec.snapshot(old.entry(), version=old.version + 1, captured=old.captured, blog=old.blog)
        store.write([(folder, new)])
"""
_SEARCH = """
import sys, time, feedarchive
with feedarchive.open(sys.argv[1]).catalog() as catalog:
    for name, words, asked in {questions!r}:
        times = []
        for _ in range(5):
            begun = time.process_time()
            found = catalog.search(words, **asked)
            times.append(time.process_time() - begun)
        print(f"{{sorted(times)[2] * 1000:8.1f}} ms CPU  {{found.total:>8,}} hits  {{name}}")
"""
_QUESTIONS = (
    ("a rare word", "bacano", {}), ("a word in 1 of 10 texts", "noor", {}),
    ("a word in nearly every text", "mosa", {}),
    ("Chinese, two characters", "白菜", {}), ("Japanese, four characters", "古い井戸", {}),
    ("one character", "水", {}),
    ("Russian", "мельница", {}), ("Thai", "น้ำ", {}), ("a phrase of common words", '"noor ba"', {}),
    ("a prefix of two letters", "zz*", {}), ("a prefix of four letters", "baca*", {}),
    ("a word, of one author", "noor", {"author": "Sesalanaba 5"}),
    ("everything of one author", "", {"author": "Rasehaga 73"}),
    ("a word, comments, newest", "noor", {"within": "comments", "order": "newest"}),
)  # fmt: skip


def rows(archive: str) -> Iterator[tuple[str, list[str]]]:
    """What is measured, and how."""
    command = [sys.executable, "-m", "feedarchive", "--archive", archive]
    python = [sys.executable, "-c"]
    yield "list", [*command, "list"]
    yield "catalog, first time or a look into every folder", [*command, "catalog"]
    yield "catalog, a look into every folder, nothing new", [*command, "catalog"]
    yield "search, nothing happened since", [*command, "search", "bacano"]
    yield "(50 posts get a new version)", [*python, _TOUCH, archive]
    yield "search, 50 posts changed since", [*command, "search", "bacano"]
    yield "authors", [*command, "authors"]
    yield "stats --by month", [*command, "stats", "--by", "month"]
    yield "every post in Python", [*python, f"{_PYTHON}sum(1 for _ in archive.posts())", archive]
    months = ["--since", "2006-01", "--until", "2006-02"]
    yield "list --posts of two months", [*command, "list", "--posts", *months]
    text = f"{_PYTHON}sum(1 for _ in archive.comments(text='bacano'))"
    yield "comments that hold a text, in Python", [*python, text, archive]
    yield "catalog --rebuild", [*command, "catalog", "--rebuild"]


def measure(name: str, command: list[str]) -> None:
    """Run it, and print its row."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    failed = "" if process.returncode == 0 else f"  (exit code {process.returncode})"
    cpu = used.ru_utime + used.ru_stime
    print(f"{seconds:9.2f} s  {cpu:8.2f} s CPU  {used.ru_maxrss / 1024:6.0f} MB  {name}{failed}", flush=True)


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    archive = str(parser.parse_args().archive)
    for name, command in rows(archive):
        measure(name, command)
        if name.startswith("stats"):
            search = _SEARCH.format(questions=_QUESTIONS)
            subprocess.run([sys.executable, "-c", search, archive], check=True)


if __name__ == "__main__":
    main()
