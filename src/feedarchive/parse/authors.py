"""Who somebody is, by what a page shows beside the name.

"Anonymous JSBolton said..." is an icon whose alternative text is "Anonymous", the name, and a label (fact
sheet blogger-pages, section 0.1, 2026-11).
"""

from __future__ import annotations

import re

from feedarchive.model import AuthorKind

PROFILE = re.compile(
    r"(?:https?:)?//(?:(?:[a-z0-9]+\.)?blogger\.com/profile/\d|(?:www\.)?plus\.google\.com/|profiles\.google\.com/)",
    re.IGNORECASE,
)
# Icons beside a name, as classes and files; commenters choose neither.
_OPENID_ICONS = "openid-comment-icon", "openid16"
_ACCOUNT_ICONS = "blogger-comment-icon", "b16-rounded", "blogger_logo_round"

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
    r"said|says|dijo|comentó|disse|diz|ha detto|ha scritto|a dit|a écrit|hat gesagt|schrieb|zei|sa|sagde"
    r"|skrev|sagði|kirjoitti|sanoi|pisze|napisał\(?a?\)?|powiedział\(?a?\)?|řekl\(?a?\)?|povedal\(?a?\)?|pravi|kaže"
    r"|je rekao|írta|spunea|a spus|dedi ki|ha dit|va dir|rašė|teica|ütles|mengatakan|berkata|bilang|sinabi ni"
    r"|комментирует|пишет|сказал\(?а?\)?|говорить|сказав|каза|је рекао|είπε|nói|กล่าวว่า"  # noqa: RUF001
    r"|يقول|قال|אמר(?:/ה)?|گفت|ने कहा"
)
_JOINED = r"さんは書きました|さんのコメント|さん|说|說|说道|說道|提到|님의 말"
_LABEL = re.compile(rf"(?:,?\s+(?:{_SPACED})|\s*(?:{_JOINED}))\s*(?:\.{{2,3}}|…|:)\s*\Z", re.IGNORECASE)


def kind(link: str | None, marks: str = "") -> AuthorKind:
    """Account, OpenID or not signed in: by the author's link and by the classes and files of icons beside."""
    if marks and any(icon in marks for icon in _OPENID_ICONS):
        return "openid"
    if (link and PROFILE.match(link)) or (marks and any(icon in marks for icon in _ACCOUNT_ICONS)):
        return "account"
    return "anonymous"


def own_name(shown: str, who: AuthorKind, link: str | None = None) -> str | None:
    """The name that the person left; None for "" and for Blogger's "Anonymous", in any of its languages.

    An account, or who left a link, may be *named* "Anonymous". Blogger's own word begins with a capital:
    "ANONYMOUS" and "anonymous" were typed.
    """
    shown = " ".join(shown.split())
    if not shown:
        return None
    nameless = who != "account" and link is None and shown.lower() in NAMELESS
    return None if nameless and shown == shown[:1].upper() + shown[1:].lower() else shown


def without_label(line: str, said: str = "") -> str:
    """A name without "said...": `said` is the page's own pattern for both, as "%1 said...", where known."""
    line = " ".join(line.split())
    before, marker, after = " ".join(said.split()).partition("%1")
    if marker and after and line.startswith(before) and line.endswith(after):
        return line[len(before) : len(line) - len(after)].strip()
    return _LABEL.sub("", line)
