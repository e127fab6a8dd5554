"""`python -m feedarchive.demo --port 8080` serves the demo blog until it is interrupted."""

from __future__ import annotations

import argparse
from contextlib import suppress
from threading import Event

from . import example, serve


def main() -> None:
    """Serve the blog and wait."""
    parser = argparse.ArgumentParser(prog="python -m feedarchive.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one (default: 8080)")
    with serve(example(), parser.parse_args().port) as server, suppress(KeyboardInterrupt):
        print(f"{server.blog.title}: {server.url}", flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
