"""Header fields of mails: text, addresses, ids. Pure, and quick whatever somebody wrote into them.

The standard library's modern header parser takes time that grows with the square of what it is given; its old one,
with limits of ours around it, does not.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
import re
import unicodedata
from collections.abc import Sequence
from email.message import Message
from email.utils import getaddresses

from gigline.channels.adapters.email.charsets import decoded
from gigline.kit.text import storable

LONGEST_FIELD = 2_000
LONGEST_ADDRESS = 254
LONGEST_ID = 200
MOST_IDS = 50

_WORD = re.compile(r"=\?([A-Za-z0-9_.:-]{1,40})(?:\*[A-Za-z-]{1,20})?\?([BbQq])\?([^?\s]{0,500})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}")
_ID = re.compile(r"<([^\s<>]{1,250})>")


def fields(message: Message, name: str) -> list[str]:
    """Every field of this name, unfolded, as it stands (no word decoded)."""
    found = [value for key, value in message.raw_items() if key.lower() == name]
    return [unfolded(value) for value in found]


def unfolded(value: object) -> str:
    """One line, with bytes that are no ASCII read as what they most likely are."""
    raw = str(value)[: LONGEST_FIELD * 10].encode("utf-8", "surrogateescape")
    return " ".join(decoded(raw, None).split())


def first(message: Message, name: str) -> str:
    """The first field of this name, or an empty text."""
    return next(iter(fields(message, name)), "")


def text(value: str) -> str:
    """A field for people: encoded words decoded, no line breaks, nothing invisible, at most 2,000 characters."""
    joined = _BETWEEN_WORDS.sub(r"\1\2", value[: LONGEST_FIELD * 4])
    said = _WORD.sub(_decoded_word, joined)
    shown = "".join(one if one.isprintable() else " " for one in said if unicodedata.category(one) != "Cf")
    return storable(" ".join(shown.split()))[:LONGEST_FIELD]


def _decoded_word(match: re.Match[str]) -> str:
    charset, how, content = match.groups()
    try:
        if how in "Bb":
            raw = base64.b64decode(content + "=" * (-len(content) % 4))
        else:
            raw = quopri.decodestring(content.replace("_", " ").encode(), header=False)
    except (binascii.Error, ValueError):
        return match.group(0)
    return decoded(raw, charset)


def address(value: str) -> tuple[str, str]:
    """Name and address (in lower case) of a From-like field; the address is empty unless there is exactly one."""
    limited = value[:LONGEST_FIELD]
    everybody = getaddresses([limited])
    name, found = everybody[0] if len(everybody) == 1 and ";" not in limited.rpartition(">")[2] else ("", "")
    spelt = found.strip().lower()
    if not _ADDRESS.fullmatch(spelt) or len(spelt) > LONGEST_ADDRESS or not spelt.isprintable():
        return text(name)[:120], ""
    return text(name)[:120], storable(spelt)


def addresses(message: Message, *names: str) -> list[str]:
    """All that looks like an address in these fields, in lower case; for comparing, never for sending to."""
    found = [one.lower() for name in names for value in fields(message, name) for one in _ADDRESS.findall(value)]
    return found[:200]


def ids(message: Message, *names: str) -> list[str]:
    """Message-IDs in these fields, without their brackets."""
    found = [one for name in names for value in fields(message, name) for one in _ID.findall(value)]
    return found[-MOST_IDS:]


def own_id(message: Message) -> str | None:
    """The mail's Message-ID, if it has one that can be kept."""
    found = _ID.findall(first(message, "message-id"))
    usable = found and len(found[0]) <= LONGEST_ID and found[0].isprintable() and storable(found[0]) == found[0]
    return found[0] if usable else None


def digest(raw: bytes) -> str:
    """What stands for a mail without an id: the same bytes are the same mail."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def local_part(spelt: str) -> str:
    """What stands before the @, without a +tag."""
    return spelt.rpartition("@")[0].partition("+")[0]


def domain(spelt: str) -> str:
    """What stands after the @."""
    return spelt.rpartition("@")[2]


def signs(local: str, spelt: Sequence[str], thread_ids: Sequence[str]) -> tuple[str, ...]:
    """What may be signs of ours: +tags of our own address (`local`@...), and the first part of our own ids."""
    tags = [one.rpartition("@")[0].partition("+")[2] for one in spelt if local_part(one) == local]
    heads = [one.partition(".")[0] for one in reversed(thread_ids)]
    return tuple(dict.fromkeys(one.lower() for one in [*tags, *heads] if len(one) == 52))
