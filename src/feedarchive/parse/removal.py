"""Who removed a comment, by Blogger's notice in its place."""

from __future__ import annotations

import re

from feedarchive.model import CommentStatus

# "removed by a blog administrator" in Blogger's languages; the other sentence names the author.
_BY_ADMIN = re.compile(
    r"admin|amministra|beheer|moderat|модерат|админ|адмін|διαχειριστ|správc|ylläpit|yönetici|rendszergazd"
    r"|gestor|skrbnik|pengurus|pentadbir|quản trị|ผู้ดูแล|مشرف|مسؤول|مدیر|سرپرست|מנהל|व्यवस्थापक|एडमिन"
    r"|管理|관리",
    re.IGNORECASE,
)


def removal(notice: str) -> CommentStatus:
    """Who removed it; the author, when the notice does not say."""
    return "removed-by-admin" if _BY_ADMIN.search(notice) else "removed-by-author"
