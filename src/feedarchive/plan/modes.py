"""When pages of posts and images are fetched: the words of the command line and of config.toml."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from feedarchive.plan.media import Wish
    from feedarchive.plan.pages import Pages

MODES: tuple[Pages, ...] = ("always", "missing", "never")
WISHES: tuple[Wish, ...] = ("on", "off")
