"""JSON Schema of the public documents, from the types: `python -m feedarchive.store.schema docs/schema`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from feedarchive.model import BLOG_FORMAT, POST_FORMAT, Blog, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCUMENTS: dict[str, tuple[type[msgspec.Struct], str]] = {
    "post-1.json": (Snapshot, POST_FORMAT),
    "blog-1.json": (Blog, BLOG_FORMAT),
}


def schemas() -> dict[str, str]:
    """The text of each schema by its file's name. A reader must let fields pass that it does not know."""
    return {name: _schema(name, *document) for name, document in _DOCUMENTS.items()}


def _schema(name: str, kind: type[msgspec.Struct], stated: str) -> str:
    (found,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for struct, field in _moments(inspect.type_info(kind)):
        _say_date_time(parts[struct]["properties"][field])
    own = parts.pop(found["$ref"].rpartition("/")[2])
    own["properties"]["format"] = {"const": stated}
    own["required"] = ["format", *(field for field in own["required"] if field != "format")]
    for part in (own, *parts.values()):
        part["description"] = part["description"].partition("\n")[0]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name}
    return json.dumps({**head, **own, "$defs": parts}, indent=2, ensure_ascii=False) + "\n"


def _moments(kind: inspect.Type) -> Iterator[tuple[str, str]]:
    """The names of struct and field of every time below that type: msgspec names no format for them."""
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            inner = field.type
            options = inner.types if isinstance(inner, inspect.UnionType) else (inner,)
            if any(isinstance(option, inspect.DateTimeType) for option in options):
                yield kind.cls.__name__, field.encode_name
            yield from _moments(inner)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _moments(kind.item_type)


def _say_date_time(field: dict[str, Any]) -> None:
    for option in field.get("anyOf", (field,)):
        if option["type"] == "string":
            option["format"] = "date-time"


def main(folder: str) -> None:
    """Nothing, once the schemas are in that folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
