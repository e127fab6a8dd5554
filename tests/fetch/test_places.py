"""Which addresses are connected to: none of this machine or its networks, however they are spelled."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import SocketConnectBlockedError
from tests.fetch.faults import PAGE, FaultServer, said

from feedarchive.capture import Request
from feedarchive.errors import FetchError, RefusedError
from feedarchive.fetch import places
from feedarchive.fetch.http import Http
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.places import Allowed, named, nowhere, reach, refusal, stated

OPTIONS = FetchOptions(contact="me@example.org", timeout=2, connect_timeout=2)

# S01-S03: this machine, as a browser, inet_aton, getaddrinfo or a router would read it.
SPELLINGS = [
    "localhost", "LOCALHOST", "localhost.", "LocalHost.", "localhost.localdomain", "ip6-localhost",
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.00.0.1", "127.000.000.001", "0127.0.0.1", "127.1.",
    "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "0x7f.0.0.01",
    "127.255.255.254", "127.127.127.127", "0", "0.0.0.0", "00", "0x0", "0.0", "000.000.000.000",
    "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.０.０.１", "①②⑦.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2001:db8::5efe:7f00:1]", "[::ffff:0:127.0.0.1]",
    "me@127.0.0.1", "good.example@127.0.0.1", "good.example:80@127.0.0.1", "127.0.0.1%00.example",
]  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


def opened(allowed: Allowed = nowhere) -> Http:
    return Http(OPTIONS, clock=time.monotonic, now=now, allowed=allowed)


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port on every address of this machine, and who came."""
    came: list[object] = []
    family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
    with socket.create_server(("", 0), family=family, dualstack_ipv6=family == socket.AF_INET6) as listener:

        def accept() -> None:
            while True:
                try:
                    conn, _ = listener.accept()
                except OSError:
                    return
                came.append(1)
                conn.close()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], came


@pytest.fixture
def any_socket(socket_enabled):
    """For addresses that pytest-socket would stop before we do."""


def test_s01_s02_s03_no_spelling_of_this_machine_is_reached(any_socket, monkeypatch):
    assert len(SPELLINGS) >= 40
    with listening() as (port, came), opened() as http:
        monkeypatch.setattr(places, "WEB_PORTS", frozenset({port}))  # it is the address that counts
        for host in SPELLINGS:
            with pytest.raises(FetchError):
                http(Request(url=f"http://{host}:{port}/"))
        socket.create_connection(("127.0.0.1", port)).close()
        wait_for(came)
        assert len(came) == 1  # ours: it does listen


def wait_for(came: list[object]) -> None:
    until = time.monotonic() + 5
    while not came and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "100.100.100.200", "169.254.0.1", "0.0.0.0", "224.0.0.1", "239.1.1.1",
        "255.255.255.255", "240.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9", "::",
        "fe80::1", "fe80::1%eth0", "ff02::1", "fec0::1", "fd00:ec2::254", "2001:db8::1", "2001::1", "100::1",
        "64:ff9b:1::1", "::ffff:169.254.169.254", "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe", "::ffff:0.0.0.0",
        "2001:470:1::5efe:a9fe:a9fe", "4000::1", "::8.8.8.8",
    ],
)  # fmt: skip
def test_s04_nobodys_address_is_never_asked_not_even_when_named(address):
    assert reach(address) == "nobody"
    assert refusal("blog.lan", 80, [address], ours=True, was=None)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "::1", "fd12:3456::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::1", "2002:a00:1::",
        "64:ff9b::c0a8:101", "2a00:1450::200:5efe:a00:1",
    ],
)  # fmt: skip
def test_s05_a_private_address_is_asked_only_when_a_person_named_its_host(address):
    assert reach(address) == "private"
    assert "nobody named it" in (refusal("x.example", 80, [address], ours=False, was=None) or "")
    assert refusal("blog.lan", 8000, [address], ours=True, was=None) is None


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2a00:1450:4001::1", "2606:4700::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "193.0.0.1",
    ],
)  # fmt: skip
def test_public_addresses_are_asked_at_the_webs_ports(address):
    assert reach(address) == "public"
    assert refusal("x.example", 443, [address], ours=False, was="public") is None


@given(st.ip_addresses())
def test_every_address_is_somebodys(address):
    assert reach(str(address)) in {"public", "private", "nobody"}
    if not address.is_global:
        assert reach(str(address)) != "public" or address.version == 6  # what holds an IPv4 address


@given(st.ip_addresses(v=4))
def test_what_holds_an_address_is_what_that_one_is(inner):
    high, low = int(inner) >> 16, int(inner) & 0xFFFF
    for holder in (f"::ffff:{inner}", f"64:ff9b::{inner}", f"2002:{high:x}:{low:x}::1"):
        assert reach(holder) == reach(str(inner))


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 8443, 3128, 11211])
def test_s09_odd_ports_are_asked_only_where_named(port):
    with opened() as http, pytest.raises(RefusedError, match=f"port {port} is not asked"):
        http(Request(url=f"http://93.184.215.14:{port}/"))
    assert f"port {port}" in (stated("blog.example", port, nowhere) or "")
    assert stated("blog.example", port, named(("blog.example", port))) is None


@contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, names: Mapping[str, list[list[str]]]) -> Iterator[None]:
    """The resolver gives each name its answers one after another, the last one for ever."""
    answers = {name: list(those) for name, those in names.items()}

    def lookup(host, port, *args, **more):
        those = answers.get(host, [[host]])
        places = those.pop(0) if len(those) > 1 else those[0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 0, "", (one, port))
            for one in places
        ]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lookup)
        yield


def test_s06_a_name_that_leads_elsewhere_the_second_time_is_refused(monkeypatch):
    with FaultServer({"/": said(PAGE)}) as server, opened(named(("blog.example", server.port))) as http:
        url = f"http://blog.example:{server.port}/"
        with resolving(monkeypatch, {"blog.example": [["93.184.215.14"], ["127.0.0.1"]]}):
            with pytest.raises(
                (SocketConnectBlockedError, UserWarning)
            ):  # a public address: only this test is in the way
                http(Request(url=url))
            with pytest.raises(RefusedError, match="nobody named it"):
                http(Request(url=url))
        assert server.paths == []


def test_s06_a_connection_kept_open_stays_with_the_address_that_was_vetted(monkeypatch):
    with FaultServer({"/": said(PAGE)}) as server, opened(named(("blog.lan", server.port))) as http:
        url = f"http://blog.lan:{server.port}/"
        with resolving(monkeypatch, {"blog.lan": [["127.0.0.1"], ["169.254.169.254"]]}):
            assert [http(Request(url=url)).body for _ in range(3)] == [PAGE] * 3
        assert server.paths == ["/"] * 3


def test_s06_a_private_name_that_becomes_a_public_one_is_refused():
    assert "another network" in (refusal("blog.lan", 80, ["8.8.8.8"], ours=True, was="private") or "")


@pytest.mark.parametrize("addresses", [["8.8.8.8", "127.0.0.1"], ["::1", "8.8.8.8"], ["8.8.8.8", "10.0.0.1"]])
@pytest.mark.parametrize("ours", [True, False])
def test_s07_one_private_address_among_public_ones_is_enough(addresses, ours):
    assert refusal("x.example", 80, addresses, ours=ours, was=None)


def test_a_blog_on_this_machine_is_asked_at_its_own_port_only():
    with FaultServer({"/": said(PAGE)}) as blog, FaultServer({"/": said(PAGE)}) as other:
        with opened(named(("127.0.0.1", blog.port))) as http:
            assert http(Request(url=f"{blog.url}/")).body == PAGE
            for url in (f"{other.url}/", f"http://localhost:{blog.port}/", f"http://127.1:{blog.port}/"):
                with pytest.raises(RefusedError):
                    http(Request(url=url))
        assert other.paths == []
        assert blog.paths == ["/"]
