"""Where we connect at all: public addresses at the web's own ports, and the place a person named. Pure.

A blog's links and redirects are a stranger's words: they must not make us ask the router, a cloud's metadata
service or a database on this machine (fact sheet hostile-input, 1.15 and S01-S14, 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Literal

Address = IPv4Address | IPv6Address
Reach = Literal["public", "private", "nobody"]
Allowed = Callable[[str, int], bool]  # host and port: whether a person named that place

WEB_PORTS: Final = frozenset({80, 443})

# IANA's special-purpose address registries (RFC 6890), written out: Python's own lists differ by version.
_PRIVATE_4 = [
    ip_network(one)
    for one in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
]
_NOBODY_4 = [
    ip_network(one)
    for one in (
        "0.0.0.0/8", "100.100.100.200/32", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
]  # fmt: skip
_METADATA_6 = ip_network("fd00:ec2::/32")
_PRIVATE_6 = [ip_network("::1/128"), ip_network("fc00::/7")]
_GLOBAL_6 = ip_network("2000::/3")  # RFC 4291, 2.4: all that was ever handed out
_NOBODY_6 = [ip_network(one) for one in ("2001::/23", "2001:db8::/32", "3fff::/20")]
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214, 6.1
# What holds an IPv4 address, and how many bits lie to the right of it.
_HOLDERS: list[tuple[IPv6Network, int]] = [
    (IPv6Network("::ffff:0:0/96"), 0),  # RFC 4291, 2.5.5.2
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
]


def nowhere(host: str, port: int) -> bool:  # noqa: ARG001 - as all Allowed
    """False: nobody named any place."""
    return False


def named(*places: tuple[str, int]) -> Allowed:
    """What allows these hosts at these ports, and nothing else."""
    return lambda host, port: (host.lower().rstrip("."), port) in places


def reach(text: str) -> Reach:
    """Whose an address is: the public's, a private network's or this machine's, or nobody's to be asked.

    Nobody's are unspecified, multicast, link-local, reserved, and the metadata services of clouds. An
    address that holds another one (v4-mapped, NAT64, 6to4, ISATAP) is what that one is.
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return _reach_4(address)
    inner = _held(address)
    outer = _reach_6(address)
    if inner is None or outer == "nobody":
        return outer
    return _reach_4(inner)


def _reach_4(address: IPv4Address) -> Reach:
    if any(address in network for network in _NOBODY_4):
        return "nobody"
    return "private" if any(address in network for network in _PRIVATE_4) else "public"


def _reach_6(address: IPv6Address) -> Reach:
    if address in _METADATA_6:
        return "nobody"
    if any(address in network for network in _PRIVATE_6):
        return "private"
    if address.ipv4_mapped is not None or address in _NAT64:
        return "public"
    return "public" if address in _GLOBAL_6 and not any(address in one for one in _NOBODY_6) else "nobody"


def _held(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    right = next((bits for network, bits in _HOLDERS if address in network), None)
    return None if right is None else IPv4Address((number >> right) & 0xFFFFFFFF)


def refusal(host: str, port: int, addresses: list[str], *, ours: bool, was: Reach | None) -> str | None:
    """Why that host is not connected to, or None.

    Args:
        host: as the URL names it.
        port: of the URL.
        addresses: all that the name has, at least one.
        ours: a person named that host and port, so its addresses may be private.
        was: whose the host's addresses were when it was first looked up, None the first time.
    """
    if port not in WEB_PORTS and not ours:
        return _odd(port)
    reaches = {reach(address) for address in addresses}
    if "nobody" in reaches:
        place = next(address for address in addresses if reach(address) == "nobody")
        return f"{_led(host, place)} is not the address of a host on the web"
    if "private" in reaches and not (ours and len(reaches) == 1 and was in (None, "private")):
        place = next(address for address in addresses if reach(address) == "private")
        return f"{_led(host, place)} is an address of this machine or a private network, and nobody named it"
    if was == "private" and "public" in reaches:
        return f"{_led(host, addresses[0])} is another network than a moment ago"
    return None


def stated(host: str, port: int, allowed: Allowed) -> str | None:
    """Why a host is not even looked up: it is an address, or a port, that is not asked. None otherwise."""
    try:
        ip_address(host)
    except ValueError:
        return _odd(port) if port not in WEB_PORTS and not allowed(host, port) else None
    return refusal(host, port, [host], ours=allowed(host, port), was=None)


def _odd(port: int) -> str:
    return f"port {port} is not asked: only 80, 443 and the port of the blog's own address"


def _led(host: str, address: str) -> str:
    return address if host == address else f"{host} leads to {address}, which"
