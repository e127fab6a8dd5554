"""Where each page stands: paths of the server, or files that link to each other; pure text."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from msgspec import Struct


class Links(Struct, frozen=True, kw_only=True):
    """Addresses of pages as they are written into a page.

    Attributes:
        root: what leads from the page at hand to the home page: `/` on a server, `../../` in files.
        files: pages are files that are opened without a server, so a folder's page is its index.html.
    """

    root: str = "/"
    files: bool = False

    def home(self) -> str:
        """The page of all blogs."""
        return self._page("")

    def style(self) -> str:
        """The style sheet."""
        return f"{self.root}style.css"

    def blog(self, name: str, page: int = 1) -> str:
        """A blog's newest posts."""
        return self._page(f"{quote(name)}/{_numbered(page)}")

    def year(self, name: str, year: str) -> str:
        """A blog's posts of a year."""
        return self._page(f"{quote(name)}/{year}/")

    def month(self, name: str, month: str) -> str:
        """A blog's posts of a month, given as `2006-06`."""
        return self._page(f"{quote(name)}/{month.replace('-', '/')}/")

    def label(self, name: str, label: str, page: int = 1) -> str:
        """A blog's posts of a label."""
        part = quote(segment(label, file=True)) if self.files else segment(label)
        return self._page(f"{quote(name)}/label/{part}/{_numbered(page)}")

    def post(self, name: str, folder: str) -> str:
        """A post or static page."""
        return self._page(f"{quote(name)}/{folder}/")

    def comment(self, name: str, folder: str, tag: str) -> str:
        """A comment on the page of its post."""
        return f"{self.post(name, folder)}#{anchor(tag)}"

    def versions(self, name: str, folder: str) -> str:
        """All versions of a post, with what changed from each to the next."""
        return self._page(f"{quote(name)}/{folder}/versions/")

    def version(self, name: str, folder: str, number: int) -> str:
        """A post as it was."""
        return self._page(f"{quote(name)}/{folder}/v{number:04}/")

    def search(self) -> str:
        """The search page."""
        return self._page("search/")

    def statistics(self, name: str) -> str:
        """A blog's figures and plots."""
        return self._page(f"{quote(name)}/statistics/")

    def changes(self, name: str) -> str:
        """A blog's changes as a page."""
        return self._page(f"{quote(name)}/changes/")

    def feed(self, name: str) -> str:
        """A blog's changes as an Atom feed."""
        return f"{self.root}{quote(name)}/changes.atom"

    def media(self, name: str, path: str) -> str:
        """A file that the archive keeps for a blog, by its path below the blog's folder."""
        return f"{self.root}{quote(name)}/{quote(path)}"

    def _page(self, path: str) -> str:
        return f"{self.root}{path}{'index.html' if self.files else ''}"


def anchor(tag: str) -> str:
    """The anchor of a comment: `c` and the digits at the end of its id, as on Blogger's own pages."""
    digits = tag[len(tag.rstrip("0123456789")) :]
    return f"c{digits or quote(tag, safe='')}"


def _numbered(page: int) -> str:
    return "" if page == 1 else f"page/{page}/"


def segment(text: str, *, file: bool = False) -> str:
    """A text as one segment of a path, and never one that leads elsewhere.

    As the name of a file it is short and holds nothing that a file system or a server reads otherwise; the end
    tells texts apart that begin alike.
    """
    if not file:
        return "~" + quote(text, safe="")
    plain = "".join(letter if letter.isalnum() else "-" for letter in text.lower())[:40]
    return f"{plain}-{sha256(text.encode()).hexdigest()[:8]}"
