"""A file on its way into `media/`: judged by its first bytes, hashed as it comes, there when it is whole."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from feedarchive.errors import NotMediaError
from feedarchive.plan.mediatypes import HEAD, ending, said, type_of
from feedarchive.store.aside import set_aside
from feedarchive.store.batch import NO_HARD_LINKS
from feedarchive.store.disk import TEMPORARY
from feedarchive.store.media import MEDIA, digest_of

if TYPE_CHECKING:
    from feedarchive.plan.media import Limits
    from feedarchive.store.disk import Tree


class Incoming:
    """A Sink: a file on its way into `media/`; leaving the block removes what was not kept.

    `write` raises NotMediaError as soon as the first bytes show that it is nothing that is kept.
    """

    def __init__(self, tree: Tree, limits: Limits, url: str) -> None:
        self.limit = limits.max_size
        self._tree, self._limits, self._url = tree, limits, url
        self._name = f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}"
        self._fd = -1
        self._made, self._stated = False, ""
        self._kind: str | None = None
        self._head, self._size, self._digest = b"", 0, sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if self._made:
            # one that cannot be removed now is swept by a later run
            with suppress(OSError), self._tree.folder(MEDIA) as folder:
                self._tree.discard(self._name, folder)

    def begin(self, stated: str) -> None:
        """Nothing; what came of an earlier try is forgotten. `stated` is the Content-Type."""
        self._close()
        self._forget()
        self._stated = stated

    def write(self, piece: bytes) -> None:
        """Nothing, once the kernel has it. Raises NotMediaError, and ArchiveError when the disk failed."""
        if self._kind is None:
            self._head += piece
            if len(self._head) < HEAD:
                return
            piece, self._head = self._head, b""
            self._begin_file(piece)
        self._put(piece)

    def keep(self) -> tuple[str, str, int, str]:
        """The file's name below the blog's folder, SHA-256, size and type, once it is there, durably.

        Raises NotMediaError for what is nothing that is kept, and ArchiveError when the disk failed.
        """
        if self._kind is None:
            piece, self._head = self._head, b""
            self._begin_file(piece)
            self._put(piece)
        assert self._kind is not None
        digest = self._digest.hexdigest()
        path = f"{MEDIA}/{digest[:2]}/{digest}.{ending(self._kind)}"
        with self._tree.writing(path):
            self._tree.system.fsync(self._fd)
            self._close()
            self._publish(path, digest)
        return path, digest, self._size, self._kind

    def _publish(self, path: str, digest: str) -> None:
        folder, _, name = path.rpartition("/")
        if os.path.lexists(self._tree.root / path) and digest_of(self._tree, path) != digest:
            set_aside(self._tree, path)
        with self._tree.folder(MEDIA) as here, self._tree.folder(folder) as there:
            with suppress(FileExistsError):  # the same content
                try:
                    self._tree.system.link(
                        self._name, name, src_dir_fd=here, dst_dir_fd=there, follow_symlinks=False
                    )
                except OSError as exc:
                    if exc.errno not in NO_HARD_LINKS:
                        raise
                    self._tree.system.rename(self._name, name, src_dir_fd=here, dst_dir_fd=there)
            self._tree.system.fsync(there)

    def _begin_file(self, head: bytes) -> None:
        kind = type_of(head, self._stated)
        if kind is None:
            raise NotMediaError(self._url, said(head))
        family = "pdf" if kind == "application/pdf" else kind.partition("/")[0]
        if family not in self._limits.families:
            raise NotMediaError(self._url, f"is {kind}, which config.toml leaves out")
        self._kind = kind
        with self._tree.writing(MEDIA), self._tree.folder(MEDIA) as folder:
            if self._made:
                self._tree.discard(self._name, folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._fd = self._tree.system.open(self._name, flags, 0o444, dir_fd=folder)
            self._made = True

    def _put(self, piece: bytes) -> None:
        with self._tree.writing(MEDIA):
            self._tree.write_all(self._fd, piece)
        self._digest.update(piece)
        self._size += len(piece)

    def _forget(self) -> None:
        self._kind = None
        self._head, self._size, self._digest = b"", 0, sha256()

    def _close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)
