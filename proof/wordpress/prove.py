"""A real WordPress archived by the real command, and compared with its database: `./run proof wordpress`.

Needs Debian's packages wordpress, wordpress-theme-twentytwentyone, wordpress-theme-twentytwentythree,
mariadb-server, php-cli and php-mysql; installs nothing. Ends with 0 when not one field differs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from compare import differences
from house import Site, missing, wordpress

# What each round sets before the blog is archived into a folder of its own.
ROUNDS: dict[str, dict[str, str]] = {
    "full text, ten entries a feed": {"posts_per_rss": "10", "rss_use_excerpt": "0"},
    "summaries alone": {"rss_use_excerpt": "1"},
    "comments in pages of ten": {
        "page_comments": "1",
        "comments_per_page": "10",
        "default_comments_page": "newest",
    },
    "plain addresses": {"permalink_structure": "", "page_comments": "0"},
    "addresses as Blogger has them": {"permalink_structure": "/%year%/%monthnum%/%postname%.html"},
}
THEMES = ("twentytwentyone", "twentytwentythree")
SHOWN = 10


def main() -> int:
    """The exit code."""
    if lacking := missing():
        print(f"not installed: {', '.join(lacking)}")
        return 2
    failed = 0
    for theme in THEMES:
        with tempfile.TemporaryDirectory(prefix="proof-") as folder, wordpress(Path(folder), theme) as site:
            site.php("seed.php")
            for number, (name, options) in enumerate(ROUNDS.items()):
                for option, value in options.items():
                    site.php("option.php", option, value)
                failed += _round(site, Path(folder) / f"archive{number}", f"{theme}, {name}")
    return 1 if failed else 0


def _round(site: Site, folder: Path, name: str) -> int:
    """How many fields differ; what the runs said is printed."""
    folder.mkdir()
    (folder / "config.toml").write_text(
        f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{site.url}/"\n', encoding="utf-8"
    )
    print(f"{name}\n  {_feedarchive(folder, 'backfill', site.url + '/')}")
    truth = json.loads(site.php("truth.php"))
    found = list(differences(_held(folder), truth))
    comments = sum(len(row["comments"]) for row in truth)
    print(f"  {len(truth)} public entries, {comments} comments in the database: {len(found)} differences")
    for line in found[:SHOWN]:
        print(f"    {line[:240]}")
    print(f"  again: {_feedarchive(folder, '-v', 'sync')}")
    shutil.rmtree(folder)
    return len(found)


def _feedarchive(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "feedarchive", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return f"{' | '.join(lines[-3:])} (exit {done.returncode})"


def _held(folder: Path) -> list[dict[str, object]]:
    folders = sorted({one.parent for one in folder.rglob("v[0-9]*.json")})
    return [json.loads(max(one.glob("v[0-9]*.json")).read_text(encoding="utf-8")) for one in folders]


if __name__ == "__main__":
    sys.exit(main())
