"""Who wrote a post, from a line as "posted by X at 6:36 PM", in the words of Blogger's languages."""

from __future__ import annotations

import re

LONGEST = 400  # characters

# "posted by X at", "¶ posted by X at" (fact sheet blogger-pages, B1.A) and `<$I18NPostedByAuthorNickname$>`.
_BY = """
    posted by, publicado por, postado por, enviado por, posté par, poste par, publié par, publie par
    pubblicato da, postato da, inviato da, gepostet von, eingestellt von, verfasst von, geschrieben von
    erstellt von, geplaatst door, gepost door, upplagd av, postat av, inlagd av, indsendt af, lagt ind af
    skrevet af, skrevet av, lagt inn av, lähettänyt, kirjoittanut, zamieszczone przez, przesłane przez
    přidal(a), přidal, vložil(a), vložil/a, vložil, publikoval, uverejnil, bejegyezte, gönderen, yayınlayan
    publicat per, publicat de, postat de, trimis de, objavio/la, objavio, objavil, autor, postitas, parašė
    diposting oleh, diposkan oleh, dicatat oleh, đăng bởi, người đăng, опубликовано, автор, отправлено
    опубліковано, публикувано от, αναρτήθηκε από τον/την, αναρτήθηκε από, δημοσιεύτηκε από, מאת
    פורסם על ידי, مرسلة بواسطة, ارسال شده توسط, เขียนโดย, 投稿者, 作者, 張貼者, 发帖者, 發佈者, 작성자, 게시자
"""  # noqa: RUF001 - the letters of those languages
_LABELS = tuple(sorted((label.strip() for label in re.split(r"[,\n]", _BY) if label.strip()), key=len))[::-1]
_AT = re.compile(
    r"(?:\s+(?:at|a las?|a la\(s\)|[aàá]|às|el|em|en|in|alle|alle ore|um|am|op|om|le|on|kl\.?|klo|o|u|ob|в|о"  # noqa: RUF001
    r"|στις|la|pada|saat|lúc|於|时间[:：]?|時刻[:：]?|시간:?|dátum:?|@|\||-|,|:))*\s*\Z",  # noqa: RUF001
    re.IGNORECASE,
)


def named_in(line: str) -> str | None:
    """The name in "posted by X at"; None in any other line."""
    line = " ".join(line.split())[:LONGEST]
    small = line.lower()
    label = next((each for each in _LABELS if each in small), None)
    if label is None or len(small) != len(line):
        return None
    rest = line[small.index(label) + len(label) :]
    if not rest.startswith((" ", ":", "：")):  # noqa: RUF001
        return None
    return _AT.sub("", rest.lstrip(" :：")) or None  # noqa: RUF001
