"""Named places where a test may kill the process, raise, or make it wait. Off unless set.

`GIGLINE_FAILPOINTS="outbox.after_lease=kill"` arms one. The form is `name=action[:chance]` where action is

- `kill`: the process ends as with `kill -9`;
- `error`: `FailpointHit` is raised, as if the code after it had failed;
- `pause`: the task waits 50 ms, which opens a race.

The chance (0 to 1, default 1) makes a campaign hit different rounds.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal

NAMES = frozenset(
    {
        "imap.after_fetch_before_store",
        "imap.after_store_before_seen_flag",
        "ingest.before_tx",
        "ingest.after_insert_before_commit",
        "ingest.commit_ok_reply_lost",
        "ingest.after_commit_before_ack",
        "outbox.after_lease",
        "outbox.provider_accepted_before_mark",
        "outbox.after_mark_before_publish",
        "reserve.after_select_before_cas",
        "reserve.timeout_vs_accept",
        "lease.renew_lost",
        "ws.after_seq_alloc_before_fanout",
        "action.after_start",
        "action.answered_before_settle",
    }
)

_armed: dict[str, tuple[str, float]] = {}


class FailpointHit(RuntimeError):
    """Raised by a failpoint armed with `error`."""


def arm(spec: str) -> None:
    """Arm the failpoints in `spec` (see the module), replacing all earlier ones; raises ValueError on a wrong name."""
    _armed.clear()
    for part in filter(None, (item.strip() for item in spec.split(","))):
        name, _, rest = part.partition("=")
        action, _, chance = rest.partition(":")
        if name not in NAMES or action not in {"kill", "error", "pause"}:
            raise ValueError(f"{part!r} is no failpoint: use NAME=kill|error|pause with one of {sorted(NAMES)}")
        _armed[name] = (action, float(chance or 1))


async def hit(name: str) -> None:
    """Do nothing, unless this failpoint is armed."""
    if not _armed or name not in _armed:
        return
    action, chance = _armed[name]
    if random.random() > chance:
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "error":
        raise FailpointHit(name)
    await asyncio.sleep(0.05)
