"""What one participant sent and saw of one conversation, and what is wrong when held against a final fetch. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Losses:
    """Counts of broken promises; all must be zero."""

    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0

    def __add__(self, other: Losses) -> Losses:
        return Losses(
            self.lost + other.lost, self.duplicated + other.duplicated, self.out_of_order + other.out_of_order
        )


@dataclass
class Transcript:
    """`accepted` are the client ids the server promised to keep, in the order of its promises.

    `seen` holds the entries by seq, however they came. Repetitions and disorder are counted as they arrive on one
    connection; a new connection starts afresh, since what it repeats is asked for.
    """

    accepted: list[str] = field(default_factory=list)
    seen: dict[int, Entry] = field(default_factory=dict)
    recovered: int = 0
    restarted: int = 0
    caught_up: int = 0
    _line: int = 0
    _repeated: int = 0
    _disordered: int = 0

    @property
    def last_seq(self) -> int:
        """The newest seq seen; 0 before any."""
        return max(self.seen, default=0)

    def resumed(self, entries: Iterable[Entry], *, recovered: bool, first: bool) -> list[Entry]:
        """A (re)subscription told these entries; returns those that are new."""
        if not first:
            self.recovered, self.restarted = self.recovered + recovered, self.restarted + (not recovered)
        fresh = self._take(entries)
        self.caught_up += 0 if first else len(fresh)
        self._line = self.last_seq
        return fresh

    def heard(self, entry: Entry) -> list[Entry]:
        """One live entry; empty when it was known already."""
        seq = int(entry["seq"])
        if seq <= self._line:
            if seq in self.seen:
                self._repeated += 1
            else:
                self._disordered += 1
        self._line = max(self._line, seq)
        return self._take([entry])

    def fetched(self, entries: Iterable[Entry]) -> list[Entry]:
        """Entries that were asked for over HTTP; returns those that are new."""
        fresh = self._take(entries)
        self._line = max(self._line, self.last_seq)
        return fresh

    def _take(self, entries: Iterable[Entry]) -> list[Entry]:
        fresh = sorted((one for one in entries if int(one["seq"]) not in self.seen), key=lambda one: int(one["seq"]))
        self.seen.update((int(one["seq"]), one) for one in fresh)
        return fresh

    def losses(self, final: Sequence[Entry], *, stayed: bool) -> Losses:
        """Everything that is wrong. `stayed` = the live line was open to the end, so all of `final` should be here."""
        return Losses(
            lost=self._missing(final, stayed=stayed),
            duplicated=self._repeated + repetitions(final),
            out_of_order=self._disordered + disorder(final, self.accepted),
        )

    def _missing(self, final: Sequence[Entry], *, stayed: bool) -> int:
        kept = {one.get("client_id") for one in final}
        unkept = sum(client_id not in kept for client_id in self.accepted)
        gone = len(self.seen.keys() - {int(one["seq"]) for one in final})
        horizon = float("inf") if stayed else self.last_seq
        unseen = [one for one in final if int(one["seq"]) <= horizon and int(one["seq"]) not in self.seen]
        return unkept + gone + len(unseen)


def repetitions(entries: Sequence[Entry]) -> int:
    """How often a message is there once too often: by client id, by id or by seq."""
    return max(
        (
            sum(times - 1 for times in Counter(values).values())
            for values in (
                [one["seq"] for one in entries],
                [one["id"] for one in entries],
                [(one["author"].get("id"), one["client_id"]) for one in entries if one.get("client_id")],
            )
        ),
        default=0,
    )


def disorder(entries: Sequence[Entry], accepted: Sequence[str]) -> int:
    """Neighbours that stand the wrong way round: by seq, and one's own messages by the order of their sending."""
    seqs = [int(one["seq"]) for one in entries]
    rank = {client_id: n for n, client_id in enumerate(accepted)}
    own = [rank[one["client_id"]] for one in entries if one.get("client_id") in rank]
    return _descents(seqs) + _descents(own)


def gaps(entries: Sequence[Entry]) -> int:
    """How many numbers are missing in a log that should run from 1 without a gap."""
    seqs = {int(one["seq"]) for one in entries}
    return max(seqs, default=0) - len(seqs)


def _descents(values: Sequence[int]) -> int:
    return sum(later < earlier for earlier, later in pairwise(values))
