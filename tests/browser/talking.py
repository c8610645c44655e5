"""Browsers that speak: Chromium with a microphone that plays a file, and what a page hears, measured in the page."""

from __future__ import annotations

import asyncio
import os
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

from gigline.calls.media.audio import RATE
from tests.tones import tone

SPEAKING = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
LOUD_DB = -45.0

# Keeps the page's connections; `heard()` measures the last one's incoming sound: its strongest frequency and its level.
LISTEN = """
window.connections = []
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this) }
}
window.heard = async () => {
  const track = window.connections.at(-1)?.getReceivers()[0]?.track
  if (!track) return [0, -90]
  window.ears ??= new AudioContext()
  await window.ears.resume()
  if (window.earsOn !== track) {
    window.earsOn = track
    window.analyser = new AnalyserNode(window.ears, { fftSize: 8192, smoothingTimeConstant: 0 })
    window.ears.createMediaStreamSource(new MediaStream([track])).connect(window.analyser)
  }
  const bins = new Float32Array(window.analyser.frequencyBinCount)
  window.analyser.getFloatFrequencyData(bins)
  const samples = new Float32Array(window.analyser.fftSize)
  window.analyser.getFloatTimeDomainData(samples)
  const loudest = bins.indexOf(Math.max(...bins))
  const rms = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
  return [loudest * window.ears.sampleRate / window.analyser.fftSize, 20 * Math.log10(rms || 1e-9)]
}
"""


def spoken(hz: float, path: Path) -> Path:
    """A file of somebody who says a tone and pauses, again and again."""
    said = np.concatenate([tone(hz, 0.5, 0.8), np.zeros(int(0.7 * RATE), np.int16)])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.tile(said, 4).tobytes())
    return path


@asynccontextmanager
async def speaking(chromium: str, voice: Path, *arguments: str) -> AsyncIterator[Browser]:
    """A Chromium whose microphone says what is in the file."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium,
            args=[*arguments, *SPEAKING, f"--use-file-for-fake-audio-capture={voice}"],
            env=dict(os.environ),
        )
        yield launched
        await launched.close()


async def hears(page: Page, hz: float, within_s: float = 30) -> float:
    """Seconds until the page hears this tone; fails with what it heard instead."""
    began = time.perf_counter()
    heard = (0.0, -90.0)
    while time.perf_counter() - began < within_s:
        heard = await page.evaluate("heard()")
        if abs(heard[0] - hz) < 15 and heard[1] > LOUD_DB:
            return time.perf_counter() - began
        await asyncio.sleep(0.03)
    raise AssertionError(f"no tone of {hz} Hz: {heard[0]:.0f} Hz at {heard[1]:.0f} dB")


async def hears_not(page: Page, hz: float, for_s: float = 1.6, within_s: float = 8) -> None:
    """The tone ends (what is on its way may still be heard) and stays away for longer than anybody pauses."""
    began = quiet_since = time.perf_counter()
    while time.perf_counter() - quiet_since < for_s:
        heard = await page.evaluate("heard()")
        if abs(heard[0] - hz) < 15 and heard[1] > LOUD_DB:
            quiet_since = time.perf_counter()
        assert quiet_since - began < within_s, f"still hears {hz} Hz"
        await asyncio.sleep(0.05)
