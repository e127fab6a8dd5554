"""A process that imports the program once and then forks a child for each job: strace attaches in between.

`python -m tests.crash.jobs JOBS.json`: says "ready", waits for a line, does the jobs, prints their process
ids and exit codes. A job is {"act", "arguments", "call", "burn", "said"}. strace counts the calls of each
name in each process: the child makes `burn` calls of that name that fail, so that the count is full when the
call comes that is to be struck.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.store.given import FEED, RUN, answer, post, sourced, version

from feedarchive.cli.main import main
from feedarchive.errors import FeedArchiveError
from feedarchive.store.files import BlogStore

SETUP = ("openat", "close")  # what a child calls before it burns: the file for what it says
_PR_SET_PTRACER = 0x59616D61  # prctl(2): where Yama forbids it, allow strace to attach
_ANY = ctypes.c_ulong(-1)
BODY = b"<feed>" + b"The tide is out. " * 40 + b"</feed>"
_NO_FILE = 1_000_000
_NOWHERE = "/nowhere/nothing"
BURNS: dict[str, Callable[[], object]] = {
    "openat": lambda: os.open(_NOWHERE, os.O_RDONLY),
    "close": lambda: os.close(_NO_FILE),
    "read": lambda: os.read(_NO_FILE, 1),
    "pread64": lambda: os.pread(_NO_FILE, 1, 0),
    "write": lambda: os.write(_NO_FILE, b"x"),
    "pwrite64": lambda: os.pwrite(_NO_FILE, b"x", 0),
    "fsync": lambda: os.fsync(_NO_FILE),
    "fdatasync": lambda: os.fdatasync(_NO_FILE),
    "syncfs": lambda: ctypes.CDLL(None).syncfs(_NO_FILE),
    "linkat": lambda: os.link("a", "b", src_dir_fd=_NO_FILE, dst_dir_fd=_NO_FILE, follow_symlinks=False),
    "renameat": lambda: os.rename("a", "b", src_dir_fd=_NO_FILE, dst_dir_fd=_NO_FILE),
    "rename": lambda: os.rename(_NOWHERE, _NOWHERE),
    "unlinkat": lambda: os.unlink("a", dir_fd=_NO_FILE),
    "unlink": lambda: os.unlink(_NOWHERE),
    "rmdir": lambda: os.rmdir(_NOWHERE),
    "mkdirat": lambda: os.mkdir("a", dir_fd=_NO_FILE),
    "mkdir": lambda: os.mkdir(_NOWHERE),
    "ftruncate": lambda: os.ftruncate(_NO_FILE, 0),
    "flock": lambda: fcntl.flock(_NO_FILE, fcntl.LOCK_UN),
    "fstat": lambda: os.fstat(_NO_FILE),
    "newfstatat": lambda: os.stat(_NOWHERE),
    "lseek": lambda: os.lseek(_NO_FILE, 0, 0),
    "getdents64": lambda: os.listdir(_NO_FILE),
}


def write(root: str, size: int) -> int:
    """What a run does: the lock, a sweep if need be, a raw answer, and `size` versions."""
    store = BlogStore(Path(root))
    with store.lock("a run") as held:
        if held.died:
            store.sweep()
        writer = store.raw(RUN)
        try:
            ref = writer.append(FEED, answer(BODY))
            wanted = versions(size, ref)
            store.write([one for one in wanted if one[1].version not in store.numbers(one[0])])
        finally:
            writer.close()
    return 0


def write_told(root: str, size: int) -> int:
    """The exit code of `write`; what went wrong is told as the command does."""
    try:
        return write(root, size)
    except FeedArchiveError as exc:
        print(f"feedarchive: {exc}", file=sys.stderr)
        return exc.exit_code


def versions(size: int, ref: str = "raw/none") -> list[Any]:
    """New posts, made of that record."""
    entries = [sourced(post(number), BODY, ref) for number in range(2, size + 2)]
    return [version(entry) for entry in entries]


def _act(job: dict[str, Any]) -> int:
    said = os.open(job["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.close(said)
    for _ in range(job["burn"]):
        with suppress(OSError):
            BURNS[job["call"]]()
    return main(job["arguments"]) if job["act"] == "main" else write_told(*job["arguments"])


def child(job: dict[str, Any]) -> int:
    """The process id of a child that does the job."""
    made = os.fork()
    if made:
        return made
    code = 1
    try:
        code = _act(job)
    except BaseException as exc:  # noqa: BLE001  what a test wants to hear of
        print(f"Traceback: {exc!r}", file=sys.stderr)
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


def warm_up(jobs: dict[str, Any]) -> None:
    """Import what commands import when they run, so that no job does."""
    sys.stdout, kept = open(os.devnull, "w"), sys.stdout  # noqa: SIM115
    for arguments in jobs["warm"]:
        main(arguments)
    sys.stdout = kept


if __name__ == "__main__":
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    warm_up(told)
    print("ready", flush=True)
    sys.stdin.readline()
    done = []
    for one in told["jobs"]:
        process = child(one)
        done.append((process, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])))
    print(json.dumps(done), flush=True)
