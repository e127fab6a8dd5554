"""The bill of materials of a run-time installation, CycloneDX 1.5 JSON, from the lock file: `./run sbom`.

Names, versions and hashes are those of requirements/run.txt, who needs whom the installed packages say.
It holds no date and no serial number: the same lock gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement

LOCK = Path(__file__).parent / "run.txt"
OURS = "feedarchive"
_PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pins(lock: Path = LOCK) -> dict[str, tuple[str, list[str]]]:
    """Version and SHA-256 hashes of each package of a lock file."""
    found: dict[str, tuple[str, list[str]]] = {}
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        pin = _PIN.match(block)
        if pin is None:
            raise ValueError(f"{lock.name}: not a pinned package: {block[:60]!r}")
        found[pin[1]] = pin[2], _HASH.findall(block)
    return found


def needs(package: str) -> list[str]:
    """What that installed package needs on this platform, extras left out."""
    stated = map(Requirement, requires(package) or ())
    return sorted(
        {_plain(one.name) for one in stated if one.marker is None or one.marker.evaluate({"extra": ""})}
    )


def closure() -> dict[str, list[str]]:
    """Every package of a run-time installation, with what it needs; ours first."""
    found: dict[str, list[str]] = {}
    queue = [OURS]
    while queue:
        name = queue.pop()
        if name not in found:
            found[name] = needs(name)
            queue += found[name]
    return found


def sbom() -> dict[str, object]:
    """The document."""
    pinned, graph = pins(), closure()
    references = {name: _purl(name, pinned[name][0]) for name in graph if name != OURS}
    references[OURS] = _purl(OURS, version(OURS))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": _component(OURS, version(OURS), "application"),
            # no audit tool has data for these versions where this is made: clean would be a guess
            "properties": [{"name": "feedarchive:audit", "value": "not audited"}],
        },
        "components": [
            _component(name, pinned[name][0], "library")
            | {"hashes": [{"alg": "SHA-256", "content": digest} for digest in pinned[name][1]]}
            for name in sorted(graph)
            if name != OURS
        ],
        "dependencies": [
            {"ref": references[name], "dependsOn": [references[one] for one in graph[name]]}
            for name in sorted(graph)
        ],
    }


def _component(name: str, number: str, kind: str) -> dict[str, object]:
    purl = _purl(name, number)
    return {"type": kind, "bom-ref": purl, "name": name, "version": number, "purl": purl}


def _purl(name: str, number: str) -> str:
    return f"pkg:pypi/{name}@{number}"


def _plain(name: str) -> str:
    """PEP 503's normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    json.dump(sbom(), sys.stdout, indent=2)
    sys.stdout.write("\n")
