"""http.py against a server that is wrong in every known way, over real sockets."""

import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetch.faults import BROKEN, PAGE, READ, REFUSED, TOO_LARGE, FaultServer, cut, drip, said

from feedarchive.capture import Request
from feedarchive.errors import FetchError, MiscodedError, RefusedError, TooLargeError, UnreachableError
from feedarchive.fetch.http import Http, Pooled, Transport
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.urls import site_of

TLS = Path(__file__).parent / "data" / "tls"
OPTIONS = FetchOptions(contact="https://example.org/me", timeout=0.4, connect_timeout=0.3, max_body=2**20)
ROUTES = {
    **{f"/{name}": behaviour for name, (behaviour, _) in BROKEN.items()},
    **{f"/{name}": behaviour for name, behaviour in (TOO_LARGE | REFUSED).items()},
    **{f"/{name}": behaviour for name, (behaviour, _) in READ.items()},
}


def now() -> datetime:
    return datetime.now(UTC)


def anywhere(host, port):
    return True


def opened(transport: Transport | None = None) -> Http:
    return Http(OPTIONS, clock=time.monotonic, now=now, allowed=anywhere, transport=transport)


@pytest.fixture(scope="module")
def server():
    with FaultServer(ROUTES) as server:
        yield server


@pytest.fixture(scope="module")
def http():
    with opened() as http:
        yield http


def failing(http: Http, url: str) -> tuple[FetchError, float, int]:
    """The error, the seconds and the peak of memory of asking for that URL."""
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(FetchError) as caught:
            http(Request(url=url))
        return caught.value, time.monotonic() - started, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_unreachable_in_time_and_in_bounds(server, http, name):
    error, seconds, memory = failing(http, f"{server.url}/{name}")

    assert type(error) is (MiscodedError if "lie" in name else UnreachableError)
    assert error.name == f"{server.url}/{name}"
    assert BROKEN[name][1] in error.reason
    assert seconds < OPTIONS.timeout + 1
    assert memory < 8 * 2**20


@pytest.mark.parametrize("name", TOO_LARGE)
def test_an_endless_answer_is_too_large_in_time_and_in_bounds(server, http, name):
    error, seconds, memory = failing(http, f"{server.url}/{name}")

    assert type(error) is TooLargeError
    assert seconds < OPTIONS.timeout + 1
    assert memory < 12 * 2**20


@pytest.mark.parametrize("name", REFUSED)
def test_a_coding_that_was_not_offered_is_refused(server, http, name):
    error, *_ = failing(http, f"{server.url}/{name}")

    assert type(error) is RefusedError
    assert "not offered" in error.reason
    assert len(error.reason) < 200


@pytest.mark.parametrize("name", READ)
def test_odd_but_whole_answers_are_read(server, name):
    with opened() as http:
        response = http(Request(url=f"{server.url}/{name}"))

    assert (response.status, response.body) == (200, READ[name][1])
    assert response.url == f"{server.url}/{name}"


@pytest.mark.parametrize("surplus", [b"rubbish", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"])
def test_n19_what_follows_a_long_body_is_not_taken_for_the_next_answer(surplus):
    with FaultServer({"/long": said(b"ab") + surplus, "/next": said(PAGE)}) as server, opened() as http:
        for _ in range(2):
            assert http(Request(url=f"{server.url}/long")).body == b"ab"
            assert http(Request(url=f"{server.url}/next")).body == PAGE
        assert server.paths == ["/long", "/next"] * 2


def test_an_answer_as_it_came(server, http):
    before = now()
    response = http(Request(url=f"{server.url}/gzip"))

    assert response.header("content-encoding") == "gzip"
    assert response.wire[:2] == b"\x1f\x8b"
    assert response.reason == "OK"
    assert before <= response.fetched <= now()
    assert response.elapsed > 0
    assert response.raw is None


def test_we_say_who_we_are_and_ask_for_gzip_on_one_connection(server, http):
    for _ in range(2):
        http(
            Request(
                url=f"{server.url}/plain?x=ü y", etag='"\xfc1"', last_modified="Sun, 01 Mar 2026 00:00:00 GMT"
            )
        )

    head = server.log[-1][2].lower()
    assert head.startswith("get /plain?x=%c3%bc%20y http/1.1\r\n")
    assert "user-agent: feedarchive/0.1.0 (+https://example.org/me)\r\n" in head
    assert "accept-encoding: gzip\r\n" in head
    assert 'if-none-match: "\xfc1"\r\n' in head
    assert "if-modified-since: sun, 01 mar 2026" in head


def test_no_cookies_no_redirects_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    routes = {"/": said(b"", "302 Found", "Location: /next", "Set-Cookie: a=b")}
    with FaultServer(routes) as server, opened() as http:
        statuses = [http(Request(url=server.url + "/")).status for _ in range(2)]

        assert statuses == [302, 302]
        assert server.paths == ["/", "/"]
        assert "cookie" not in server.log[1][2].lower()


def test_n01_no_such_host(http, monkeypatch):
    def unknown(*args, **more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert failing(http, "http://no-such-host.example/")[0].reason == "host name not found"


def test_n01_a_resolver_that_never_answers(http, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(5) and [])

    error, seconds, _ = failing(http, "http://slow-name.example/")

    over.set()
    assert error.reason == "no connection within 0.3 s"
    assert seconds < OPTIONS.connect_timeout + 1


def test_n02_connection_refused(http):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert failing(http, f"http://127.0.0.1:{port}/")[0].reason == "connection refused"


@contextmanager
def swallowing(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """A port that never answers a connection: Linux drops what does not fit its queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=0) as full:
        waiting = [socket.socket(family) for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield full.getsockname()[1]
        for one in waiting:
            one.close()


def test_n03_a_port_that_swallows_connections(http):
    with swallowing() as port:
        error, seconds, _ = failing(http, f"http://127.0.0.1:{port}/")

    assert error.reason == "no connection within 0.3 s"
    assert seconds < OPTIONS.connect_timeout + 1


@pytest.mark.parametrize(("timeout", "connect_timeout"), [(0.2, 9), (9, 0.2)])
def test_connecting_has_its_own_time_and_no_more_than_the_whole_request(timeout, connect_timeout):
    short = FetchOptions(timeout=timeout, connect_timeout=connect_timeout)
    with swallowing() as port, Http(short, clock=time.monotonic, now=now, allowed=anywhere) as http:
        error, seconds, _ = failing(http, f"http://127.0.0.1:{port}/")

    assert error.reason == "no connection within 0.2 s"
    assert seconds < 1.2


def found_at(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """The resolver says so for every name."""

    def lookup(host, port, *args, **more):
        places = addresses if host.endswith(".example") else [host]
        families = [socket.AF_INET6 if ":" in place else socket.AF_INET for place in places]
        return [
            (f, socket.SOCK_STREAM, 0, "", (place, port)) for f, place in zip(families, places, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def test_the_second_address_is_tried_when_the_first_is_dead(server, monkeypatch):
    found_at(monkeypatch, "::1", "127.0.0.1")
    with opened() as http:
        assert http(Request(url=f"http://two.example:{server.port}/plain")).body == PAGE


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_a_first_address_that_swallows_connections_leaves_time_for_the_second(server, monkeypatch):
    found_at(monkeypatch, "::1", "127.0.0.1")
    with swallowing("::1", server.port), opened() as http:
        assert http(Request(url=f"http://two.example:{server.port}/plain")).body == PAGE


@pytest.mark.parametrize("host", ["0.0.0.0", "224.0.0.1", "[::]"])
def test_what_is_no_host_is_not_dialled(http, host):
    assert "is not the address of a host" in failing(http, f"http://{host}/")[0].reason


def served_with(certificate: str) -> FaultServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / certificate)
    return FaultServer({"/": said(PAGE)}, tls=context)


def trusting() -> Pooled:
    return Pooled(time.monotonic, anywhere, tls=ssl.create_default_context(cafile=TLS / "ca.pem"))


@pytest.mark.parametrize(
    ("certificate", "host", "says"),
    [
        ("expired.pem", "localhost", "the certificate has expired"),
        ("other.pem", "localhost", "the certificate is for another name"),
        ("other.pem", "127.0.0.1", "the certificate is for another name"),
    ],
)
def test_n04_n05_a_certificate_that_does_not_vouch(certificate, host, says):
    with served_with(certificate) as server, opened(trusting()) as http:
        assert failing(http, f"https://{host}:{server.port}/")[0].reason == says


def test_a_certificate_of_nobody_we_trust():
    with served_with("other.pem") as server, opened() as http:
        assert (
            "the certificate is not trusted" in failing(http, f"https://127.0.0.1:{server.port}/")[0].reason
        )


def test_a_good_certificate(monkeypatch):
    found_at(monkeypatch, "127.0.0.1")
    with served_with("other.pem") as server, opened(trusting()) as http:
        assert http(Request(url=f"https://other.example:{server.port}/")).body == PAGE


@pytest.mark.parametrize("start", [b"", b"\x16\x03\x03\x40\x00"])
def test_tls_that_never_comes_about(start):
    with FaultServer(hello=drip(start, b"", 0.05)) as server, opened() as http:
        error, seconds, _ = failing(http, f"https://127.0.0.1:{server.port}/")

    assert error.reason == "no connection within 0.3 s"
    assert seconds < OPTIONS.connect_timeout + 1


def test_tls_where_none_is_spoken():
    with FaultServer(hello=cut(said(PAGE))) as server, opened() as http:
        error, *_ = failing(http, f"https://127.0.0.1:{server.port}/")

    assert error.reason.startswith("no TLS connection")


class Canned:
    """A Transport that answers without a network, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpcore.Request] = []

    def handle_request(self, request):
        self.asked.append(request)
        return httpcore.Response(200, headers=[(b"X-From", request.url.host)], content=b"canned")

    def close(self):
        pass


def test_the_transport_is_a_seam():
    with opened(Canned()) as http:
        response = http(Request(url="http://example.org/"))

    assert (response.body, response.header("x-from")) == (b"canned", "example.org")


@given(st.text(max_size=60) | st.text(alphabet="ahtps:/.@[]?#%\\ 0127é。", max_size=40))
def test_any_text_for_a_url_is_asked_or_a_fetch_error(text):
    canned = Canned()
    with opened(canned) as http, suppress(FetchError):
        site_of(f"http://{text}")
        assert http(Request(url=f"http://{text}")).body == b"canned"
        assert dict(canned.asked[0].headers)[b"Host"].isascii()


PATHS = st.lists(
    st.sampled_from(("/", ".", "..", "a", "?", "=", "&", "%41", "%zz", "+", "'", " ", "é", "~", ":"))
)


@given(
    st.sampled_from(("http", "https")),
    st.sampled_from(("a.example", "A.example", "127.0.0.1", "a.example:80", "a.example:443", "a-b:8080")),
    PATHS.map("".join),
)
def test_a_url_is_sent_as_httpx_would_send_it(scheme, host, path):
    canned, url = Canned(), f"{scheme}://{host}/{path}"
    with opened(canned) as http, suppress(FetchError):
        site_of(url)
        http(Request(url=url))
        meant, (asked,) = httpx.Request("GET", url), canned.asked
        assert asked.url.target == meant.url.raw_path
        assert (asked.url.scheme, asked.url.host, asked.url.port) == (
            meant.url.raw_scheme,
            meant.url.raw_host,
            meant.url.port,
        )
        assert dict(asked.headers)[b"Host"] == dict(meant.headers.raw)[b"Host"]
