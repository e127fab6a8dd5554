"""Exports of Blogger's as tests need them, in both dialects, with words of our own."""

from html import escape

from msgspec import Struct

BLOG = "tag:blogger.com,1999:blog-4477"
HOME = "https://slow-river.blogspot.com/"
_KINDS = "http://schemas.google.com/g/2005#kind"

_OLD = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0' "
    "xmlns:app='http://purl.org/atom/app#'><id>{blog}.archive</id>"
    "<updated>2019-07-01T10:00:00.000+02:00</updated><title type='text'>Slow River</title>"
    "<subtitle type='html'>Notes from a punt</subtitle>"
    "<link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' "
    "href='{home}feeds/posts/default'/>"
    "<link rel='alternate' type='text/html' href='{home}'/><author><name>Heron</name></author>"
    "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
)

_TAKEOUT = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
  <id>{blog}</id>
  <title>Slow River</title>
"""


class Item(Struct, frozen=True, kw_only=True):
    """One entry of an export; `status` as Takeout writes it."""

    number: int
    kind: str = "post"
    title: str = ""
    html: str = "<p>Nothing moved.</p>"
    at: str = "2018-03-04T05:06:07.000Z"
    updated: str = "2018-03-04T06:00:00.000Z"
    status: str = "LIVE"
    slug: str = ""
    labels: tuple[str, ...] = ()
    parent: int = 0
    answers: int = 0
    author: str = "Heron"
    account: bool = True
    trashed: str = ""

    @property
    def id(self) -> str:
        """Its id, as exports write it."""
        return f"{BLOG}.post-{self.number}"

    @property
    def path(self) -> str:
        """The path of its address."""
        return (
            f"/p/{self.slug}.html"
            if self.kind == "page"
            else f"/{self.at[:4]}/{self.at[5:7]}/{self.slug}.html"
        )


def old(*items: Item, home: str = HOME, blog: str = BLOG) -> bytes:
    """The old export, with a template and settings before what is in it."""
    extra = [_settings("template", "layout", blog), _settings("settings", "settings.BLOG_NAME", blog)]
    head = _OLD.format(blog=blog, home=home)
    return (head + "".join([*extra, *(_old_item(one, home, blog) for one in items)]) + "</feed>").encode()


def takeout(*items: Item, blog: str = BLOG) -> bytes:
    """Takeout's feed.atom."""
    return (
        _TAKEOUT.format(blog=blog) + "".join(_takeout_item(one, blog) for one in items) + "</feed>\n"
    ).encode()


def _settings(kind: str, name: str, blog: str) -> str:
    return (
        f"<entry><id>{blog}.{name}</id><published>2019-07-01T10:00:00.000+02:00</published>"
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/><title type='text'>{kind}</title>"
        "<content type='text'>of no interest</content></entry>"
    )


def _old_item(one: Item, home: str, blog: str) -> str:
    draft = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    url = f"{home.rstrip('/')}{one.path}"
    parts = [
        f"<entry><id>{blog}.post-{one.number}</id><published>{one.at}</published><updated>{one.updated}</updated>",
        draft if one.status != "LIVE" else "",
        f"<category scheme='{_KINDS}' term='http://schemas.google.com/blogger/2008/kind#{one.kind}'/>",
        *(
            f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(label)}'/>"
            for label in one.labels
        ),
        f"<title type='text'>{escape(one.title)}</title><content type='html'>{escape(one.html)}</content>",
    ]
    if one.kind == "comment":
        parts.append(
            f"<thr:in-reply-to ref='{blog}.post-{one.parent}' href='{home}x.html' type='text/html'/>"
        )
    elif one.status == "LIVE":
        parts.append(f"<link rel='alternate' type='text/html' href='{url}' title='{escape(one.title)}'/>")
    if one.answers:
        href = f"{home}feeds/{one.parent}/comments/default/{one.answers}"
        parts.append(f"<link rel='related' type='application/atom+xml' href='{href}'/>")
    uri = "<uri>http://www.blogger.com/profile/9</uri>" if one.account else ""
    parts.append(
        f"<author><name>{escape(one.author)}</name>{uri}<email>noreply@blogger.com</email></author></entry>"
    )
    return "".join(parts)


def _takeout_item(one: Item, blog: str) -> str:
    kind = "BLOGGER" if one.account else "ANONYMOUS"
    parent = f"{blog}.post-{one.parent}" if one.parent else ""
    answers = f"{blog}.post-{one.answers}" if one.answers else ""
    replies = (
        f"""
    <blogger:parent>{parent}</blogger:parent>
    <blogger:inReplyTo>{answers}</blogger:inReplyTo>"""
        if one.kind == "comment"
        else ""
    )
    labels = "".join(f"\n    <category scheme='{blog}' term='{escape(label)}'/>" for label in one.labels)
    filename = f"<blogger:filename>{one.path}</blogger:filename>" if one.slug else "<blogger:filename/>"
    return f"""  <entry>
    <id>{blog}.post-{one.number}</id>{replies}
    <blogger:type>{one.kind.upper()}</blogger:type>
    <blogger:status>{one.status}</blogger:status>
    <author>
      <name>{escape(one.author)}</name>
      <uri></uri>
      <blogger:type>{kind}</blogger:type>
    </author>
    <title>{escape(one.title)}</title>
    <content type='html'>{escape(one.html)}</content>
    <blogger:metaDescription/>
    <blogger:created>{one.at}</blogger:created>
    <published>{one.at}</published>
    <updated>{one.updated}</updated>
    <blogger:location/>{labels}
    {filename}
    <link/>
    <enclosure/>
    <blogger:trashed>{one.trashed}</blogger:trashed>
  </entry>
"""


ALL_KINDS = (
    Item(
        number=11,
        title="High water",
        slug="high-water",
        labels=("floods", "boats"),
        html="<p>It rose &amp; rose.</p>",
    ),
    Item(
        number=12,
        title="",
        slug="blog-post",
        at="2018-05-01T10:00:00.000Z",
        updated="2018-05-01T11:00:00.000Z",
    ),
    Item(number=13, kind="page", title="About", slug="about"),
    Item(number=14, title="Half a thought", status="DRAFT"),
    Item(number=16, title="Regretted", status="SOFT_TRASHED", trashed="2018-09-09T00:00:00Z"),
    Item(
        number=21,
        kind="comment",
        parent=11,
        author="Otter",
        html="Seen it too.",
        at="2018-03-05T01:02:03.456Z",
    ),
    Item(number=22, kind="comment", parent=11, answers=21, author="Anonymous", account=False, html="Where?"),
    Item(number=23, kind="comment", parent=11, author="Pills", status="SPAM_COMMENT", html="Buy cheap reeds"),
    Item(number=24, kind="comment", parent=12, author="Shade", status="GHOSTED_COMMENT", html="boo"),
    Item(number=25, kind="comment", parent=12, author="Late", status="PENDING_MODERATION", html="may I?"),
    Item(number=26, kind="comment", parent=13, author="Vole", html="Good page."),
    Item(number=27, kind="comment", parent=99, author="Left", html="Below a post that was deleted."),
    Item(number=28, kind="comment", parent=14, author="Odd", html="Below a draft."),
)
