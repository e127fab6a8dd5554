"""A real WordPress for a while: Debian's, with a database server of its own, below one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
DEBIAN = Path("/usr/share/wordpress")
NEEDED = ("php", "mariadbd", "mariadb-install-db", "mariadb")
PHP = ("php", "-d", "display_errors=0", "-d", "error_reporting=0", "-d", "memory_limit=512M")


class Site:
    """A WordPress that answers at `url`; `php` runs one of this folder's scripts in it."""

    def __init__(self, url: str, root: Path) -> None:
        self.url, self.root = url, root

    def php(self, script: str, *arguments: str) -> str:
        """What the script prints."""
        env = {**os.environ, "WP_URL": self.url}
        command = [*PHP, str(HERE / script), str(self.root), *arguments]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def missing() -> list[str]:
    """What is not installed: Debian's packages wordpress, a theme, mariadb-server, php-cli, php-mysql."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    lacking = [name for name in NEEDED if shutil.which(name, path=path) is None]
    return lacking if (DEBIAN / "wp-load.php").exists() else [*lacking, "wordpress"]


@contextmanager
def wordpress(folder: Path, theme: str = "twentytwentyone") -> Iterator[Site]:
    """A fresh, empty one; it ends with the block."""
    root = folder / "site"
    shutil.copytree(
        DEBIAN, root, ignore_dangling_symlinks=True, ignore=shutil.ignore_patterns("wp-config.php")
    )
    (root / "wp-content/uploads").mkdir(exist_ok=True)
    with _database(folder / "db") as at, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        (root / "wp-config.php").write_text(_config(url, at), encoding="utf-8")
        free.close()
        site = Site(url, root)
        site.php("install.php", theme)
        with _server(port, root):
            yield site


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    user = (
        os.environ.get("USER")
        or subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    )
    folder.mkdir()
    at = folder / "sock"
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    common = ["--no-defaults", f"--datadir={folder / 'data'}", f"--user={user}"]
    made = ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(made, check=True, capture_output=True, env={**os.environ, "PATH": path})
    server = [
        shutil.which("mariadbd", path=path) or "mariadbd",
        *common,
        f"--socket={at}",
        "--skip-networking",
    ]
    server += [f"--pid-file={folder / 'pid'}", "--innodb-flush-log-at-trx-commit=0"]
    with subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _until(
                lambda: (
                    subprocess.run(_client(at, "SELECT 1"), capture_output=True, check=False).returncode == 0
                )
            )
            subprocess.run(_client(at, "CREATE DATABASE wordpress CHARACTER SET utf8mb4"), check=True)
            yield at
        finally:
            process.terminate()


def _client(at: Path, query: str) -> list[str]:
    return ["mariadb", "--no-defaults", f"--socket={at}", "-uroot", "-e", query]


def _config(url: str, at: Path) -> str:
    fixed = {
        "DB_NAME": "wordpress", "DB_USER": "root", "DB_PASSWORD": "", "DB_HOST": f"localhost:{at}",
        "DB_CHARSET": "utf8mb4", "DB_COLLATE": "", "WP_HOME": url, "WP_SITEURL": url,
    }  # fmt: skip
    lines = [f"define('{name}', '{value}');" for name, value in fixed.items()]
    lines += [
        "define('DISABLE_WP_CRON', true);",
        "define('WP_HTTP_BLOCK_EXTERNAL', true);",
        "$table_prefix = 'wp_';",
    ]
    lines += [
        "if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');",
        "require_once ABSPATH . 'wp-settings.php';",
    ]
    return "<?php\n" + "\n".join(lines) + "\n"


@contextmanager
def _server(port: int, root: Path) -> Iterator[None]:
    command = [*PHP, "-S", f"127.0.0.1:{port}", "-t", str(root), str(HERE / "router.php")]
    env = {**os.environ, "PHP_CLI_SERVER_WORKERS": "2"}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            _until(lambda: _answers(port))
            yield
        finally:
            os.killpg(process.pid, 15)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(true) -> None:  # noqa: ANN001
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise TimeoutError("it does not start")
