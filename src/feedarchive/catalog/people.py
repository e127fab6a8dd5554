"""Who is who: one key for one person, wherever they wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedarchive.catalog.folding import fold

if TYPE_CHECKING:
    from feedarchive.model import Author

# Blogger writes one profile as http://www.blogger.com/profile/07…, https://draft.blogger.com/profile/7…
_PROFILE = re.compile(r"(?:https?:)?//(?:www\.|draft\.)?blogger\.com/profile/0*([0-9]+)")
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def key(author: Author) -> str | None:
    """What is the same for one person: the profile or page that the name links to, else kind and name.

    A name without an address is not proof: two people may sign as "Dave". None for someone without either.
    """
    if author.url:
        profile = _PROFILE.match(author.url)
        if profile:
            return f"blogger:{profile[1]}"
        return f"url:{_SCHEME.sub('', author.url).rstrip('/')}"
    name = " ".join(fold(author.name or "").split())
    return f"{author.kind}:{name}" if name else None
