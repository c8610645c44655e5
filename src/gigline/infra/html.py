"""HTML from strangers: the one way it gets in. Nothing else in the package may call a sanitiser or trust HTML.

What stays is text with a little structure. Nothing that is left loads anything, runs anything, covers anything, or
leads anywhere but to http, https, mailto and tel: pictures go (they tell their sender who read the mail, when and
where), styles, classes, ids and forms go. Links open apart and tell nobody where they were clicked.
"""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

TAGS = frozenset(
    (  # noqa: SIM905
        "a abbr b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small "
        "span strong sub sup table tbody td tfoot th thead tr u ul"
    ).split()
)
# Their content is no text: it goes with them.
DROPPED = frozenset("script style title template noscript iframe object embed svg math head textarea select".split())  # noqa: SIM905
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
MAX_CHARS = 1_000_000

_BLOCKS = frozenset("blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split())  # noqa: SIM905
_CELLS = frozenset({"td", "th"})


def sanitize_html(html: str) -> str:
    """`html` with nothing in it that loads, runs or deceives; cut at a million characters."""
    return nh3.clean(
        html[:MAX_CHARS],
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )


def text_of(html: str) -> str:
    """The words of `html` as plain text, with its paragraphs, lists and quotations."""
    reader = _Words()
    reader.feed(sanitize_html(html))
    reader.close()
    return reader.text()


class _Words(HTMLParser):
    """Reads what `sanitize_html` left: well-formed, known tags only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes = 0
        self._as_it_is = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in _BLOCKS:
            self._break()
        if tag == "blockquote":
            self._quotes += 1
        if tag == "pre":
            self._as_it_is += 1
        if tag == "li":
            self._lines[-1] += "- "
        if tag == "p":
            self._break(empty=True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
        if tag == "pre":
            self._as_it_is = max(0, self._as_it_is - 1)
        if tag in _BLOCKS:
            self._break(empty=tag == "p")
        if tag in _CELLS:
            self._lines[-1] += " "

    def handle_data(self, data: str) -> None:
        for at, line in enumerate(data.split("\n") if self._as_it_is else [data]):
            if at:
                self._lines.append(self._mark())
            self._say(line if self._as_it_is else " ".join(f"|{line}|".split())[1:-1])

    def _say(self, words: str) -> None:
        if not self._lines[-1]:
            self._lines[-1] = self._mark()
        if words.strip() or self._lines[-1].strip("> "):
            self._lines[-1] += words

    def _mark(self) -> str:
        return "> " * min(self._quotes, 5)

    def _break(self, *, empty: bool = False) -> None:
        if self._lines[-1].strip("> "):
            self._lines.append("")
        if empty and len(self._lines) > 1 and self._lines[-2].strip():
            self._lines.append("")

    def text(self) -> str:
        """Lines without spaces at their ends, and at most one empty line in a row."""
        found: list[str] = []
        for line in self._lines:
            if line.strip() or (found and found[-1]):
                found.append(line.rstrip())
        return "\n".join(found).strip()
