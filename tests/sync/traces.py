"""Whether words are anywhere below a folder, however they are written there: what `grep -r` cannot see."""

import gzip
import html
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


def spellings(words: str) -> set[bytes]:
    """The words as plain text, HTML, XML, JSON and in an address, once and twice escaped."""
    plain = {words, html.escape(words), html.escape(words, quote=False)}
    plain |= {html.escape(one) for one in plain}
    plain |= {json.dumps(one, ensure_ascii=plainly)[1:-1] for one in plain for plainly in (True, False)}
    plain |= {quote(words), quote(words, safe=""), quote(words).replace("%20", "+")}
    return {one.encode(code) for one in plain for code in ("utf-8", "utf-16-le")}


def layers(data: bytes, depth: int = 4) -> Iterator[bytes]:
    """The bytes, and what comes out of every gzip stream in them, wherever it begins."""
    yield data
    at = data.find(b"\x1f\x8b\x08")
    while at >= 0 and depth:
        engine = zlib.decompressobj(31)
        try:
            inner = engine.decompress(data[at:])
        except zlib.error:
            inner = b""
        if inner:
            yield from layers(inner, depth - 1)
        used = len(data) - at - len(engine.unused_data) if engine.eof else 1
        at = data.find(b"\x1f\x8b\x08", at + used)


def places(root: Path, *words: str) -> list[str]:
    """The files below the folder that hold any of these words."""
    wanted = sorted(one for word in words for one in spellings(word))
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [
        str(path.relative_to(root))
        for path in files
        if any(one in layer for layer in layers(path.read_bytes()) for one in wanted)
    ]


def test_words_are_found_in_gzip_in_gzip(tmp_path):
    inner = gzip.compress(html.escape("a <secret>").encode())
    buffer = io.BytesIO(b"other" + gzip.compress(b"HTTP/1.1 200 OK\r\n\r\n" + inner))
    (tmp_path / "one").write_bytes(buffer.getvalue())

    assert places(tmp_path, "a <secret>") == ["one"]
    assert places(tmp_path, "a secret") == []
