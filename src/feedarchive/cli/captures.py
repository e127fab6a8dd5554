"""`import` of a WARC or WACZ file: the blogs in it, and what came of them."""

from __future__ import annotations

import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.cli.choosing import folder_of, known_blogs
from feedarchive.cli.importing import Imported
from feedarchive.cli.settings import settings
from feedarchive.cli.terminal import json_text, one_line
from feedarchive.cli.wiring import now
from feedarchive.errors import BusyError, ConfigError
from feedarchive.plan.captures import warc_names
from feedarchive.sources.addresses import absolute
from feedarchive.store.files import Archive
from feedarchive.store.sightings import Met, Sheet, Sightings
from feedarchive.sync.captured import Taken, settle
from feedarchive.sync.gathering import Capture, Gathering
from feedarchive.sync.redact import guard

if TYPE_CHECKING:
    from argparse import Namespace

    from feedarchive.sources.warc import Answer
    from feedarchive.store.files import BlogStore
    from feedarchive.sync.desk import Task

INSTALL = "reading WARC files needs one more package: pip install 'feedarchive[warc]'"
_WORDS = {
    "lists": "lists of posts and searches",
    "chrome": "pages of Blogger's own",
    "files": "pictures, scripts and other files",
    "failures": "answers other than 200",
    "other": "pages of no blog",
    "noarchive": "that ask not to be archived",
    "lost revisits": "revisits of records that are not there",
    "empty feeds": "feeds without entries",
}


class Report(Struct, frozen=True, kw_only=True):
    """What `--json` gives of one file."""

    file: str
    blogs: tuple[Taken, ...]
    skipped: dict[str, int]
    problems: tuple[str, ...]
    exit_code: int


class Part(Struct, frozen=True):
    """One WARC file: the file itself, or a member of a WACZ file; `open` gives it from its beginning."""

    name: str
    open: Callable[[], BinaryIO]


def import_captures(paths: Sequence[Path], args: Namespace, archive_root: Path) -> list[Imported]:
    """How it went with those files, read as one: a record may refer to one in another file.

    Raises ConfigError when none of them can be read, ArchiveError when writing fails.
    """
    found = bring_in(paths, args, archive_root)
    more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""  # noqa: PLR2004
    name = ", ".join(path.name for path in paths[:3]) + more
    return [_imported(name, found.taken, found.gathering, found.complaints)]


class Brought(Struct, frozen=True, kw_only=True):
    """What came of the captures in some files."""

    taken: list[Taken]
    gathering: Gathering
    complaints: list[str]


def bring_in(paths: Sequence[Path], args: Namespace, archive_root: Path) -> Brought:
    """All blogs in these files, or the one that is meant, into the archive. Raises ArchiveError."""
    archive, at = Archive(archive_root), now()
    with closing(Sightings()) as sightings, ExitStack() as files:
        gathering = gathering_of(archive, sightings, args)
        parts = _parts(paths, files, gathering)
        for part in parts.values():
            _gather(part, gathering, sightings)
        _refer(gathering, sightings)
        again = Places(parts, sightings)
        gathering.finish(again.response)
        met = sightings.blogs()
        chosen = [one for one in met if _is_wanted(one, args.blog, archive, gathering, len(met))]
        done, complaints = [], list(gathering.troubles)
        if not chosen:
            complaints.append(f"{paths[0]}: {_nothing(gathering, args.blog, sightings)}")
        for one in chosen:
            store = archive.blog(folder_for(one, archive, args))
            try:
                done.append(settle(sightings, one, store, again.of, at))
            except (BusyError, ConfigError) as exc:
                complaints.append(str(exc))
    complaints += [f"{one.blog}: {line}" for one in done for line in one.problems]
    more = gathering.counts["troubles"] - len(gathering.troubles)
    complaints += [f"{paths[0].name}: and {more:,} more records like these"] if more else []
    return Brought(taken=done, gathering=gathering, complaints=complaints)


def run_from_warc(tasks: Sequence[Task], archive_root: Path, out: TextIO, args: Namespace) -> int:
    """The exit code of `backfill --from-warc`: the web is never asked, and what the files lack is a gap."""
    paths = [Path(name) for name in args.from_warc]
    code = 0
    for task in tasks:
        args.blog = task.address
        found = bring_in(paths, args, archive_root)
        lacking = [line for one in found.taken for line in gaps(Archive(archive_root).blog(one.blog))]
        sys.stderr.writelines(f"{one_line(line)}\n" for line in (*found.complaints, *lacking))
        if args.json:
            out.write(json_text(msgspec.to_builtins(found.taken)) + "\n")
        elif not args.quiet:
            out.writelines(f"{one_line(told(one))}\n" for one in found.taken)
        code = 3 if found.complaints or lacking else code
    return code


def gaps(store: BlogStore) -> Iterator[str]:
    """What is known to be missing of each post, by its own word: one line each."""
    for held in filter(None, map(store.latest, store.folders())):
        name, lines = held.url or held.id, list[str]()
        count = sum(one.status != "gone" for one in held.comments)
        if held.body.origin is None:
            lines.append("its text is not in the files")
        elif held.body.truncated:
            lines.append("only a summary of its text is in the files")
        if (held.comments_declared or 0) > count:
            lines.append(f"{held.comments_declared} comments were counted, {count} are in the files")
        yield from (f"{store.name}: {name}: {line}" for line in lines)


def _imported(name: str, done: list[Taken], gathering: Gathering, complaints: list[str]) -> Imported:
    code = 3 if complaints else 0
    skipped = {word: gathering.counts[word] for word in _WORDS if gathering.counts[word]}
    report = Report(file=name, blogs=tuple(done), skipped=skipped, problems=tuple(complaints), exit_code=code)
    passed = ", ".join(f"{count:,} {_WORDS[word]}" for word, count in skipped.items())
    summary = [told(one) for one in done] + ([f"{name}: passed over: {passed}"] if passed else [])
    return Imported(
        file=name,
        summary=tuple(summary),
        complaints=tuple(complaints),
        facts=msgspec.to_builtins(report),
        exit_code=code,
    )


def told(one: Taken) -> str:
    """One line: what captures show of a blog, and what was written."""
    captures = sum(one.captures.values())
    span = f"{one.since[:10]} to {one.until[:10]}" if one.since[:10] != one.until[:10] else one.since[:10]
    wrote = f"{one.versions:,} versions written" if one.versions else "nothing new"
    new = f", {one.added:,} of them new" if one.added else ""
    return f"{one.blog}: {captures:,} captures of {span}, {one.entries:,} posts and pages{new}; {wrote}"


def gathering_of(archive: Archive, sightings: Sightings, args: Namespace) -> Gathering:
    """A gathering that knows the archive's blogs, and what was taken out of them."""
    from feedarchive.fetch.noarchive import asks_not  # noqa: PLC0415

    config = settings(args)
    infos = {info.id: name for name in archive.names() if (info := archive.blog(name).info())}
    hosts = {}
    for name in infos.values():
        info = archive.blog(name).info()
        if info is not None and (host := (urlsplit(info.url).hostname or "").removeprefix("www.")):
            hosts[host] = info.id
    return Gathering(
        sightings,
        now=now(),
        known=hosts,
        guard=lambda blog: guard(archive.blog(infos[blog])) if blog in infos else None,
        asks_not=asks_not if config.fetch.noarchive == "respect" else lambda _: "",
    )


def parts_of(path: Path, name: str, files: ExitStack) -> Iterator[Part]:
    """The WARC files in that file. Raises ConfigError for a zip file that is none of a web archive's."""
    if not zipfile.is_zipfile(path):
        yield Part(name, lambda: files.enter_context(path.open("rb")))
        return
    try:
        packed = files.enter_context(zipfile.ZipFile(path))
        found = warc_names(packed.namelist())
    except (zipfile.BadZipFile, OSError) as exc:
        raise ConfigError(f"{path}: damaged: {exc}") from exc
    if not found:
        raise ConfigError(f"{path}: no WACZ file: it has no archive/*.warc.gz")
    for inner in found:
        # mypy's ZipFile.open gives IO[bytes]
        yield Part(f"{name}/{inner}", lambda inner=inner: files.enter_context(packed.open(inner)))  # type: ignore[misc, arg-type]


def _parts(paths: Sequence[Path], files: ExitStack, gathering: Gathering) -> dict[str, Part]:
    """By their names, or paths where two have the same. Raises ConfigError for a lone file that is none."""
    names = Counter(path.name for path in paths)
    parts: dict[str, Part] = {}
    for path in dict.fromkeys(paths):
        name = path.name if names[path.name] == 1 else str(path)
        try:
            parts.update((part.name, part) for part in parts_of(path, name, files))
        except ConfigError as exc:
            if len(paths) == 1:
                raise
            gathering.trouble(str(exc))
    return parts


def _gather(part: Part, gathering: Gathering, sightings: Sightings) -> None:
    try:
        from feedarchive.sources.warc import Trouble, answers  # noqa: PLC0415
    except ImportError as exc:
        raise ConfigError(INSTALL) from exc

    try:
        with closing(part.open()) as file:
            for found in answers(file, gathering.passed):
                if isinstance(found, Trouble):
                    gathering.trouble(f"{part.name}#{found.offset}: {found.reason}")
                elif found is not None:
                    _take(part, found, gathering, sightings)
    except (OSError, zipfile.BadZipFile) as exc:
        gathering.trouble(f"{part.name}: cannot be read further: {exc}")


def _take(part: Part, found: object, gathering: Gathering, sightings: Sightings) -> None:
    from feedarchive.sources.warc import Answer  # noqa: PLC0415

    assert isinstance(found, Answer)
    place = f"{part.name}#{found.offset}"
    if found.refers is not None:
        if not _revisit(place, found, gathering):
            sightings.put_off("revisit", msgspec.json.encode((place, found)))
        return
    if not found.direct:
        place = f"{place}+{found.date} {found.response.url}"
    capture = Capture(
        response=found.response, place=place, via=f"{part.name}#{found.offset}", digest=found.digest
    )
    if gathering.take(capture) and not found.direct:
        sightings.keep_body(place, msgspec.json.encode(found.response))


def _refer(gathering: Gathering, sightings: Sightings) -> None:
    """Put down the revisits whose record stands after them, or in another file."""
    from feedarchive.sources.warc import Answer  # noqa: PLC0415

    for item in sightings.later("revisit"):
        place, answer = msgspec.json.decode(item, type=tuple[str, Answer])
        if not _revisit(place, answer, gathering):
            gathering.counts["lost revisits"] += 1


def _revisit(place: str, found: Answer, gathering: Gathering) -> bool:
    assert found.refers is not None
    refers = found.refers
    capture = Capture(response=found.response, place=place, via=place)
    return gathering.revisit(capture, refers.digest, refers.url, refers.date)


class Places:
    """Captured answers once more, by their places."""

    def __init__(self, parts: dict[str, Part], sightings: Sightings) -> None:
        self._parts = parts
        self._sightings = sightings
        self._open: dict[str, BinaryIO] = {}

    def of(self, sheet: Sheet) -> Response | None:
        """The answer of that document."""
        return self.response(sheet.place)

    def response(self, place: str) -> Response | None:
        """The answer at that place; None when it cannot be had again."""
        from feedarchive.sources.warc import Answer, answer_at  # noqa: PLC0415

        kept = self._sightings.body(place)
        if kept is not None:
            return msgspec.json.decode(kept, type=Response)
        name, _, offset = place.rpartition("#")
        if name not in self._parts or not offset.isdecimal():
            return None
        with suppress(OSError):
            file = self._open.setdefault(name, self._parts[name].open())
            found = answer_at(file, int(offset))
            return found.response if isinstance(found, Answer) else None
        return None


def folder_for(met: Met, archive: Archive, args: Namespace) -> str:
    """The blog's folder: the one that has it, the one that config.toml names, or its host."""
    held = archive.find_blog(met.id)
    if held is not None:
        return held
    if args.blog and "/" not in args.blog and "." not in args.blog:
        return str(args.blog)
    name = folder_of(met.url)
    for known, one in known_blogs(settings(args)).items():
        if folder_of(one.url) == name:
            return known
    return name


def _is_wanted(met: Met, blog: str | None, archive: Archive, gathering: Gathering, found: int) -> bool:
    """Whether that blog is meant; a name that no folder has yet is for the only blog there is."""
    if blog is None or met.id == blog or met.id.endswith(f"-{blog}"):
        return True
    if blog in archive.names():
        return archive.find_blog(met.id) == blog
    if "." not in blog:
        return found == 1
    return folder_of(blog) == folder_of(met.url) or gathering.blog_at(absolute(blog)) == met.id


def _nothing(gathering: Gathering, blog: str | None, sightings: Sightings) -> str:
    if blog is not None and sightings.blogs():
        there = ", ".join(one.url for one in sightings.blogs()[:5])
        return f"nothing of {blog} is in it; there are: {there}"
    told = "; ".join(gathering.troubles[:3])
    return f"no blog in it ({told})" if told else "no blog in it"
