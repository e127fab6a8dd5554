"""What must not stand anywhere in the source: ways into the traps of our libraries."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
FILES = sorted(SOURCE.rglob("*.py"))
# Keyword arguments that make lxml fetch and expand, or httpx take settings from the environment.
ARGUMENTS = {
    "resolve_entities": True,
    "load_dtd": True,
    "no_network": False,
    "trust_env": True,
    "huge_tree": True,
}
MODULES = {
    "yaml",
    "pickle",
    "marshal",
    "shelve",
    "xml.etree",
    "xml.dom",
    "xml.sax",
    "requests",
    "urllib.request",
}


def traps(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from traps_of_a_call(node)
        elif (
            isinstance(node, ast.Attribute)
            and node.attr == "text"
            and named(node.value) in {"response", "answer"}
        ):
            yield f"line {node.lineno}: .text guesses an encoding and raises"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [one.name for one in node.names]
            places = names if isinstance(node, ast.Import) else [node.module or ""]
            for place in places:
                if any(place == one or place.startswith(f"{one}.") for one in MODULES):
                    yield f"line {node.lineno}: {place}"


def traps_of_a_call(node: ast.Call) -> Iterator[str]:
    for one in node.keywords:
        if (
            isinstance(one.value, ast.Constant)
            and one.arg in ARGUMENTS
            and one.value.value is ARGUMENTS[one.arg]
        ):
            yield f"line {node.lineno}: {one.arg}={one.value.value}"
    called = ast.unparse(node.func)
    if called == "feedparser.parse" and not ast.unparse(node.args[0]).startswith("BytesIO("):
        yield f"line {node.lineno}: feedparser opens what is no stream"
    if called in {"eval", "exec", "os.system", "yaml.load"}:
        yield f"line {node.lineno}: {called}"


def named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_file_holds_a_trap(file):
    assert list(traps(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "lxml.etree.XMLParser(resolve_entities=True)", "XMLParser(load_dtd=True)", "feedparser.parse(text)",
        "feedparser.parse(body, x=1)", "yaml.load(x)", "import yaml", "answer.text", "response.text",
        "from xml.etree import ElementTree", "httpx.Client(trust_env=True)", "eval('1')",
    ],
)  # fmt: skip
def test_each_trap_is_seen(line):
    assert list(traps(ast.parse(line)))
