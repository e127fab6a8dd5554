"""A file of which one bit fell over, put right by the digest that was noted of it."""

from __future__ import annotations

from collections.abc import Container
from hashlib import sha256

# Bytes of a file that is tried: the time grows with the square, here to about ten seconds
LARGEST = 64 * 1024

_BLOCK = 64


def unflipped(data: bytes, digests: Container[str]) -> bytes | None:
    """The bytes that differ in one bit and have one of these SHA-256 (hex); None when there are none such."""
    if len(data) > LARGEST:
        return None
    before = sha256()
    for start in range(0, len(data), _BLOCK):
        block, rest = bytearray(data[start : start + _BLOCK]), data[start + _BLOCK :]
        for bit in range(8 * len(block)):
            block[bit // 8] ^= 1 << bit % 8
            whole = before.copy()
            whole.update(bytes(block) + rest)
            if whole.hexdigest() in digests:
                return data[:start] + bytes(block) + rest
            block[bit // 8] ^= 1 << bit % 8
        before.update(block)
    return None
