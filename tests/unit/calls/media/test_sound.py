"""The bridge, the ear and the recorder, without any network."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Sequence

import av
import numpy as np
import pytest
from tests.tones import loudest_hz, tone

from gigline.calls import rules
from gigline.calls.media.audio import FLOOR_DBFS, FRAME_S, RATE, SAMPLES, Pcm, for_speech, level_dbfs, silence
from gigline.calls.media.bridge import MOST, Bridge
from gigline.calls.media.recognising import Endpointer, Heard, Transcriber, Words
from gigline.calls.media.recording import Recorder
from gigline.calls.rules import Side


def heard(bridge: Bridge, side: Side, frames: int) -> Pcm:
    return np.concatenate([bridge.heard_by(side) for _ in range(frames)])


def talking() -> Bridge:
    bridge = Bridge()
    bridge.join("requester")
    bridge.join("associate")
    return bridge


def test_levels_are_decibels_below_full_scale():
    assert level_dbfs(silence()) == FLOOR_DBFS
    # A sine's root mean square is 3 dB below its peak.
    assert level_dbfs(tone(440, 1.0)) == pytest.approx(-3.0, abs=0.1)
    assert level_dbfs(tone(440, 0.1)) == pytest.approx(-23.0, abs=0.1)


def test_speech_keeps_its_pitch_at_the_recognisers_rate():
    low = for_speech(tone(440, 1.0))
    spectrum = np.abs(np.fft.rfft(low))
    assert np.argmax(spectrum) * 16_000 / low.size == pytest.approx(440, abs=10)


def test_each_side_hears_the_other_and_not_itself():
    bridge = talking()
    low, high = tone(440, 0.2), tone(1000, 0.2)
    frames = []
    for number in range(25):
        bridge.said("requester", low[number * SAMPLES : (number + 1) * SAMPLES])
        bridge.said("associate", high[number * SAMPLES : (number + 1) * SAMPLES])
        frames.append((bridge.heard_by("requester"), bridge.heard_by("associate")))
    assert loudest_hz(np.concatenate([one for one, _ in frames])) == pytest.approx(1000, abs=10)
    assert loudest_hz(np.concatenate([one for _, one in frames])) == pytest.approx(440, abs=10)


def test_on_hold_the_requester_has_music_the_associate_silence_and_nobody_else_listens():
    bridge, listened = talking(), []
    ear = {"said": lambda _, side, pcm: listened.append(side), "broke_off": lambda _: listened.append("broke off")}
    bridge.taps.append(type("Ear", (), ear)())
    bridge.connect(rules.NOBODY)
    bridge.said("requester", tone(440, 0.2)[:SAMPLES])
    bridge.said("associate", tone(440, 0.2)[:SAMPLES])
    assert level_dbfs(heard(bridge, "requester", 50)) > -40
    assert level_dbfs(heard(bridge, "associate", 50)) == FLOOR_DBFS
    assert listened == ["broke off"]
    bridge.connect(rules.CALL)
    # What was said on hold is not heard afterwards either.
    assert level_dbfs(heard(bridge, "associate", 5)) == FLOOR_DBFS


def consulting() -> Bridge:
    bridge = talking()
    bridge.join("colleague")
    return bridge


def say_and_hear(bridge: Bridge) -> dict[Side, Pcm]:
    """What everybody hears of half a second in which each says a tone of their own."""
    tones: dict[Side, Pcm] = {"requester": tone(440, 0.2), "associate": tone(1000, 0.2), "colleague": tone(1500, 0.2)}
    heard: dict[Side, list[Pcm]] = {side: [] for side in tones}
    for number in range(25):
        for side, sound in tones.items():
            bridge.said(side, sound[number * SAMPLES : (number + 1) * SAMPLES])
        for side in tones:
            heard[side].append(bridge.heard_by(side))
    return {side: np.concatenate(frames) for side, frames in heard.items()}


def has(pcm: Pcm, hz: float) -> bool:
    """Whether this tone is clearly in it."""
    spectrum = np.abs(np.fft.rfft(pcm.astype(float)))
    return bool(spectrum[round(hz * pcm.size / RATE)] > 0.2 * spectrum.max() > 1e5)


@pytest.mark.parametrize(
    ("circle", "hears"),
    [
        (rules.CALL, {"requester": {1000}, "associate": {440}, "colleague": set()}),
        (rules.BESIDE, {"requester": set(), "associate": {1500}, "colleague": {1000}}),
        (rules.ALL, {"requester": {1000, 1500}, "associate": {440, 1500}, "colleague": {440, 1000}}),
    ],
)
def test_of_three_each_hears_those_in_the_circle_and_the_others_have_music(
    circle: frozenset[Side], hears: dict[Side, set[int]]
):
    bridge = consulting()
    bridge.connect(circle)
    for side, heard in say_and_hear(bridge).items():
        assert {hz for hz in (440, 1000, 1500) if has(heard, hz)} == hears[side], side
        assert level_dbfs(heard) > -40


def test_what_is_said_beside_the_requester_reaches_no_tap():
    bridge, listened = consulting(), []
    ear = {"said": lambda _, side, pcm: listened.append(side), "broke_off": lambda _: listened.append("broke off")}
    bridge.taps.append(type("Ear", (), ear)())
    bridge.connect(rules.BESIDE)
    say_and_hear(bridge)
    assert listened == ["broke off"]
    bridge.connect(rules.ALL)
    say_and_hear(bridge)
    assert set(listened[2:]) == {"requester", "associate", "colleague"}


def test_a_colleague_to_whom_the_call_is_handed_is_the_associate():
    bridge = consulting()
    bridge.connect(rules.BESIDE)
    bridge.hand_over()
    bridge.connect(rules.CALL)
    assert bridge.present == {"requester", "associate"}
    heard = say_and_hear(bridge)
    assert has(heard["requester"], 1000)
    assert has(heard["associate"], 440)


def test_who_waits_for_the_other_side_has_music_without_a_jump():
    bridge = Bridge()
    bridge.join("requester")
    waited = heard(bridge, "requester", 400).astype(int)
    assert level_dbfs(waited.astype(np.int16)) > -40
    assert np.abs(np.diff(waited)).max() < 1200


def test_a_side_that_is_far_behind_is_caught_up_instead_of_late():
    bridge = talking()
    for _ in range(100):
        bridge.said("associate", tone(440, 0.2)[:SAMPLES])
    played = 0
    while level_dbfs(bridge.heard_by("requester")) > FLOOR_DBFS:
        played += 1
    assert played == MOST


def speech(*parts: tuple[float, float]) -> Sequence[Pcm]:
    """Frames of (seconds, loudness) after each other, over the faint noise of a room."""
    noise = np.random.default_rng(1).normal(0, 20, int(sum(s for s, _ in parts) * RATE) + SAMPLES)
    sound = np.concatenate([tone(300, loud)[: int(s * RATE)] for s, loud in parts])
    whole = (sound + noise[: sound.size]).astype(np.int16)
    return [whole[at : at + SAMPLES] for at in range(0, whole.size - SAMPLES + 1, SAMPLES)]


def test_an_utterance_ends_with_a_pause_and_a_click_is_none():
    ear = Endpointer()
    frames = speech((0.5, 0), (0.4, 0.3), (0.3, 0), (0.4, 0.3), (0.9, 0), (0.04, 0.3), (0.9, 0))
    found = [one for frame in frames if (one := ear.put(frame)) is not None]
    [utterance] = found
    assert utterance.size / RATE == pytest.approx(0.4 + 0.3 + 0.4 + 0.6, abs=3 * FRAME_S)
    assert ear.finish() is None


class Scripted:
    """Understands what it was told it would, one utterance after the other."""

    def __init__(self, *script: str | None):
        self.script = list(script)

    def understand(self, speech: Pcm, language: str) -> Words | None:
        said = self.script.pop(0)
        if said == "broken":
            raise RuntimeError("no model")
        return Words(said) if said else None


async def test_a_transcript_has_both_sides_in_order_and_survives_a_recogniser_that_fails():
    lines: list[tuple[Side, str]] = []

    async def on_heard(heard: Heard) -> None:
        lines.append((heard.side, heard.words.text))

    transcriber = Transcriber(Scripted("hello", "broken", "goodbye"), "en", on_heard)
    for side in ("requester", "associate", "requester"):
        for frame in speech((0.5, 0), (0.4, 0.3), (0.9, 0)):
            transcriber.said(side, frame)
    await transcriber.finish()
    assert lines == [("requester", "hello"), ("requester", "goodbye")]


async def test_what_is_being_understood_when_the_call_ends_is_written_down_too():
    lines: list[str] = []
    began, goes_on = threading.Event(), threading.Event()

    class Slow:
        def understand(self, speech: Pcm, language: str) -> Words | None:
            began.set()
            assert goes_on.wait(5)
            return Words("hello")

    async def on_heard(heard: Heard) -> None:
        lines.append(heard.words.text)

    transcriber = Transcriber(Slow(), "en", on_heard)
    for side in ("requester", "associate"):
        for frame in speech((0.5, 0), (0.4, 0.3), (0.9, 0)):
            transcriber.said(side, frame)
    running = asyncio.create_task(transcriber.run())
    await asyncio.to_thread(began.wait, 5)
    running.cancel()
    await asyncio.wait([running])
    goes_on.set()
    await transcriber.finish()
    assert lines == ["hello", "hello"]


async def test_a_recording_has_the_requester_on_the_left_and_the_associate_on_the_right():
    recorder = Recorder()
    low, high = tone(440, 0.2), tone(1000, 0.2)
    for number in range(50):
        recorder.said("requester", low[number * SAMPLES : (number + 1) * SAMPLES])
        if number >= 25:
            recorder.said("associate", high[number * SAMPLES : (number + 1) * SAMPLES])
    file = await recorder.finish()
    assert file is not None
    assert file.startswith(b"OggS")
    with av.open(io.BytesIO(file)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    left, right = np.concatenate(frames, axis=1)
    assert loudest_hz(left) == pytest.approx(440, abs=10)
    assert loudest_hz(right) == pytest.approx(1000, abs=10)
    assert left.size / RATE == pytest.approx(1.0, abs=0.1)


async def test_a_colleague_who_joins_is_recorded_beside_the_associate_and_in_time():
    recorder = Recorder()
    low, high, higher = (tone(hz, 0.2) for hz in (440, 1000, 1500))
    for number in range(50):
        for side, sound, since in (("requester", low, 0), ("associate", high, 0), ("colleague", higher, 25)):
            if number >= since:
                recorder.said(side, sound[number * SAMPLES : (number + 1) * SAMPLES])
    file = await recorder.finish()
    assert file is not None
    with av.open(io.BytesIO(file)) as container:
        _, right = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    # Encoding takes a few frames at the edges.
    before, after = (right[int(at * RATE) : int((at + 0.3) * RATE)] * 32767 for at in (0.1, 0.6))
    assert has(before, 1000)
    assert not has(before, 1500)
    assert has(after, 1000)
    assert has(after, 1500)


async def test_nothing_said_is_no_recording():
    assert await Recorder().finish() is None
