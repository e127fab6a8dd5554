"""Where the paces of providers are noted, for all processes of one person on this machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from feedarchive.cli.terminal import escape
from feedarchive.config import Config
from feedarchive.fetch.pacefiles import FilePaces
from feedarchive.fetch.pacetext import Moment

_BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux


def paces(config: Config, root: Path) -> FilePaces:
    """The paces of this invocation; `root` is the archive at work."""
    boot, home = _boot(), str(root.absolute())

    def moment() -> Moment:
        return Moment(clock=time.monotonic(), wall=time.time(), boot=boot, home=home)

    return FilePaces(folder(config), moment=moment, warn=_warn)


def folder(config: Config) -> Path:
    """The folder as configured, else the person's own state folder (XDG Base Directory 0.8)."""
    if config.pace_folder:
        return Path(config.pace_folder).expanduser()
    state = os.environ.get("XDG_STATE_HOME", "")
    above = Path(state) if state.startswith("/") else Path("~/.local/state").expanduser()
    return above / "feedarchive" / "pace"


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _warn(warning: str) -> None:
    print(f"feedarchive: warning: {escape(warning)}", file=sys.stderr)
