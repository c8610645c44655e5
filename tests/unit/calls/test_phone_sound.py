"""The telephone's sound, and the messages it comes in."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import numpy as np
import pytest
from tests.tones import loudest_hz, tone
from tests.unit.channels.mutants import ROUNDS, SEED, mutated_bytes, mutated_value

from gigline.calls.media.audio import RATE, SAMPLES
from gigline.calls.phone import mulaw
from gigline.channels.adapters.twilio.voice import streams
from gigline.channels.calling import StreamSound, StreamStarted, StreamStopped
from gigline.channels.contract import Malformed

START = {
    "event": "start",
    "start": {
        "accountSid": "AC0", "streamSid": "MZ0", "callSid": "CA0", "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"key": "k"},
    },
}  # fmt: skip
MEDIA = {"event": "media", "media": {"track": "inbound", "payload": base64.b64encode(mulaw.SILENCE).decode()}}


def test_every_code_means_itself():
    codes = bytes(range(256))
    values = mulaw.decoded(codes)[:: RATE // mulaw.PHONE_RATE]
    again = mulaw.encoded(np.repeat(values, RATE // mulaw.PHONE_RATE))
    # 0x7F and 0xFF are both nothing: minus zero and plus zero.
    assert [one for one in range(256) if again[one] != codes[one]] == [0x7F]
    # ITU-T G.711, table 2: the loudest and the softest.
    assert (int(values[0x80]), int(values[0x00]), int(values[0xFE])) == (32124, -32124, 8)


@pytest.mark.parametrize("hz", [300, 1000, 3000])
def test_a_tone_survives_the_telephone(hz: int):
    sound = mulaw.encoded(tone(hz, 0.4))
    assert len(sound) == mulaw.PHONE_RATE
    assert abs(loudest_hz(mulaw.decoded(sound)) - hz) <= 2


def test_silence_is_silent_and_a_frame_is_a_frame():
    pcm = mulaw.decoded(mulaw.SILENCE)
    assert pcm.size == SAMPLES
    assert not pcm.any()
    assert mulaw.encoded(pcm) == mulaw.SILENCE
    assert mulaw.decoded(b"").size == 0


def test_what_a_stream_tells():
    assert streams.read(json.dumps(START)) == StreamStarted("MZ0", "CA0", "k")
    assert streams.read(json.dumps(MEDIA)) == StreamSound("caller", mulaw.SILENCE)
    assert streams.read('{"event": "stop", "stop": {}}') == StreamStopped()
    assert streams.read('{"event": "connected", "protocol": "Call"}') is None
    written = json.loads(streams.write("MZ0", b"\x00\xff"))
    assert (written["streamSid"], written["media"]["payload"]) == ("MZ0", "AP8=")


@pytest.mark.parametrize("payload", ["👩", "=", "a", "A" * 20_000, None, 7])
def test_what_is_no_sound_is_refused(payload: Any):
    with pytest.raises(Malformed):
        streams.read(json.dumps({"event": "media", "media": {"track": "inbound", "payload": payload}}))


def test_no_mutant_hurts_the_parser_of_streams():
    """The long run: GIGLINE_WEBHOOK_FUZZ=100000 (see `mutants`)."""
    random_ = random.Random(f"{SEED}:streams")
    understood = refused = 0
    for number in range(ROUNDS):
        value: Any = mutated_value(random_, random_.choice([START, MEDIA]))
        raw = json.dumps(value).encode("utf-8", "replace")
        message = mutated_bytes(random_, raw).decode("utf-8", "replace") if random_.random() < 0.5 else raw.decode()
        try:
            streams.read(message)
        except Malformed:
            refused += 1
        except Exception as error:
            raise AssertionError(f"SEED={SEED} round={number}: {message[:300]!r}") from error
        else:
            understood += 1
    assert understood
    assert refused
