"""Readers as bad as can be, for test_jail.py; they run in the jail's process."""

import ctypes
import os
from pathlib import Path

from feedarchive.errors import DamagedError, UnknownFormatError


def length(body: bytes, *texts: str) -> list[object]:
    return [len(body), *texts]


def loud(body: bytes) -> str:
    print("noise", flush=True)  # noqa: T201
    return "said"


def endless(body: bytes) -> None:
    while True:
        pass


def greedy(body: bytes) -> int:
    return len(bytearray(2 * 2**30))


def deep(body: bytes) -> int:
    return deep(body) + 1


def crashing(body: bytes) -> None:
    ctypes.string_at(0)


def leaving(body: bytes) -> None:
    os._exit(0)


def raising(body: bytes) -> None:
    raise KeyError(body.decode())


def refusing(body: bytes) -> None:
    raise {b"d": DamagedError, b"u": UnknownFormatError}[body]("inside", "says the reader")


def writing(body: bytes) -> int:
    return Path(body.decode()).write_text("x" * 10)


def unprintable(body: bytes) -> str:
    return "\ud800"
