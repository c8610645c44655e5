"""Names and types of files from strangers, made harmless. Pure.

A name is first normalised and only then looked at: what a zero-width space hides before a dot is gone when it counts.
Files are stored under ids of ours, so a name is nothing but a label; it has to be a good one all the same, because
people save files under it.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
NAMELESS = "attachment"
# Shown where they stand; all else is only ever downloaded. SVG is a program and not among them.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# Played where they stand: recordings and voicemail.
PLAYED = frozenset({"audio/ogg", "audio/mpeg"})
UNKNOWN = "application/octet-stream"
# What a requester may send in a chat. HTML and SVG have no first bytes of their own, and so are none of these.
WELCOME = INLINE | PLAYED | {"application/pdf", "video/mp4"}

# Device names on Windows, with whatever extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
)


def safe_name(given: str) -> str:
    """A label of 1 to 120 characters: no folder, no control or invisible character, no leading or trailing dot."""
    name = unicodedata.normalize("NFKC", given[: LONGEST * 40])
    name = "".join(one for one in name if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    name = re.split(r"[/\\]", name)[-1]
    name = " ".join(_NOT_IN_NAMES.sub("_", name).split()).strip(". ")
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    return _short(name) or NAMELESS


def _short(name: str) -> str:
    """Cut in the middle: the end says what kind of file it is."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return (name[: LONGEST - len(ending)].rstrip(". ") + ending).strip(". ")


def sniffed(content: bytes) -> str:
    """What the first bytes say it is; `application/octet-stream` when they say nothing."""
    for start, type_ in _MAGIC:
        if content.startswith(start):
            return type_
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return UNKNOWN


def plain_type(declared: str) -> str:
    """The declared type as `kind/name` in lower case, or `application/octet-stream`."""
    found = declared.partition(";")[0].strip().lower()
    return found if re.fullmatch(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}", found) else UNKNOWN
