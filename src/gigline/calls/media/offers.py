"""What browsers offer (SDP) is input of strangers: nothing of it is used but what a call needs, and only in its form.

An offer is taken apart by a written list of lines and put together again, so that the WebRTC library never reads a line
that is not on it. Of the addresses a browser names, those are left out that lead into somebody's own network
(unless that is allowed) or are names to be looked up: we would send packets there. The browser's packets to us tell
us its address all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gigline.infra import addresses

LARGEST = 16_384
MOST_CANDIDATES = 12

_OPUS = re.compile(r"a=rtpmap:(\d{1,3}) opus/48000/2", re.IGNORECASE)
_SECTION = re.compile(r"m=audio \d{1,5} UDP/TLS/RTP/SAVPF( \d{1,3}){1,40}")
_CANDIDATE = re.compile(
    r"a=candidate:[\w+/]{1,32} 1 udp \d{1,10} (?P<host>[0-9A-Fa-f:.]{2,45}) (?P<port>\d{1,5})"
    r" typ (host|srflx|prflx|relay)(?: .{0,200})?",
    re.IGNORECASE,
)
_FINGERPRINT = re.compile(
    r"a=fingerprint:sha-(256 ([0-9A-F]{2}:){31}|384 ([0-9A-F]{2}:){47}|512 ([0-9A-F]{2}:){63})[0-9A-F]{2}"
)
_SSRC = re.compile(r"a=ssrc:\d{1,10} cname:[\w+/={}.@-]{1,64}")
_MID = re.compile(r"a=mid:[\w-]{1,16}")
_UFRAG = re.compile(r"a=ice-ufrag:[\w+/]{4,256}")
_PASSWORD = re.compile(r"a=ice-pwd:[\w+/]{22,256}")
_SETUP = re.compile(r"a=setup:(actpass|active|passive)")
_EXTENSION = re.compile(r"a=extmap:(\d{1,2}) urn:ietf:params:rtp-hdrext:(sdes:mid|ssrc-audio-level)")


class BadOffer(ValueError):
    """This is no offer of an audio call that could be answered."""


def checked(offer: str, *, allow_private: bool) -> str:
    """The offer, cut down to one Opus stream in both directions; raises BadOffer."""
    if len(offer) > LARGEST:
        raise BadOffer(f"an offer has at most {LARGEST} characters")
    lines = [line.rstrip("\r") for line in offer.split("\n")]
    sections = [line for line in lines if line.startswith("m=")]
    if len(sections) != 1 or _SECTION.fullmatch(sections[0]) is None:
        raise BadOffer("an offer has one audio section")
    opus = next((found[1] for line in lines if (found := _OPUS.fullmatch(line))), None)
    if opus is None:
        raise BadOffer("an offer has Opus")
    mid = _one(lines, _MID)
    made = [
        "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mid.removeprefix('a=mid:')}",
        f"m=audio 9 UDP/TLS/RTP/SAVPF {opus}", "c=IN IP4 0.0.0.0", mid, "a=sendrecv", "a=rtcp-mux",
        f"a=rtpmap:{opus} opus/48000/2", _one(lines, _UFRAG), _one(lines, _PASSWORD), _one(lines, _SETUP),
        *_all(lines, _FINGERPRINT, 1, 4), *_all(lines, _SSRC, 0, 1), *_all(lines, _EXTENSION, 0, 2),
        *_candidates(lines, allow_private),
    ]  # fmt: skip
    return "\r\n".join(made) + "\r\n"


def _all(lines: list[str], pattern: re.Pattern[str], least: int, most: int) -> list[str]:
    found = [line for line in lines if pattern.fullmatch(line)][:most]
    if len(found) < least:
        raise BadOffer("an offer says how to reach and to recognise its sender")
    return found


def _one(lines: list[str], pattern: re.Pattern[str]) -> str:
    [found] = _all(lines, pattern, 1, 1)
    return found


def _candidates(lines: list[str], allow_private: bool) -> Iterator[str]:
    left = MOST_CANDIDATES
    for line in lines:
        found = _CANDIDATE.fullmatch(line)
        if found is None or left == 0 or not 0 < int(found["port"]) < 65_536:
            continue
        try:
            address = addresses.parse(found["host"])
        except ValueError:
            continue
        if addresses.allowed(address, allow_private=allow_private):
            left -= 1
            yield line
