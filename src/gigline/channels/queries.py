"""All SQL of the channels slice: constants, made of nothing but constants."""

# ruff: noqa: S608

from __future__ import annotations

_ACCOUNT = "brand_id, id, kind, key, settings, created_at"
_OUTBOUND = (
    "brand_id, id, account_id, conversation_id, entry_seq, recipient, text, author_kind, author_name, in_reply_to,"
    " state, attempts, provider_id, error, created_at, updated_at"
)

SAVE_ACCOUNT = f"""
INSERT INTO channel_accounts AS a (brand_id, id, kind, key, settings) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET settings = excluded.settings
    WHERE a.brand_id = excluded.brand_id AND a.kind = excluded.kind
RETURNING {_ACCOUNT}
"""
ACCOUNT = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE brand_id = $1 AND id = $2"
ACCOUNT_BY_KEY = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE key = $1"
ACCOUNTS = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE brand_id = $1 ORDER BY key"

INGEST = """
INSERT INTO inbound (brand_id, id, account_id, provider_id, raw)
SELECT i.brand_id, i.id, i.account_id, i.provider_id, i.raw
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[])
    WITH ORDINALITY AS i (brand_id, id, account_id, provider_id, raw, n) ORDER BY i.n
ON CONFLICT (brand_id, account_id, provider_id) DO NOTHING RETURNING id
"""

ENQUEUE = """
INSERT INTO outbound (brand_id, id, account_id, conversation_id, entry_seq, recipient, text, author_kind, author_name,
    in_reply_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING
"""
OUTBOUND = f"SELECT {_OUTBOUND} FROM outbound WHERE brand_id = $1 AND id = $2"
OUTBOUND_LOCKED = f"SELECT {_OUTBOUND} FROM outbound WHERE brand_id = $1 AND id = $2 FOR UPDATE"
# A provider may name our message by its own id or by ours.
OUTBOUND_OF_RECEIPT = f"""
SELECT {_OUTBOUND} FROM outbound
WHERE brand_id = $1 AND account_id = $2 AND (provider_id = $3 OR id = $4)
ORDER BY (id = $4) IS TRUE DESC, created_at DESC LIMIT 1 FOR UPDATE
"""

# A message waits while an earlier one of its conversation may still arrive before it; failed and unknown ones do not
# hold it up.
LEASE = f"""
UPDATE outbound o
SET state = 'sending', lease = $3, leased_until = clock_timestamp() + make_interval(secs => $4),
    attempts = o.attempts + 1, updated_at = gigline_now()
WHERE o.brand_id = $1 AND o.id = $2 AND o.state = 'queued'
  AND NOT EXISTS (
    SELECT 1 FROM outbound earlier
    WHERE earlier.brand_id = o.brand_id AND earlier.conversation_id = o.conversation_id
      AND earlier.entry_seq < o.entry_seq AND earlier.state IN ('queued', 'sending'))
RETURNING {_OUTBOUND}
"""
MARK = """
UPDATE outbound SET state = $4, leased_until = NULL, provider_id = coalesce($5, provider_id), error = $6,
    updated_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND state = 'sending' AND lease = $3
"""
# Who lost the lease still knows what became of the attempt: that settles its own `unknown`, and nothing else.
SETTLE = """
UPDATE outbound SET state = $3, provider_id = coalesce($4, provider_id), error = $5, updated_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND state = 'unknown' AND lease = $6
"""
KEEP_PROVIDER_ID = "UPDATE outbound SET provider_id = coalesce(provider_id, $3) WHERE brand_id = $1 AND id = $2"
MOVE = """
UPDATE outbound SET state = $3, leased_until = NULL, error = $4, updated_at = gigline_now()
WHERE brand_id = $1 AND id = $2
"""
REQUEUE = """
UPDATE outbound SET state = 'queued', attempts = 0, lease = NULL, error = NULL, updated_at = gigline_now()
WHERE brand_id = $1 AND id = $2
"""
EXPIRE = f"""
UPDATE outbound SET state = 'unknown', leased_until = NULL, error = 'sender_lost',
    updated_at = gigline_now()
WHERE (brand_id, id) IN (
    SELECT brand_id, id FROM outbound WHERE state = 'sending' AND leased_until < clock_timestamp()
    ORDER BY leased_until LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING {_OUTBOUND}
"""
STRANDED = f"""
UPDATE outbound SET updated_at = gigline_now()
WHERE (brand_id, id) IN (
    SELECT brand_id, id FROM outbound WHERE state = 'queued' AND updated_at < gigline_now() - make_interval(secs => $1)
    ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING {_OUTBOUND}
"""

STORE_ATTACHMENT = """
INSERT INTO attachments (brand_id, id, inbound_id, name, declared_type, sniffed_type, size, sha256, content, url,
    provider_id, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
ATTACHMENT = """
SELECT id, name, declared_type, sniffed_type, size, sha256, content, url, provider_id, state
FROM attachments WHERE brand_id = $1 AND id = $2
"""
ATTACHMENT_FETCHED = """
UPDATE attachments SET content = $3, size = $4, sha256 = $5, sniffed_type = $6, state = 'stored'
WHERE brand_id = $1 AND id = $2 AND state = 'waiting'
"""
ATTACHMENT_FAILED = "UPDATE attachments SET state = $3 WHERE brand_id = $1 AND id = $2 AND state = 'waiting'"
