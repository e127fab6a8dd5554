"""What may be on the disk after a power cut, by the system calls that a real run made.

What was flushed is there. Of what was not, any part may be: each name, each write, each half of one (ALICE,
OSDI 2014; the fact sheet hostile-input, section 2.5). A flush of a file does not flush its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?)")
_TEXT = re.compile(r'^"((?:\\x[0-9a-f]{2})*)"$')
TRACED = (
    "openat,close,fcntl,read,write,pwrite64,fsync,fdatasync,syncfs,linkat,rename,renameat,unlink,unlinkat,rmdir,"
    "mkdir,mkdirat,ftruncate,lseek"
)


@dataclass(eq=False)
class Inode:
    """A file with its bytes, or a folder with its names, as they were before the first call."""

    data: bytes | None = None
    names: dict[str, Inode] = field(default_factory=dict)


@dataclass(frozen=True)
class Op:
    """One change, or a flush: of `inode`, or with None of everything."""

    kind: Literal["write", "cut", "link", "unlink", "move", "flush"]
    inode: Inode | None = None
    name: str = ""
    to: str = ""
    target: Inode | None = None
    offset: int = 0
    data: bytes = b""


State = dict[str, bytes]  # the files that can be reached


def before(root: Path) -> Inode:
    """The folder as it is."""
    if root.is_file():
        return Inode(data=root.read_bytes())
    return Inode(names={path.name: before(path) for path in root.iterdir()})


class Recorder:
    """Turns strace's lines (`-xx -s BIG`) into changes below one folder."""

    def __init__(self, root: Path, top: Inode) -> None:
        self.ops: list[Op] = []
        self._root, self._top = str(root), top
        self._live: dict[Inode, dict[str, Inode]] = {}
        self._sizes: dict[Inode, int] = {}
        self._open: dict[int, tuple[Inode, list[int]]] = {}

    def read(self, lines: Sequence[str]) -> None:
        """Add what these calls of one process change."""
        self._open = {}
        for line in lines:
            found = _CALL.match(line)
            if found and found[3] not in {"?", "-1"}:
                call = getattr(self, f"_{found[1]}", None)
                if call:
                    call(found[2].split(", "), int(found[3]))

    def _names(self, inode: Inode) -> dict[str, Inode]:
        return self._live.setdefault(inode, dict(inode.names))

    def _add(self, op: Op) -> None:
        self.ops.append(op)

    def _at(self, fd: str, text: str) -> tuple[Inode, str] | None:
        """The folder and the name that a call names; None outside."""
        match = _TEXT.match(text)
        if match is None:
            return None
        path = bytes.fromhex(match[1].replace("\\x", "")).decode()
        if fd == "AT_FDCWD" or path.startswith("/"):
            if not path.startswith(self._root):
                return None
            here, parts = self._top, path[len(self._root) :].strip("/").split("/")
        elif int(fd) in self._open:
            here, parts = self._open[int(fd)][0], path.split("/")
        else:
            return None
        for part in parts[:-1]:
            here = self._names(here).get(part, here)
        return here, parts[-1]

    def _openat(self, args: list[str], result: int) -> None:
        place = self._at(args[0], args[1])
        if place is None:
            self._open.pop(result, None)
            return
        here, name = place
        if not name:
            self._open[result] = (here, [0])
            return
        names = self._names(here)
        if name not in names and "O_CREAT" in args[2]:
            names[name] = Inode(data=b"")
            self._add(Op("link", here, name, target=names[name]))
        if name in names:
            self._open[result] = (names[name], [0])

    def _close(self, args: list[str], _: int) -> None:
        self._open.pop(int(args[0]), None)

    def _fcntl(self, args: list[str], result: int) -> None:
        if "F_DUPFD" in args[1] and int(args[0]) in self._open:
            self._open[result] = self._open[int(args[0])]

    def _lseek(self, args: list[str], result: int) -> None:
        if int(args[0]) in self._open:
            self._open[int(args[0])][1][0] = result

    def _read(self, args: list[str], result: int) -> None:
        if int(args[0]) in self._open:
            self._open[int(args[0])][1][0] += result

    def _write(self, args: list[str], result: int) -> None:
        self._put(args, result, None)

    def _pwrite64(self, args: list[str], result: int) -> None:
        self._put(args, result, int(args[3]))

    def _put(self, args: list[str], result: int, offset: int | None) -> None:
        if int(args[0]) not in self._open:
            return
        inode, at = self._open[int(args[0])]
        data = bytes.fromhex(args[1].strip('"').replace("\\x", ""))[:result]
        start = at[0] if offset is None else offset
        self._add(Op("write", inode, offset=start, data=data))
        if offset is None:
            at[0] += result

    def _ftruncate(self, args: list[str], _: int) -> None:
        if int(args[0]) in self._open:
            self._add(Op("cut", self._open[int(args[0])][0], offset=int(args[1])))

    def _fsync(self, args: list[str], _: int) -> None:
        if int(args[0]) in self._open:
            self._add(Op("flush", self._open[int(args[0])][0]))

    _fdatasync = _fsync

    def _syncfs(self, _args: list[str], _: int) -> None:
        self._add(Op("flush"))

    def _mkdirat(self, args: list[str], _: int) -> None:
        if place := self._at(args[0], args[1]):
            made = self._names(place[0])[place[1]] = Inode()
            self._add(Op("link", *place, target=made))

    def _mkdir(self, args: list[str], result: int) -> None:
        self._mkdirat(["AT_FDCWD", *args], result)

    def _linkat(self, args: list[str], _: int) -> None:
        old, new = self._at(args[0], args[1]), self._at(args[2], args[3])
        if old and new:
            target = self._names(new[0])[new[1]] = self._names(old[0])[old[1]]
            self._add(Op("link", *new, target=target))

    def _renameat(self, args: list[str], _: int) -> None:
        old, new = self._at(args[0], args[1]), self._at(args[2], args[3])
        if old and new:
            assert old[0] is new[0]
            target = self._names(new[0])[new[1]] = self._names(old[0]).pop(old[1])
            self._add(Op("move", old[0], old[1], to=new[1], target=target))

    def _unlinkat(self, args: list[str], _: int) -> None:
        if place := self._at(args[0], args[1]):
            self._names(place[0]).pop(place[1], None)
            self._add(Op("unlink", *place))

    def _unlink(self, args: list[str], _: int) -> None:
        """By its whole path, as a sweep does: a writer has its folder open."""
        if place := self._at("AT_FDCWD", args[0]):
            self._names(place[0]).pop(place[1], None)
            self._add(Op("unlink", *place, to="swept"))

    _rmdir = _unlink


def cuts(top: Inode, ops: Sequence[Op], chance: Random) -> Iterator[tuple[int, State]]:
    """After how many calls the power went, and what is on the disk then; each state once."""
    seen: set[tuple[int, int]] = set()
    for done in range(len(ops) + 1):
        sure, loose = _flushed(ops[:done])
        for chosen in _choices(loose, chance):
            for torn in (False, True):
                state = _state(
                    top, ops, sorted({*sure, *chosen}), torn=max(chosen, default=-1) if torn else -1
                )
                key = (done, hash(frozenset(state.items())))
                if key not in seen:
                    seen.add(key)
                    yield done, state


def _flushed(ops: Sequence[Op]) -> tuple[list[int], list[int]]:
    """The numbers of the changes that were flushed, and of those that were not."""
    sure, loose = [], list[int]()
    for number, op in enumerate(ops):
        if op.kind != "flush":
            loose.append(number)
            continue
        kept = [one for one in loose if op.inode is None or ops[one].inode is op.inode]
        sure.extend(kept)
        loose = [one for one in loose if one not in kept]
    return sure, loose


def _choices(loose: list[int], chance: Random) -> list[list[int]]:
    found = [[], loose]
    some = chance.sample(loose, min(len(loose), 6))
    found += [[one] for one in some] + [[other for other in loose if other != one] for one in some]
    found += [[one for one in loose if chance.random() < 0.5] for _ in range(4 if len(loose) > 2 else 0)]
    return found


def _state(top: Inode, ops: Sequence[Op], chosen: Sequence[int], *, torn: int) -> State:
    names: dict[Inode, dict[str, Inode]] = {}
    data: dict[Inode, bytearray] = {}
    for number in chosen:
        op = ops[number]
        assert op.inode
        if op.kind == "write":
            held = data.setdefault(op.inode, bytearray(op.inode.data or b""))
            piece = op.data[: len(op.data) // 2] if number == torn else op.data
            held.extend(bytes(max(0, op.offset - len(held))))
            held[op.offset : op.offset + len(piece)] = piece
        elif op.kind == "cut":
            held = data.setdefault(op.inode, bytearray(op.inode.data or b""))
            held.extend(bytes(max(0, op.offset - len(held))))
            del held[op.offset :]
        else:
            folder = names.setdefault(op.inode, dict(op.inode.names))
            if op.kind == "unlink":
                folder.pop(op.name, None)
            elif op.target:
                folder.pop(op.name, None)
                folder[op.to or op.name] = op.target
    return dict(_walk(top, "", names, data))


def _walk(
    inode: Inode, path: str, names: dict[Inode, dict[str, Inode]], data: dict[Inode, bytearray]
) -> Iterator[tuple[str, bytes]]:
    if inode.data is not None:
        yield path, bytes(data.get(inode, inode.data))
        return
    for name, inner in names.get(inode, inode.names).items():
        yield from _walk(inner, f"{path}/{name}" if path else name, names, data)


def committed(top: Inode, ops: Sequence[Op]) -> list[dict[str, bytes]]:
    """After how many calls which versions are committed: those whose temporary the writer removes again."""
    whole = _state(top, ops, [n for n, op in enumerate(ops) if op.kind != "flush"], torn=-1)
    temporaries: dict[tuple[Inode, str], Inode] = {}
    linked: dict[Inode, tuple[Inode, str]] = {}
    found: dict[str, bytes] = {}
    folders = _folders(top, ops)
    steps = [dict(found)]
    for op in ops:
        if op.kind == "link" and op.target and op.inode:
            if op.name.startswith(".new-"):
                temporaries[op.inode, op.name] = op.target
            elif op.name.startswith("v"):
                linked[op.target] = (op.inode, op.name)
        elif op.kind == "unlink" and not op.to and op.inode and (op.inode, op.name) in temporaries:
            place = linked.get(temporaries[op.inode, op.name])
            if place:
                path = f"{folders[place[0]]}/{place[1]}"
                found[path] = whole[path]
        steps.append(dict(found))
    return steps


def _folders(top: Inode, ops: Sequence[Op]) -> dict[Inode, str]:
    found = {top: ""}

    def add(inode: Inode, path: str) -> None:
        found[inode] = path
        for name, inner in inode.names.items():
            if inner.data is None:
                add(inner, f"{path}/{name}".strip("/"))

    add(top, "")
    for op in ops:
        if op.kind == "link" and op.target and op.target.data is None and op.inode:
            found[op.target] = f"{found[op.inode]}/{op.name}".strip("/")
    return found
