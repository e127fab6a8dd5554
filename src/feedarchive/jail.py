"""A reader run where it cannot hang, eat the memory or write a file: in a process of its own.

For the two patient libraries, feedparser and BeautifulSoup, whose time and memory nobody has bounded (fact
sheet hostile-input, 2.2 and 2.3, 2026-11). The process is started when first needed and reads document after
document, each under the kernel's limits; one that breaks them ends it, and the next starts another. It is a
new program, no fork of a running one, so neither threads nor macOS do harm, but macOS does not enforce the
limit of memory. Starting takes 0.13 s, the libraries among it, and a document 3 ms more than in our own
process (2026-11).
"""

from __future__ import annotations

import atexit
import importlib
import os
import selectors
import subprocess
import sys
import time
from threading import Lock
from typing import IO, Any, Final, TypeVar

import msgspec

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError

CPU_SECONDS: Final = 5
MEMORY: Final = 2**30  # bytes of address space
PATIENCE: Final = 60.0  # seconds on the clock, for a process that waits instead of working

_CHUNK = 2**16
_LENGTH = 8
_ERRORS: dict[str, type[ParseError]] = {"damaged": DamagedError, "unknown": UnknownFormatError}

T = TypeVar("T")


class Job(msgspec.Struct, frozen=True):
    """What is to be read: the reader as "module:function", its texts besides the bytes, the limit of CPU."""

    reader: str
    texts: tuple[str, ...]
    seconds: int


class Answer(msgspec.Struct, frozen=True):
    """What came of it: the value as JSON, or the kind of error and its reason."""

    value: msgspec.Raw = msgspec.Raw(b"null")
    error: str | None = None
    reason: str = ""


def confined(reader: str, body: bytes, *texts: str, url: str, result: Any, seconds: int = CPU_SECONDS) -> Any:  # noqa: ANN401 - the caller's `result` says
    """What that reader makes of the bytes.

    Args:
        reader: a function of bytes and texts, as "module:function".
        body: the document.
        texts: the reader's further arguments.
        url: names the document in errors.
        result: the type of the value, which must go through JSON.
        seconds: of CPU.

    Raises:
        UnknownFormatError: as the reader says.
        DamagedError: as the reader says, or it failed, or it went beyond its limits.
    """
    job = msgspec.json.encode(Job(reader=reader, texts=texts, seconds=seconds))
    answer = _WORKER.ask(job, body)
    if answer is None:
        limits = f"{seconds} s of work and {MEMORY >> 20} MiB"
        raise DamagedError(url, f"reading it takes more than {limits}")
    found = msgspec.json.decode(answer, type=Answer)
    if found.error is not None:
        raise _ERRORS[found.error](url, found.reason)
    return msgspec.json.decode(found.value, type=result)


class _Worker:
    """The process, one document at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, *parts: bytes) -> bytes | None:
        """The answer; None when the process died over it or did not answer in time."""
        with self._lock:
            process = self._running()
            try:
                answer = _exchange(process, parts)
            except BaseException:  # an interrupted exchange would answer the next question with this one's
                self._stop()
                raise
            if answer is None:
                self._stop()
            return answer

    def stop(self) -> None:
        """Nothing; the process has ended."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = _started()
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                _closed(pipe)
            self._process.wait()
            self._process = None


_WORKER = _Worker()
atexit.register(_WORKER.stop)


def _started() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(part for part in sys.path if part)
    return subprocess.Popen(
        [sys.executable, "-B", "-c", "from feedarchive.jail import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": path, "PATH": os.defpath},
        cwd="/",
        bufsize=0,
        start_new_session=True,  # an interrupt at the keyboard is for us alone
    )


def _exchange(process: subprocess.Popen[bytes], parts: tuple[bytes, ...]) -> bytes | None:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for part in parts:
            _send(process.stdin, part)
    except BrokenPipeError:
        return None
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        if not ready.select(PATIENCE):
            return None
    return _receive(process.stdout)


def _send(pipe: IO[bytes], part: bytes) -> None:
    rest = memoryview(len(part).to_bytes(_LENGTH, "big") + part)
    while rest:
        rest = rest[pipe.write(rest) :]


def _receive(pipe: IO[bytes]) -> bytes | None:
    """One part; None where the other side ended."""
    head = _exactly(pipe, _LENGTH)
    return None if head is None else _exactly(pipe, int.from_bytes(head, "big"))


def _exactly(pipe: IO[bytes], size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        piece = pipe.read(min(_CHUNK, size - len(found)))
        if not piece:
            return None
        found += piece
    return bytes(found)


def _closed(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


# What follows runs inside.


def serve() -> None:
    """Reads what comes on standard input, until it ends."""
    _limit_all()
    with (
        os.fdopen(0, "rb", buffering=0) as questions,
        os.fdopen(os.dup(1), "wb", buffering=0) as answers,
    ):
        os.dup2(2, 1)  # /dev/null: a library that prints would spoil an answer
        while (job := _receive(questions)) is not None and (body := _receive(questions)) is not None:
            answer = _answered(msgspec.json.decode(job, type=Job), body)
            _send(answers, msgspec.json.encode(answer))


def _answered(job: Job, body: bytes) -> Answer:
    try:
        module, _, name = job.reader.partition(":")
        reader = getattr(importlib.import_module(module), name)
        _limit_cpu(job.seconds)
        return Answer(value=msgspec.Raw(msgspec.json.encode(reader(body, *job.texts))))
    except ParseError as exc:
        kind = "unknown" if isinstance(exc, UnknownFormatError) else "damaged"
        return Answer(error=kind, reason=exc.reason)
    except Exception as exc:  # noqa: BLE001 - whatever a hostile document makes a library raise is its own error
        return Answer(error="damaged", reason=f"the reader failed: {exc!r:.300}")


def _limit_all() -> None:
    import resource  # noqa: PLC0415 - only inside

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


def _limit_cpu(seconds: int) -> None:
    """So many seconds from now: the limit counts from the start of the process."""
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))
