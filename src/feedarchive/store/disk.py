"""The system calls that change an archive, and folders that no symbolic link leads out of."""

from __future__ import annotations

import errno
import functools
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

TEMPORARY = ".new-"
CLAIM = ".claim-"

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# without O_NONBLOCK a planted pipe would keep us waiting for ever
_EXISTING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
NEVER_THROUGH_LINKS = os.O_NOFOLLOW | os.O_CLOEXEC
_IN_THE_WAY = (errno.ELOOP, errno.ENOTDIR)


@functools.cache
def _libc_syncfs() -> Callable[[int], int] | None:
    import ctypes  # noqa: PLC0415  5 ms that only a writing command pays

    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if found is None or (found(-1) and ctypes.get_errno() == errno.ENOSYS):
        return None
    return found


def _raising(exc: OSError) -> None:
    raise exc


class System:
    """What the store asks of the kernel; tests hand in one that fails."""

    open = staticmethod(os.open)
    write = staticmethod(os.write)
    fsync = staticmethod(os.fsync)
    link = staticmethod(os.link)
    rename = staticmethod(os.rename)
    unlink = staticmethod(os.unlink)
    mkdir = staticmethod(os.mkdir)

    def has_syncfs(self) -> bool:
        """Whether one call can flush a whole file system (Linux; Python has no os.syncfs)."""
        return _libc_syncfs() is not None

    def syncfs(self, fd: int) -> None:
        """Nothing, once all of the file system that holds fd is on the disk.

        Linux 5.8 and later raise the write errors since fd was opened: open it before writing.
        """
        import ctypes  # noqa: PLC0415  as above

        call = _libc_syncfs()
        if call is None or call(fd):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


class Tree:
    """One folder and what is below it; writes there never follow a symbolic link."""

    def __init__(self, root: Path, system: System) -> None:
        self.root = root
        self.system = system

    def name(self, path: str) -> str:
        """How errors call a path below the root: `<blog>/<path>`."""
        return f"{self.root.name}/{path}" if path else self.root.name

    @contextmanager
    def writing(self, path: str) -> Iterator[None]:
        """A block in which an OSError becomes an ArchiveError that names the file."""
        try:
            yield
        except OSError as exc:
            reason = (
                "a symbolic link, or no folder, is in the way" if exc.errno in _IN_THE_WAY else exc.strerror
            )
            raise ArchiveError(self.name(path), f"cannot be written: {reason}") from exc

    @contextmanager
    def removing(self, path: str, *, quiet: bool) -> Iterator[None]:
        """A block in which an OSError becomes an ArchiveError, or with `quiet` nothing."""
        try:
            yield
        except OSError as exc:
            if not quiet:
                raise ArchiveError(self.name(path), f"cannot be tidied up: {exc.strerror}") from exc

    @contextmanager
    def folder(self, path: str = "", *, flush: bool = True) -> Iterator[int]:
        """A descriptor of the folder; missing ones are made, and with `flush` their parents fsynced."""
        fd = self._open_root()
        try:
            for part in path.split("/") if path else ():
                outer, fd = fd, self._inner(fd, part, flush=flush)
                os.close(outer)
            yield fd
        finally:
            os.close(fd)

    def stage(self, data: bytes, folder_fd: int, *, mode: int, flush: bool) -> str:
        """The name of a new temporary file in that folder, holding data."""
        name = f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}"
        fd = self.system.open(name, _NEW_FILE, mode, dir_fd=folder_fd)
        try:
            self.write_all(fd, data)
            if flush:
                self.system.fsync(fd)
        except BaseException:
            self.discard(name, folder_fd)
            raise
        finally:
            os.close(fd)
        return name

    def write_all(self, fd: int, data: bytes) -> None:
        """Nothing, once the kernel took every byte, and the file grew by as much."""
        before = os.fstat(fd).st_size
        view = memoryview(data)
        while view:
            written = self.system.write(fd, view)
            if not written:
                raise OSError(errno.EIO, "the disk takes nothing")
            view = view[written:]
        if os.fstat(fd).st_size != before + len(data):
            raise OSError(errno.EIO, "the disk took less than it said")

    def discard(self, name: str, folder_fd: int) -> None:
        """Nothing; a temporary that cannot be removed now is swept by a later run."""
        with suppress(OSError):
            self.system.unlink(name, dir_fd=folder_fd)

    def replace(self, path: str, data: bytes, *, flush: bool, mode: int = 0o644) -> None:
        """Nothing, once `<root>/<path>` holds data: a reader meets the old bytes or the new ones."""
        with self.replacing(path, flush=flush, mode=mode) as write:
            write(data)

    @contextmanager
    def replacing(
        self, path: str, *, flush: bool = True, mode: int = 0o644
    ) -> Iterator[Callable[[bytes], None]]:
        """A block that writes the file piece by piece; at its end it stands whole in the old one's place."""
        folder, _, name = path.rpartition("/")
        with self.writing(path), self.folder(folder, flush=flush) as fd:
            temporary = f"{TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}"
            new = self.system.open(temporary, _NEW_FILE, mode, dir_fd=fd)
            try:
                try:
                    yield functools.partial(self.write_all, new)
                    if flush:
                        self.system.fsync(new)
                finally:
                    os.close(new)
                self.system.rename(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)
            except BaseException:
                self.discard(temporary, fd)
                raise
            if flush:
                self.system.fsync(fd)

    def remove(self, path: str) -> None:
        """Nothing, once `<root>/<path>` is not there, durably."""
        folder, _, name = path.rpartition("/")
        with self.writing(path), self.folder(folder) as fd, suppress(FileNotFoundError):
            self.system.unlink(name, dir_fd=fd)
            self.system.fsync(fd)

    def create(self, name: str, folder_fd: int) -> int:
        """A descriptor of a new file; raises FileExistsError when there is one already."""
        return self.system.open(name, _NEW_FILE, 0o644, dir_fd=folder_fd)

    def names(self, folder: str, *, links: bool = True) -> list[str]:
        """What is in that folder, symbolic links among it unless told otherwise; [] without such a folder.

        Raises:
            ArchiveError: it cannot be read.
        """
        try:
            with os.scandir(self.root / folder) as found:
                return [one.name for one in found if links or not one.is_symlink()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as exc:
            raise self._unreadable(folder, exc) from exc

    def flush_all(self, fd: int) -> None:
        """Nothing, once all below the root is on the disk, whoever wrote it; fd is the root's."""
        if self.system.has_syncfs():
            self.system.syncfs(fd)
            return
        for above, _, names, here in os.fwalk(self.root, onerror=_raising, follow_symlinks=False):
            for name in names:
                if above.endswith("raw"):
                    self._flush_one(name, here)
            self.system.fsync(here)
        self._flush_parents()

    def _flush_one(self, name: str, folder_fd: int) -> None:
        fd = self.system.open(name, _EXISTING, dir_fd=folder_fd)
        try:
            self.system.fsync(fd)
        finally:
            os.close(fd)

    def _flush_parents(self) -> None:
        for folder in self.root.absolute().parents:
            with suppress(PermissionError):  # not ours, so it was there before us
                self._flush_one(str(folder), -1)

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None when there is no such file.

        Raises:
            ArchiveError: it cannot be read, or is a symbolic link.
        """
        with self.opened(path) as file:
            return file.read() if file else None

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO | None]:
        """A file to read from, None when there is no such file; raises as `read` does."""
        try:
            fd = os.open(self.root / path, _EXISTING)
        except FileNotFoundError:
            yield None
            return
        except OSError as exc:
            raise self._unreadable(path, exc) from exc
        try:
            with open(fd, "rb") as file:  # noqa: PTH123  Path opens no descriptors
                yield file
        except OSError as exc:
            raise self._unreadable(path, exc) from exc

    def _unreadable(self, path: str, exc: OSError) -> ArchiveError:
        link = "it is a symbolic link" if exc.errno == errno.ELOOP else exc.strerror
        return ArchiveError(self.name(path), f"cannot be read: {link}")

    def _open_root(self) -> int:
        try:
            return self.system.open(self.root, _DIRECTORY)
        except FileNotFoundError:
            for missing in reversed([one for one in (self.root, *self.root.parents) if not one.exists()]):
                self._make(missing, missing.parent)
            return self.system.open(self.root, _DIRECTORY)

    def _make(self, folder: Path, parent: Path) -> None:
        with suppress(FileExistsError):  # another run was faster
            self.system.mkdir(folder)
        fd = self.system.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.system.fsync(fd)
        finally:
            os.close(fd)

    def _inner(self, fd: int, part: str, *, flush: bool) -> int:
        try:
            return self.system.open(part, _DIRECTORY, dir_fd=fd)
        except FileNotFoundError:
            with suppress(FileExistsError):
                self.system.mkdir(part, dir_fd=fd)
            if flush:
                self.system.fsync(fd)
            return self.system.open(part, _DIRECTORY, dir_fd=fd)
