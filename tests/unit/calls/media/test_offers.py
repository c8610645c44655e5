"""What browsers offer is taken apart and put together again; nothing else reaches the WebRTC library."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gigline.calls.media import ice, offers

CHROMIUM = Path(__file__).with_name("fixtures").joinpath("chromium.sdp").read_bytes().decode()
OURS = re.compile(
    r"[vost]=|c=IN IP4 0\.0\.0\.0|m=audio 9 |"
    r"a=(group|mid|sendrecv|rtcp-mux|rtpmap:111|ice-|setup|fingerprint|ssrc|extmap|candidate)"
)
NOISE = ("\r\n", "\x00", "\n", "9", " ", "é", "a=x:1\r\n", "")


def candidate(host: str) -> str:
    return f"a=candidate:1 1 udp 2122194687 {host} 5000 typ host generation 0\r\n"


def test_chromiums_offer_becomes_one_opus_stream():
    made = offers.checked(CHROMIUM, allow_private=True)
    lines = made.splitlines()
    assert [line for line in lines if line.startswith(("m=", "a=rtpmap"))] == [
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=rtpmap:111 opus/48000/2",
    ]
    assert "a=ice-ufrag:wHbZ" in lines
    assert all(OURS.match(line) for line in lines), made


@pytest.mark.parametrize(
    ("host", "allow_private", "kept"),
    [
        ("198.18.0.1", False, False), ("93.184.216.34", False, True), ("10.0.0.1", False, False),
        ("10.0.0.1", True, True), ("127.0.0.1", False, False), ("169.254.169.254", True, False), ("::1", False, False),
        ("2a00:1450::1", False, True), ("::ffff:10.0.0.1", False, False), ("0.0.0.0", True, False),
        ("9b36eaac-bb2e-49bb-bb78-21c41c499900.local", True, False), ("fe80::1%eth0", True, False),
    ],
)  # fmt: skip
def test_packets_are_sent_nowhere_private(host: str, allow_private: bool, kept: bool):
    made = offers.checked(CHROMIUM + candidate(host), allow_private=allow_private)
    assert (f" {host} 5000 " in made) == kept


def test_the_number_of_addresses_is_limited():
    many = "".join(candidate(f"93.184.{n}.1") for n in range(100))
    assert offers.checked(CHROMIUM + many, allow_private=False).count("a=candidate") == offers.MOST_CANDIDATES


@pytest.mark.parametrize(
    "offer",
    [
        "",
        "v=0",
        CHROMIUM.replace("opus", "speex"),
        CHROMIUM.replace("m=audio", "m=video"),
        CHROMIUM + CHROMIUM,
        CHROMIUM.replace("a=ice-pwd:", "a=ice-pwd: "),
        CHROMIUM.replace("a=fingerprint:sha-256 ", "a=fingerprint:md5 "),
        CHROMIUM.replace("a=setup:actpass", "a=setup:holdconn"),
        CHROMIUM + "a" * offers.LARGEST,
    ],
)
def test_what_is_no_audio_call_is_refused(offer: str):
    with pytest.raises(offers.BadOffer):
        offers.checked(offer, allow_private=True)


def test_no_mutant_of_an_offer_gets_a_line_of_its_own_through():
    drawn = random.Random(7)
    taken = 0
    for _ in range(2_000):
        mutant = list(CHROMIUM)
        for _ in range(drawn.randint(1, 12)):
            at = drawn.randrange(len(mutant))
            mutant[at : at + drawn.choice([0, 0, 1, 30])] = drawn.choice(NOISE)
        try:
            made = offers.checked("".join(mutant), allow_private=True)
        except offers.BadOffer:
            continue
        assert all(OURS.match(line) for line in made.split("\r\n") if line), made
        assert "\n" not in made.replace("\r\n", "")
        taken += 1
    assert taken > 100


def test_turn_credentials_end_by_themselves():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    [stun, turn] = ice.servers("stun:stun.example:3478", "turn:turn.example:3478", "secret", now)
    assert (stun.url, stun.credential) == ("stun:stun.example:3478", None)
    # echo -n 1795320000:gigline | openssl dgst -sha1 -hmac secret -binary | base64
    assert turn.username == f"{int(now.timestamp()) + 4 * 3600}:gigline"
    assert ice.servers(None, None, "", now) == []
