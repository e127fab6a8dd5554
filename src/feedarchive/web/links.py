"""Where each page stands: paths of the server, or files that link to each other; pure text."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from msgspec import Struct

OURS = "-"  # the search page and the style sheet stand below it; no blog has a page of such a name


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
        return f"{self.root}{OURS}/style.css"

    def blog(self, name: str, page: int = 1) -> str:
        """A blog's newest posts."""
        return self._page(f"{quote(name)}/{numbered(page)}")

    def span(self, name: str, when: str, page: int = 1) -> str:
        """A blog's posts of a year or month, given as `2006` or `2006-06`."""
        return self._page(f"{quote(name)}/{when.replace('-', '/')}/{numbered(page)}")

    def label(self, name: str, label: str, page: int = 1) -> str:
        """A blog's posts of a label."""
        if self.files:
            return self._page(f"{quote(name)}/label/{segment(label)}/{numbered(page)}")
        turned = f"&page={page}" if page > 1 else ""
        return self._page(f"{quote(name)}/label/?name={quote(label, safe='')}{turned}")

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
        return self._page(f"{OURS}/search/")

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


def numbered(page: int) -> str:
    """What leads from a list to that page of it; its first page is the list."""
    return "" if page == 1 else f"page/{page}/"


def segment(text: str) -> str:
    """A label as the name of a folder: short, in ASCII, and never one that leads elsewhere.

    The end tells labels apart that begin alike.
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())[:40]
    return f"{plain}-{sha256(text.encode(errors='surrogatepass')).hexdigest()[:8]}"
