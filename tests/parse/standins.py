"""Pages that answer 200 in a document's place, in our own words around their marks: (kind, body) by name."""


def _page(title: str, body: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()
    )


STAND_INS: dict[str, tuple[str, bytes]] = {
    "H16-google-sorry": (
        "captcha",
        _page(
            "http://blog.example/",
            "<form action='index' id='captcha-form'><div class='g-recaptcha'></div></form>"
            "<p>We saw unusual traffic from your network.</p>",
        ),
    ),
    "recaptcha": (
        "captcha",
        _page("One moment", "<script src='https://x.example/recaptcha/api.js'></script>"),
    ),
    "cloudflare": (
        "captcha",
        _page("Just a moment...", "<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script><p>Wait."),
    ),
    "H17-login": (
        "login",
        _page(
            "Sign in",
            "<form action='https://accounts.google.com/ServiceLogin'><input type='password'></form>",
        ),
    ),
    "content-warning": (
        "content warning",
        _page(
            "Content Warning",
            "<p>Some readers may object.</p><a href='http://blog.example/?guestAuth=AbC'>Go on</a>",
            "<link href='https://www.blogger.com/static/v1/1-interstitial_bundle.css' rel='stylesheet'>",
        ),
    ),
    "content-warning-frame": (
        "content warning",
        _page(
            "A blog",
            "<iframe src='https://www.blogger.com/blogin.g?blogspotURL=http://b.example/&amp;type=blog'>",
        ),
    ),
    "private-blog": (
        "login",
        _page("Private", "<a href='https://www.blogger.com/blogin.g?blogspotURL=x'>In</a>"),
    ),
    "removed": ("removed", _page("Blogger", "<h1>This blog has been removed</h1>")),
    "never-was": ("removed", _page("Blogger", "<h1>Blog not found</h1>")),
    "bx-code": ("error", _page("Blogger", "<p>That did not work. Code: bX-k2p9zq</p>")),
    "error-200": ("error", _page("Error", "<p>Something broke.</p>")),
    "H18-parked": ("parked", _page("blog.example", "<h1>blog.example</h1><p>This domain is for sale!</p>")),
    "expired": ("parked", _page("blog.example", "<p>The domain has expired.</p>")),
    "H19-json": ("json", b'{"error": {"code": 500, "message": "backend"}}'),
    "json-list": ("json", b' [{"a": 1}]'),
}
