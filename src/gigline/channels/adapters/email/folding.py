"""What somebody wrote, apart from what their program added: the mail they answer, and their signature. Pure.

Nothing is thrown away: what is folded is kept beside the text and shown on demand. The library that knows how mail
programs in many languages write "... wrote:" searches with expressions whose time grows with the length of lines and
texts, so only texts of the usual kind are given to it; for the others quotation marks have to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

LONGEST = 12_000
LONGEST_LINE = 400
MOST_LINES = 400
LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "da"]


@dataclass(frozen=True)
class Folded:
    """`text` is what is new; `quoted` and `signature` are what was folded away."""

    text: str
    quoted: str = ""
    signature: str = ""


def fold(body: str) -> Folded:
    """Split a mail's text. A mail in which nothing would be left is all text."""
    text = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    written, quoted = _apart(text)
    if not written.strip():
        return Folded(text)
    written, signature = _without_signature(written)
    return Folded(written.strip(), quoted.strip(), signature.strip())


def _apart(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    usual = len(text) <= LONGEST and len(lines) <= MOST_LINES and all(len(line) <= LONGEST_LINE for line in lines)
    if usual:
        answers = EmailReplyParser(languages=LANGUAGES).read(text).replies
        head = answers[0].content if answers else text
        if len(answers) > 1 and head.strip():
            # The library strips lines; the cut is made in the text as it was written.
            at = len(head.strip().split("\n"))
            at = _cut(lines, head.strip().split("\n")) or at
            return _quotes("\n".join(lines[:at]), "\n".join(lines[at:]))
    return _quotes(text, "")


def _cut(lines: list[str], head: list[str]) -> int:
    """After how many of `lines` the stripped `head` ends."""
    seen = 0
    for at, line in enumerate(lines, start=1):
        if seen < len(head) and line.strip() == head[seen].strip():
            seen += 1
            if seen == len(head):
                return at
    return 0


def _quotes(text: str, after: str) -> tuple[str, str]:
    """The quotation at the end of `text` belongs to what comes after; answers between quotations stay as they are."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    if not any(line.lstrip().startswith(">") for line in lines[end:]):
        return text, after
    return "\n".join(lines[:end]), "\n".join([*lines[end:], after])


def _without_signature(text: str) -> tuple[str, str]:
    """What follows the last line `-- ` is the signature, if it is short."""
    lines = text.split("\n")
    for at in range(len(lines) - 1, max(-1, len(lines) - 16), -1):
        if lines[at] in {"--", "-- "}:
            return "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
        if lines[at].lower().startswith(_SENT_FROM) and at > 0 and at >= len(lines) - 2:
            return "\n".join(lines[:at]), "\n".join(lines[at:])
    return text, ""


_SENT_FROM = ("sent from my ", "von meinem ", "envoyé de mon ", "enviado desde mi ", "inviato da ", "get outlook for ")
