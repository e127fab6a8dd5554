"""Everything raised on purpose.

FeedArchiveError
├── ConfigError                       exit 2: wrong usage or configuration, nothing was done
├── FetchError(url, reason)           exit 3: some blogs or posts failed, the rest was done and kept
│   ├── RefusedError                  one of our own limits; never retried
│   │   ├── DisallowedError           robots.txt says no
│   │   ├── OffLimitsError            a place that is not asked: a private address, an odd port
│   │   └── NoArchiveError            it was answered, and asks not to be archived
│   ├── GoneError                     404, 410
│   ├── NotMediaError                 something else where an image or recording should be
│   ├── UnreachableError              no answer, or 5xx
│   │   ├── NoWayInError              no connection, or no robots.txt: nothing can be asked of that host
│   │   │   └── NoRulesError          that robots.txt is beyond our limits; not asked again
│   │   ├── MiscodedError             it says gzip and is not
│   │   └── TurnedAwayError           exit 6: 429 or 503; carries retry_after
│   │       ├── ChallengedError       exit 6: a captcha instead of the document
│   │       └── LeftAloneError        exit 6: not asked, the site is left alone until later
│   └── TooLargeError                 past a limit of size, time or ratio
├── ParseError(url, reason)           exit 3; the bytes are already kept
│   ├── UnknownFormatError            a document of another kind than was asked for
│   └── DamagedError                  cut or mangled
└── ArchiveError(name, reason)        exit 4: stop, a person must look
    ├── CorruptError                  bytes differ from what was written
    │   └── RedactedError             nothing of a raw record's body is left: it was taken out
    ├── FormatError                   a format number this program does not know
    └── BusyError                     exit 5: another run holds it
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class FeedArchiveError(Exception):
    """The root: `str()` is one sentence that names the subject and the reason."""

    exit_code = 1


class ConfigError(FeedArchiveError):
    """Wrong usage or configuration; nothing was done."""

    exit_code = 2


class NamedError(FeedArchiveError):
    """An error about one thing: a URL, or a file's name."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class FetchError(NamedError):
    """A URL that could not be had."""

    exit_code = 3


class RefusedError(FetchError):
    """Not asked, or not to be asked again: robots.txt, or one of our own limits."""


class DisallowedError(RefusedError):
    """The site's robots.txt disallows it."""


class OffLimitsError(RefusedError):
    """Not asked by us: a private address, an odd port, a public host without a contact."""


class NoArchiveError(RefusedError):
    """The document asks not to be archived (`noarchive`); its body is not kept."""


class GoneError(FetchError):
    """The site says it has no such thing (404, 410).

    Attributes:
        status: the HTTP status, 404 or 410.
        raw: where the answer is kept, `raw/<file>#<offset>`, or None.
    """

    def __init__(self, name: str, reason: str, *, status: int = 404, raw: str | None = None) -> None:
        super().__init__(name, reason)
        self.status = status
        self.raw = raw


class NotMediaError(FetchError):
    """An answer that is no image, recording or other file that is kept, whatever it says of itself."""


class UnreachableError(FetchError):
    """No answer, a broken one, or a server's own failure (5xx)."""


class NoWayInError(UnreachableError):
    """The host cannot be asked for anything: no connection, or its robots.txt could not be had."""


class NoRulesError(NoWayInError):
    """Its robots.txt is beyond our limits: asking again would bring the same."""


class MiscodedError(UnreachableError):
    """The answer says it is gzip, and is something else."""


class TurnedAwayError(UnreachableError):
    """The site asks us to come back later (429, 503).

    Attributes:
        retry_after: seconds to wait as the site said, or None when it did not say.
    """

    exit_code = 6

    def __init__(self, name: str, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(name, reason)
        self.retry_after = retry_after


class ChallengedError(TurnedAwayError):
    """The site answered with a captcha: it takes us for too many."""


class LeftAloneError(TurnedAwayError):
    """Nothing was asked: the site is left alone, because it said so or its circuit is open.

    Attributes:
        held: seconds until then.
        until: when it may be asked again, UTC.
    """

    def __init__(self, name: str, reason: str, *, retry_after: float, until: datetime) -> None:
        super().__init__(name, reason, retry_after=retry_after)
        self.held = retry_after
        self.until = until


class TooLargeError(FetchError):
    """Past a limit of size, time or compression ratio."""


class ParseError(NamedError):
    """Bytes that could not be read as what they were asked for; they are kept."""

    exit_code = 3


class UnknownFormatError(ParseError):
    """A document of another kind than was asked for: HTML where a feed should be."""


class DamagedError(ParseError):
    """A document of the right kind, cut or mangled."""


class ArchiveError(NamedError):
    """The archive itself needs a person."""

    exit_code = 4


class CorruptError(ArchiveError):
    """What is stored differs from what was written."""


class RedactedError(CorruptError):
    """A raw record of which nothing is left: it was taken out on purpose."""


class FormatError(ArchiveError):
    """A format number this program does not know."""


class BusyError(ArchiveError):
    """Another run holds that blog or archive."""

    exit_code = 5
