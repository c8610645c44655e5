"""The little markdown that answers use: paragraphs, lists, tables, headings, **bold** and [links](https://...).

It is written once and shown in three ways: as plain text, with WhatsApp's own marks, and as HTML. Nothing that was
written becomes markup of ours: HTML is made of text that is escaped and of a fixed list of elements. Whoever shows it
in a browser of ours reads the same language (`web/shared/markdown.ts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import urlsplit

_HEADING = re.compile(r"#{1,4}\s+(.+)")
_BULLET = re.compile(r"\s{0,3}[-*•]\s+(.*)")
_NUMBER = re.compile(r"\s{0,3}(\d{1,9})[.)]\s+(.*)")
_ROW = re.compile(r"\s*\|(.*)\|\s*")
_RULE = re.compile(r"[\s|:-]+")
# Bold, a link with a name, a bare address: whichever comes first.
_MARKS = re.compile(
    r"\*\*(?=\S)(?P<bold>[^*\n]{1,2000}?)\*\*|\[(?P<name>[^\][\n]{1,300})\]\((?P<to>[^\s()]{1,2000})\)"
    r"|(?P<bare>\bhttps?://[^\s<>\"'`]{1,2000})"
)
_TAIL = ".,;:!?…*_"


def plain(text: str) -> str:
    """Only the words: a link shows its address, emphasis and headings nothing."""
    return _by_line(text, lambda line: _inline(line, str, str, _named), heading=str)


def whatsapp(text: str) -> str:
    """With the marks of WhatsApp: *bold*, and links that it finds by itself."""

    def bold(words: str) -> str:
        return f"*{words.strip()}*" if words.strip() else words

    return _by_line(text, lambda line: _inline(line, str, bold, _named), heading=bold)


def html(text: str) -> str:
    """Escaped, in paragraphs, lists and tables; links open apart and tell nobody where they were clicked."""
    return "\n".join(_blocks(text.replace("\r\n", "\n").split("\n")))


def _by_line(text: str, inline: Callable[[str], str], heading: Callable[[str], str]) -> str:
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        row = _ROW.fullmatch(line)
        if row is not None and _RULE.fullmatch(row[1]):
            continue
        titled = _HEADING.fullmatch(line)
        cells = " · ".join(one.strip() for one in row[1].split("|")) if row is not None else line
        lines.append(heading(_inline(titled[1], str, str, _named)) if titled else inline(cells))
    return "\n".join(lines).strip()


def _inline(text: str, words: Callable[[str], str], bold: Callable[[str], str], link: Callable[[str, str], str]) -> str:
    """`text` with each kind of mark as it is shown; `link` gets what stands there and the address."""
    parts, at = [], 0
    for found in _MARKS.finditer(text):
        parts.append(words(text[at : found.start()]))
        at = found.end()
        if found["bold"] is not None:
            parts.append(bold(_inline(found["bold"], words, str, link)))
        elif found["bare"] is not None:
            to = _without_tail(found["bare"])
            at = found.start() + len(to)
            parts.append(link(to, to) if _is_web(to) else words(to))
        else:
            parts.append(link(found["name"], found["to"]) if _is_web(found["to"]) else words(found[0]))
    return "".join([*parts, words(text[at:])])


def _without_tail(address: str) -> str:
    """What follows an address belongs to the sentence; a closing bracket too, unless the address opened one."""
    shown = address.rstrip(_TAIL)
    while shown.endswith(")") and shown.count(")") > shown.count("("):
        shown = shown[:-1].rstrip(_TAIL)
    return shown


def _named(name: str, to: str) -> str:
    return to if name == to else f"{name} ({to})"


def _is_web(address: str) -> bool:
    """http or https, without a user name that looks like another host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _html_line(text: str) -> str:
    return _inline(text, escape, lambda words: f"<strong>{words}</strong>", _html_link)


def _html_link(name: str, to: str) -> str:
    return f'<a href="{escape(to)}" rel="noopener noreferrer nofollow" target="_blank">{escape(name)}</a>'


def _blocks(lines: list[str]) -> Iterator[str]:
    """What belongs together is gathered until something else begins."""
    kind, gathered = "", list[str]()
    for line in lines:
        next_kind, content = _read(line)
        # A blank line between the items of a list does not end it.
        if not next_kind and kind in {"ul", "ol"}:
            continue
        if next_kind != kind and gathered:
            yield _block(kind, gathered)
            gathered = []
        kind = next_kind
        gathered += [content] if content else []
    if gathered:
        yield _block(kind, gathered)


def _read(line: str) -> tuple[str, str]:
    """The kind of a line, and its content as HTML."""
    if (row := _ROW.fullmatch(line)) is not None:
        cells = "".join(f"<td>{_html_line(one.strip())}</td>" for one in row[1].split("|"))
        return "table", "" if _RULE.fullmatch(row[1]) else f"<tr>{cells}</tr>"
    if (titled := _HEADING.fullmatch(line)) is not None:
        return "h", f"<strong>{_inline(titled[1], escape, str, _html_link)}</strong>"
    if (item := _BULLET.fullmatch(line)) is not None:
        return "ul", f"<li>{_html_line(item[1])}</li>"
    if (item := _NUMBER.fullmatch(line)) is not None:
        # A list that a paragraph interrupts goes on counting.
        return "ol", f'<li value="{item[1]}">{_html_line(item[2])}</li>'
    return ("p", _html_line(line.strip())) if line.strip() else ("", "")


def _block(kind: str, content: list[str]) -> str:
    if kind in {"p", "h"}:
        return f"<p>{'<br>'.join(content)}</p>"
    return f"<{kind}>{''.join(content)}</{kind}>"
