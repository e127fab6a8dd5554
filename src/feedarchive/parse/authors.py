"""Who somebody is, by what a page shows beside the name.

"Anonymous JSBolton said..." is an icon whose alternative text is "Anonymous", the name, and a label (fact
sheet blogger-pages, section 0.1, 2026-11).
"""

from __future__ import annotations

import re

from feedarchive.model import AuthorKind

PROFILE = re.compile(r"https?://(?:[a-z0-9]+\.)?blogger\.com/profile/\d", re.IGNORECASE)

# What Blogger writes, in its languages, for someone who left no name.
_NAMELESS = """
    anonymous, anónimo, anônimo, anònim, anonim, anonyme, anonimo, anonym, anonymní, anonymný, anoniem,
    anonimowy, anonimas, anonimiškas, anonīms, anonüümne, anonyymi, anoniman, anonimni, nafnlaus, névtelen,
    adsız, аноним, анонимный, анонимен, анонім, анонимно, анониман, ανώνυμος, אנונימי, مجهول, غير معرف,
    ناشناس, बेनामी, 匿名, 匿名さん, 익명, ไม่ระบุชื่อ, nặc danh, tanpa nama, tak bernama
"""  # noqa: RUF001 - the letters of those languages
NAMELESS = frozenset(name.strip() for name in _NAMELESS.split(","))

# The label after a name: "said..." in Blogger's languages, as templates and pages show it.
_SPACED = (
    r"said|says|dijo|disse|diz|ha detto|ha scritto|a dit|hat gesagt|schrieb|zei|sa|sagde|skrev|kirjoitti"
    r"|sanoi|pisze|napisał\(?a?\)?|powiedział\(?a?\)?|řekl\(?a?\)?|povedal\(?a?\)?|írta|spunea|a spus|dedi ki"
    r"|ha dit|mengatakan|berkata|комментирует|пишет|сказал\(?а?\)?|говорить|сказав|каза|είπε|nói|กล่าวว่า"  # noqa: RUF001 - Cyrillic
    r"|يقول|אמר(?:/ה)?"
)
_JOINED = r"さんは書きました|さんのコメント|さん|说|說|说道|說道|提到|님의 말"
_LABEL = re.compile(rf"(?:,?\s+(?:{_SPACED})|\s*(?:{_JOINED}))\s*(?:\.{{2,3}}|…|:)\s*\Z", re.IGNORECASE)


def kind(link: str | None, marks: str = "") -> AuthorKind:
    """Account, OpenID or not signed in: by the author's link and by the names and texts of icons beside."""
    marks = marks.lower()
    if "openid" in marks:
        return "openid"
    if (link and PROFILE.match(link)) or "blogger-comment-icon" in marks:
        return "account"
    return "anonymous"


def own_name(shown: str, link: str | None) -> str | None:
    """The name that the person left; None for "Anonymous" in any language without a link, and for ""."""
    shown = " ".join(shown.split())
    return None if not shown or (link is None and shown.lower() in NAMELESS) else shown


def without_label(line: str, said: str = "") -> str:
    """A name without "said...": `said` is the page's own pattern for both, as "%1 said...", where known."""
    line = " ".join(line.split())
    before, marker, after = " ".join(said.split()).partition("%1")
    if marker and after and line.startswith(before) and line.endswith(after):
        return line[len(before) : len(line) - len(after)].strip()
    return _LABEL.sub("", line)
