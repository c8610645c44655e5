"""Associates as rows of arrays, and eligibility as bitsets: who may take a conversation of this kind at all.

A person's row number is their bit. For each brand, language, channel, topic grant and clearance one whole number holds
the bits of those who have it; the bits that all of a conversation's needs share are its eligibility class.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.affinity import Shared
from gigline.routing.engine.events import Associate, Conversation

Rows = npt.NDArray[np.intp]
Key = tuple[str, str, str, str, int]
EXCLUSIVE = frozenset({"voice"})


def class_of(conversation: Conversation) -> Key:
    """What eligibility depends on; `excluded` people are checked apart."""
    c = conversation
    return c.brand, c.language, c.channel, c.topic, c.clearance


class People:
    """Everybody known. Rows are given in the order of first appearance and never change."""

    def __init__(self) -> None:
        self.row: dict[str, int] = {}
        self.profiles: list[Associate] = []
        self.ids: list[str] = []
        self.online = np.zeros(64, dtype=np.bool_)
        self.load = np.zeros(64, dtype=np.int64)
        self.slots = np.zeros(64, dtype=np.int64)
        self.held = np.zeros(64, dtype=np.int64)
        self.calls = np.zeros(64, dtype=np.int64)
        self.idle_since = np.zeros(64, dtype=np.float64)
        self.earned_s = np.zeros(64, dtype=np.float64)
        self.version = 0
        self._bits: dict[tuple[str, str | int], int] = defaultdict(int)
        self._classes: dict[Key, tuple[int, Rows]] = {}
        self._same: dict[int, Rows] = {}
        self._unfit: dict[Key, dict[str, int]] = {}

    def __len__(self) -> int:
        return len(self.profiles)

    def put(self, profile: Associate) -> int:
        """A new person, or a new profile of a known one."""
        at = self.row.get(profile.id)
        if at is None:
            at = len(self.profiles)
            self.row[profile.id] = at
            self.profiles.append(profile)
            self.ids.append(profile.id)
            self._grow(at)
        else:
            self._mark(at, self.profiles[at], there=False)
            self.profiles[at] = profile
        self._mark(at, profile, there=True)
        self.slots[at] = profile.slots
        self._classes.clear()
        self._same.clear()
        self._unfit.clear()
        self.version += 1
        return at

    def _grow(self, at: int) -> None:
        if at < len(self.load):
            return
        for name in ("online", "load", "slots", "held", "calls", "idle_since", "earned_s"):
            old = getattr(self, name)
            new = np.zeros(2 * len(old), dtype=old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)

    def _mark(self, at: int, one: Associate, *, there: bool) -> None:
        bit = 1 << at
        keys: list[tuple[str, str | int]] = [("brand", each) for each in one.brands]
        keys += [("language", each) for each in one.languages]
        keys += [("channel", each) for each in one.channels]
        keys += [("topic", each) for each in one.topics or ("*",)]
        keys += [("clearance", each) for each in range(1, one.clearance + 1)]
        keys += [("experience", each) for each in one.experiences]
        for key in keys:
            self._bits[key] = self._bits[key] | bit if there else self._bits[key] & ~bit

    def eligible_bits(self, conversation: Conversation) -> int:
        """The bits of those who may take it, whether or not they are there."""
        return self._class(class_of(conversation))[0]

    def eligible(self, conversation: Conversation) -> Rows:
        """The rows of those who may take it, ascending. Not to be written to."""
        return self._class(class_of(conversation))[1]

    def _class(self, key: Key) -> tuple[int, Rows]:
        found = self._classes.get(key)
        if found is None:
            bits = self._intersect(key)
            # One array for all classes of the same people, so that what depends on them alone is worked out once.
            rows = self._same.get(bits)
            if rows is None:
                rows = self._same[bits] = _rows(bits, len(self.profiles))
            found = self._classes[key] = (bits, rows)
        return found

    def _intersect(self, key: Key) -> int:
        bits = (1 << len(self.profiles)) - 1
        for _, having in self._needs(key):
            bits &= having
        return bits

    def _needs(self, key: Key) -> list[tuple[str, int]]:
        """Each rule with the bits of those who meet it, in the order in which they are told."""
        brand, language, channel, topic, clearance = key
        get = self._bits.get
        everybody = (1 << len(self.profiles)) - 1
        return [
            ("brand", get(("brand", brand), 0)),
            ("language", get(("language", language), 0)),
            ("channel", get(("channel", channel), 0)),
            ("topic", get(("topic", topic), 0) | get(("topic", "*"), 0)),
            ("clearance", get(("clearance", clearance), 0) if clearance > 0 else everybody),
        ]

    def unfit(self, conversation: Conversation) -> dict[str, int]:
        """How many may never take it, by the first rule that says no."""
        key = class_of(conversation)
        found = self._unfit.get(key)
        if found is None:
            bits, found = (1 << len(self.profiles)) - 1, {}
            for rule, having in self._needs(key):
                if lost := (bits & ~having).bit_count():
                    found[rule] = lost
                bits &= having
            self._unfit[key] = found
        return dict(found)

    def counting(self, conversation: Conversation) -> tuple[str, ...]:
        """The requester's wishes that anybody lets count: without both sides' word nothing is as if it were wished."""
        return tuple(one for one in conversation.wishes if self._bits.get(("experience", one)))

    def sharing(self, conversation: Conversation, rows: Rows) -> Shared | None:
        """Who of these people has what was wished for, None if nothing of it counts."""
        wishes = self.counting(conversation)
        if not wishes:
            return None
        having = [_rows(self._bits["experience", one], len(self.profiles)) for one in wishes]
        return Shared(wishes, np.array([np.isin(rows, each) for each in having]))

    def matched(self, conversation: Conversation, row: int) -> tuple[str, ...]:
        """Which of the requester's wishes this person has; nobody's profile is at -1."""
        has = self.profiles[row].experiences if row >= 0 else ()
        return tuple(one for one in conversation.wishes if one in has)


def bits_of(rows: Rows) -> int:
    """One number with these bits."""
    mask = np.zeros(int(rows[-1]) + 1 if len(rows) else 0, dtype=np.uint8)
    mask[rows] = 1
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def _rows(bits: int, count: int) -> Rows:
    raw = np.frombuffer(bits.to_bytes(count // 8 + 1, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(raw, bitorder="little"))
