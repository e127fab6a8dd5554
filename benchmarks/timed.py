"""Readers of documents, each in its own process; the start and the first, cold document are not measured."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Fields = dict[str, Any]


def documents(files: Sequence[str]) -> list[bytes]:
    """The bodies, decompressed."""
    return [gzip.decompress(Path(file).read_bytes()) for file in files]


def run(read: Callable[[bytes], Any], say: Callable[[Any], Fields | list[Fields]]) -> None:
    """Read each file of the command line, `--fields` first prints what was read and measures nothing.

    Prints JSON: CPU seconds and the number of documents, or the fields of each.
    """
    wanted = sys.argv[1] == "--fields"
    bodies = documents(sys.argv[2:] if wanted else sys.argv[1:])
    if wanted:
        print(json.dumps([say(read(body)) for body in bodies]))
        return
    read(bodies[0])
    begun = time.process_time()
    for body in bodies:
        read(body)
    print(json.dumps({"cpu": time.process_time() - begun, "documents": len(bodies)}))
