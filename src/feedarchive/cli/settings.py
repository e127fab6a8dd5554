"""The settings of one invocation: command line beats environment beats file beats defaults."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from msgspec.structs import replace

from feedarchive import config
from feedarchive.config import Config
from feedarchive.errors import ConfigError

CONTACT = "FEEDARCHIVE_CONTACT"
PACE = "FEEDARCHIVE_PACE"


def settings(args: Namespace) -> Config:
    """The configuration of this invocation. Raises ConfigError naming file and key."""
    found = _file(args.config)
    found = config.with_contact(found, os.environ.get(CONTACT))
    found = config.with_contact(found, args.contact)
    found = replace(found, pace_folder=os.environ.get(PACE) or found.pace_folder)
    found = config.with_delay(found, getattr(args, "delay", None))
    return replace(found, archive=args.archive) if args.archive else found


def _file(given: str | None) -> Config:
    path = Path(given or "config.toml")
    if given is None and not path.exists():
        return Config()
    try:
        return config.read(path.read_text(encoding="utf-8"), str(path))
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise ConfigError(f"{path}: cannot be read: it is not UTF-8") from exc
