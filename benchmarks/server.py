"""The web server of the benchmarks: nginx where it is installed, else one in Python, with the same files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from benchmarks.places import OURS, ROOT, cache, scratch

FIRST_PORT, LAST_PORT = 18_471, 18_491
_PATIENCE = 10.0  # seconds until it must answer

_NGINX = """\
{user}
worker_processes 1;
daemon off;
pid {run}/nginx.pid;
error_log {run}/error.log crit;
events {{ worker_connections 2048; }}
http {{
    types {{ application/atom+xml xml; text/plain txt; }}
    default_type text/html;
    charset UTF-8;
    charset_types application/atom+xml text/plain;
    log_format asked '$server_addr $request_uri $status';
    access_log {run}/access.log asked;
    client_body_temp_path {run}/t1; proxy_temp_path {run}/t2; fastcgi_temp_path {run}/t3;
    uwsgi_temp_path {run}/t4; scgi_temp_path {run}/t5;
    sendfile on;
    tcp_nodelay on;
    keepalive_requests 1000000;
    gzip_static always;
    gunzip on;
    # Blogger's paging: any max-results above 150 is good for 150
    map $args $start {{ default 1; "~(?:^|&)start-index=(?<s>\\d+)" $s; }}
    map $args $size {{ default 150; "~(?:^|&)max-results=(?<m>25|100)(?:&|$)" $m; }}
    map $args $order {{ default published; "~(?:^|&)orderby=updated" updated; }}
    map $args $page {{ default ""; "~(?:^|&)page=(?<p>\\d+)" -$p; }}
    map $server_addr $place {{ default {root}; "~^127\\.1\\." {root}/$server_addr; }}
    server {{
        listen {port} backlog=4096;
        allow 127.0.0.0/8;
        deny all;
        root $place;
        add_header Cache-Control "private, max-age=0";
        location ~ ^/feeds/(posts|comments|pages)/default$ {{
            rewrite ^ $uri/$order-$start-$size.xml break;
        }}
        location = /sitemap.xml {{ rewrite ^ /sitemap$page.xml break; }}
        location / {{ }}
    }}
}}
"""


class Server:
    """A running server: its base address ends in a slash, its log has a line for each answer."""

    def __init__(self, port: int, run: Path, kind: str) -> None:
        self.base = f"http://127.0.0.1:{port}/"
        self.port, self.kind = port, kind
        self._log = run / "access.log"

    def mark(self) -> int:
        """Where the log is now."""
        return self._log.stat().st_size if self._log.exists() else 0

    def asked(self, since: int = 0) -> list[tuple[str, str, int]]:
        """Address, target and status of each request since that place of the log."""
        time.sleep(0.1)  # the last line may be on its way
        with self._log.open(encoding="utf-8") as log:
            log.seek(since)
            lines = [line.rsplit(" ", 1) for line in log]
        return [(*first.split(" ", 1), int(status)) for first, status in lines]  # type: ignore[misc]


def port() -> int:
    """A free port, the same in each run where possible: addresses are part of the made data."""
    for number in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("0.0.0.0", number))
            except OSError:
                continue
            return number
    raise OSError(f"no free port from {FIRST_PORT} to {LAST_PORT}")


def address(number: int) -> str:
    """The loopback address of a small blog: 127.1.0.1, 127.1.0.2, … (RFC 1122, 3.2.1.3: all of 127/8)."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def _nginx() -> str | None:
    """Where nginx is, unless BENCH_SERVER=bundled asks for the other."""
    if os.environ.get("BENCH_SERVER") == "bundled":
        return None
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")


def program() -> str:
    """`nginx/1.22.1`, or `bundled`."""
    nginx = _nginx()
    if nginx is None:
        return "bundled (benchmarks/bundled.py; Debian: apt-get install nginx-light)"
    said = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    return said.strip().rpartition(" ")[2]


@contextmanager
def served(root: Path, number: int) -> Iterator[Server]:
    """The folder served on that port until the block ends."""
    run = scratch(f"server-{number}")
    nginx = _nginx()
    if nginx:
        settings = run / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""  # its own could not read a home folder
        settings.write_text(_NGINX.format(user=user, run=run, root=root, port=number))
        command = [nginx, "-p", str(run), "-c", str(settings)]
    else:
        command = [OURS, "-m", "benchmarks.bundled", str(root), str(number), str(run / "access.log")]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(number, process)
        yield Server(number, run, "nginx" if nginx else "bundled")
    finally:
        process.terminate()
        process.wait()


def _wait(number: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", number)) == 0:
                return
        time.sleep(0.05)
    raise OSError(f"the server on port {number} does not answer")


def _made_by() -> str:
    """A word for the programs that make the data: after a change they make other data."""
    files = [ROOT / "benchmarks" / f"{name}.py" for name in ("blogs", "sites")]
    files += sorted(
        file for file in (ROOT / "src/feedarchive/demo").rglob("*") if file.suffix in (".py", ".html")
    )
    return f"{crc32(b''.join(file.read_bytes() for file in files)):08x}"


def site(number: int, *, posts: int, comments: int, pages: bool, seed: int = 1, blogs: int = 0) -> Path:
    """The folder of a made blog, or of many; made once, kept in the cache."""
    name = f"site-{_made_by()}-{seed}-{posts}-{comments}-{'pages' if pages else 'feeds'}-{blogs}-{number}"
    place = cache() / name
    if (place / ".whole").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    print(f"making {blogs or 'a'} blog{'s' if blogs else ''} of {posts:,} posts and {comments:,} comments …")
    sizes = {"seed": seed, "posts": posts, "comments": comments, "blogs": blogs}
    options = [f"--{option}={value}" for option, value in sizes.items()]
    command = [OURS, "-m", "benchmarks.sites", str(place), f"http://127.0.0.1:{number}/", *options]
    subprocess.run([*command, *(["--page-files"] if pages else [])], check=True, cwd=ROOT)
    (place / ".whole").touch()
    return place
