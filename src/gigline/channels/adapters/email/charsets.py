"""Bytes that claim to be text of some charset, as text. Pure; never fails."""

from __future__ import annotations

import codecs
import re

# Only plain tables and the well-known multi-byte ones: some of Python's codecs are no charsets, and some are slow.
_KNOWN = re.compile(
    r"utf-?8(?:-sig)?|utf-?16(?:-?[lb]e)?|utf-?32(?:-?[lb]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?\d{1,2}"
    r"|windows-?\d{3,4}|cp-?\d{3,4}|koi8-?[rut]|mac-?roman|tis-?620|gb2312|gbk|gb18030|big5(?:-?hkscs)?|hz"
    r"|euc-?(?:jp|kr|cn)|shift[-_]?jis|sjis|iso-?2022-?(?:jp|kr)(?:-\d)?|ks_c_5601-?1987|johab",
    re.IGNORECASE,
)


def decoded(raw: bytes, charset: str | None) -> str:
    """`raw` by its charset, else as UTF-8, else as Windows-1252 with U+FFFD for what is not in it."""
    wanted = (charset or "").strip().strip("\"'")
    if _KNOWN.fullmatch(wanted) and _there(wanted):
        try:
            return raw.decode(wanted)
        except (UnicodeError, ValueError):
            pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _there(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
