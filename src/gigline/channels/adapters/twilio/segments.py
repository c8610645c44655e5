"""How many segments a text message takes: what it costs, as providers count. Pure (3GPP TS 23.038 and 23.040).

160 characters of the GSM alphabet fit into one segment (153 into each of several); a single other character makes the
whole message UCS-2, and only 70 (67) fit. `web/console/src/state/segments.ts` counts the same for the composer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each is an escape and a character: two places.
_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM_ONE, _GSM_MANY = 160, 153
_UCS_ONE, _UCS_MANY = 70, 67


@dataclass(frozen=True)
class Count:
    """`units` are septets of GSM or 16-bit units of UCS-2; `forced_by` are the characters that made it UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    forced_by: tuple[str, ...] = ()


def count(text: str) -> Count:
    """How the text goes out."""
    forced_by = tuple(dict.fromkeys(one for one in text if one not in _BASIC and one not in _EXTENDED))
    if forced_by:
        sizes = [2 if ord(one) > 0xFFFF else 1 for one in text]
        return Count("UCS-2", sum(sizes), _segments(sizes, _UCS_ONE, _UCS_MANY), forced_by)
    sizes = [2 if one in _EXTENDED else 1 for one in text]
    return Count("GSM-7", sum(sizes), _segments(sizes, _GSM_ONE, _GSM_MANY))


def _segments(sizes: list[int], one: int, many: int) -> int:
    """Characters of two places are not split between segments."""
    if sum(sizes) <= one:
        return 1
    found, room = 1, many
    for size in sizes:
        if size > room:
            found, room = found + 1, many
        room -= size
    return found
