"""All SQL of the channels slice: constants, made of nothing but constants."""

from __future__ import annotations

_ACCOUNT = "brand_id, id, kind, key, settings, created_at, sealed"
_OUTBOUND = (
    "brand_id, id, account_id, conversation_id, entry_seq, recipient, text, author_kind, author_name, in_reply_to,"
    " state, attempts, provider_id, error, created_at, updated_at, context"
)

# $7: the caller can seal; who cannot leaves what is sealed.
SAVE_ACCOUNT = f"""
INSERT INTO channel_accounts AS a (brand_id, id, kind, key, settings, sealed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET settings = excluded.settings,
        sealed = CASE WHEN $7 THEN excluded.sealed ELSE coalesce(excluded.sealed, a.sealed) END
    WHERE a.brand_id = excluded.brand_id AND a.kind = excluded.kind
RETURNING {_ACCOUNT}
"""
ACCOUNT = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE brand_id = $1 AND id = $2"
ACCOUNT_BY_KEY = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE key = $1"
ACCOUNTS = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE brand_id = $1 ORDER BY key"

INGEST = """
INSERT INTO inbound (brand_id, id, account_id, provider_id, raw, group_id)
SELECT i.brand_id, i.id, i.account_id, i.provider_id, i.raw, i.group_id
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[])
    WITH ORDINALITY AS i (brand_id, id, account_id, provider_id, raw, group_id, n) ORDER BY i.n
ON CONFLICT (brand_id, account_id, provider_id) DO NOTHING RETURNING id
"""
IS_KNOWN = """
SELECT EXISTS (SELECT 1 FROM inbound WHERE brand_id = $1 AND account_id = $2 AND provider_id = $3)
    OR EXISTS (SELECT 1 FROM inbound WHERE brand_id = $1 AND account_id = $2 AND group_id = $3)
"""
TOUCH = """
INSERT INTO correspondents AS c (brand_id, account_id, address, wrote_at)
SELECT brand_id, account_id, address, gigline_now()
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t (brand_id, account_id, address)
ON CONFLICT (brand_id, account_id, address) DO UPDATE SET wrote_at = excluded.wrote_at
"""
SET_STOPPED = """
UPDATE correspondents SET stopped_at = CASE WHEN $4 THEN coalesce(stopped_at, gigline_now()) END
WHERE brand_id = $1 AND account_id = $2 AND address = $3
"""
# The text for HELP goes out once in $4 seconds; of two who ask for it at once, one gets it.
HELP = """
UPDATE correspondents SET helped_at = gigline_now()
WHERE brand_id = $1 AND account_id = $2 AND address = $3 AND stopped_at IS NULL
  AND (helped_at IS NULL OR helped_at <= gigline_now() - make_interval(secs => $4))
"""
# The provider knows of a STOP that we did not hear.
STOPPED_ELSEWHERE = """
INSERT INTO correspondents AS c (brand_id, account_id, address, wrote_at, stopped_at)
VALUES ($1, $2, $3, gigline_now(), gigline_now())
ON CONFLICT (brand_id, account_id, address) DO UPDATE SET stopped_at = coalesce(c.stopped_at, excluded.stopped_at)
"""
OPT_OUT = """
INSERT INTO opt_outs (brand_id, type, value, account_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (brand_id, type, value) DO UPDATE SET account_id = excluded.account_id, stopped_at = gigline_now()
"""
OPT_IN = "DELETE FROM opt_outs WHERE brand_id = $1 AND type = $2 AND value = $3"
RESUME = "UPDATE correspondents SET stopped_at = NULL WHERE brand_id = $1 AND address = $2 AND stopped_at IS NOT NULL"
# Where a number said STOP only START helps, because its provider blocks it; a mail's writer says by writing.
IS_OPTED_OUT = """
SELECT EXISTS (SELECT 1 FROM opt_outs o WHERE o.brand_id = $1 AND o.type = $2 AND o.value = $3
    AND ((o.type = 'phone' AND o.account_id = $4) OR NOT EXISTS (SELECT 1 FROM correspondents c
        WHERE c.brand_id = $1 AND c.account_id = $4 AND c.address = $5 AND c.wrote_at > o.stopped_at)))
"""
OPTED_OUT = "SELECT value FROM opt_outs WHERE brand_id = $1 AND value = ANY($2::text[])"
# Whether they asked us to stop, and how long ago they wrote.
CORRESPONDENT = """
SELECT stopped_at IS NOT NULL AS stopped, extract(epoch FROM gigline_now() - wrote_at)::float8 AS silent_s
FROM correspondents WHERE brand_id = $1 AND account_id = $2 AND address = $3
"""
OPEN_GROUP = "INSERT INTO message_groups (brand_id, account_id, group_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
GROUP_IS_OPEN = """
SELECT published_at IS NULL FROM message_groups
WHERE brand_id = $1 AND account_id = $2 AND group_id = $3 FOR SHARE
"""
CLOSE_GROUP = """
UPDATE message_groups SET published_at = gigline_now()
WHERE brand_id = $1 AND account_id = $2 AND group_id = $3 AND published_at IS NULL
"""
GROUP_MEMBERS = """
SELECT id, provider_id, raw FROM inbound
WHERE brand_id = $1 AND account_id = $2 AND group_id = $3 ORDER BY received_at, id
"""
# An account's messages go out one interval after the other; a row comes back when it is this one's turn.
TAKE_TURN = """
INSERT INTO send_rates AS s (brand_id, account_id, free_at)
VALUES ($1, $2, gigline_now() + make_interval(secs => $3))
ON CONFLICT (brand_id, account_id) DO UPDATE
SET free_at = greatest(s.free_at, gigline_now() - make_interval(secs => $4)) + make_interval(secs => $3)
    WHERE s.free_at <= gigline_now()
RETURNING free_at
"""
TURN_IN_S = """
SELECT extract(epoch FROM free_at - gigline_now())::float8 FROM send_rates WHERE brand_id = $1 AND account_id = $2
"""
HOLD_ACCOUNT = """
INSERT INTO send_rates AS s (brand_id, account_id, free_at)
VALUES ($1, $2, gigline_now() + make_interval(secs => $3))
ON CONFLICT (brand_id, account_id) DO UPDATE SET free_at = greatest(s.free_at, excluded.free_at)
"""

ENQUEUE = """
INSERT INTO outbound (brand_id, id, account_id, conversation_id, entry_seq, recipient, text, author_kind, author_name,
    in_reply_to, context)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
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
OUTBOUND_SEEN = f"""
SELECT {_OUTBOUND} FROM outbound
WHERE brand_id = $1 AND account_id = $2 AND recipient = $3 AND state IN ('sent', 'unknown', 'delivered')
  AND state <> $4 AND updated_at <= to_timestamp($5)
ORDER BY created_at LIMIT 500 FOR UPDATE
"""
OUTBOUND_BY_PROVIDER_ID = """
SELECT conversation_id, entry_seq FROM outbound
WHERE brand_id = $1 AND account_id = $2 AND provider_id = $3 ORDER BY created_at DESC LIMIT 1
"""
KNOWN_PROVIDER_IDS = """
SELECT provider_id FROM outbound WHERE brand_id = $1 AND account_id = $2 AND provider_id = ANY($3::text[])
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
# A receipt says nothing of when we wrote, by which later marks of what was read are told.
MOVE = "UPDATE outbound SET state = $3, leased_until = NULL, error = $4 WHERE brand_id = $1 AND id = $2"
FOUND = """
UPDATE outbound SET state = 'sent', provider_id = $3, error = NULL, updated_at = gigline_now()
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
    provider_id, state, conversation_id, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
UPLOADED = """
SELECT id, name, declared_type, sniffed_type, size, sha256, content, url, provider_id, state
FROM attachments WHERE brand_id = $1 AND uploaded_by = $2 AND id = ANY($3::uuid[]) AND state = 'stored'
"""
UPLOADED_LATELY = """
SELECT count(*)::int FROM attachments
WHERE brand_id = $1 AND uploaded_by = $2 AND created_at > gigline_now() - interval '1 hour'
"""
PUT_UP = """
SELECT id, name, declared_type, sniffed_type, size, sha256, content, url, provider_id, state
FROM attachments WHERE brand_id = $1 AND conversation_id = $2 AND id = ANY($3::uuid[]) AND state = 'stored'
"""
ATTACHMENT = """
SELECT id, name, declared_type, sniffed_type, size, sha256, content, url, provider_id, state
FROM attachments WHERE brand_id = $1 AND id = $2
"""
FILE_TYPES = "SELECT sniffed_type, size FROM attachments WHERE brand_id = $1 AND id = ANY($2::uuid[])"
ATTACHMENT_FETCHED = """
UPDATE attachments SET content = $3, size = $4, sha256 = $5, sniffed_type = $6, state = 'stored'
WHERE brand_id = $1 AND id = $2 AND state = 'waiting'
"""
ATTACHMENT_FAILED = "UPDATE attachments SET state = $3 WHERE brand_id = $1 AND id = $2 AND state = 'waiting'"

ASIDE = """
INSERT INTO asides (brand_id, account_id, provider_id, reason, raw, sender) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
ASIDES = """
SELECT provider_id, reason, sender, at, length(raw) AS size, let_in_at, let_in_by FROM asides
WHERE brand_id = $1 AND account_id = $2 AND ($3::timestamptz IS NULL OR (at, provider_id) < ($3, $4::text))
ORDER BY at DESC, provider_id DESC LIMIT $5
"""
ASIDE_LOCKED = """
SELECT reason, raw, let_in_at IS NOT NULL AS let_in FROM asides
WHERE brand_id = $1 AND account_id = $2 AND provider_id = $3 FOR UPDATE
"""
LET_IN = """
UPDATE asides SET let_in_at = gigline_now(), let_in_by = $4
WHERE brand_id = $1 AND account_id = $2 AND provider_id = $3
"""
COUNT_UNPROVED = """
INSERT INTO unproved_senders AS s (brand_id, account_id, address) VALUES ($1, $2, $3)
ON CONFLICT (brand_id, account_id, address) DO UPDATE
SET since = CASE WHEN s.since < gigline_now() - interval '1 hour' THEN gigline_now() ELSE s.since END,
    count = CASE WHEN s.since < gigline_now() - interval '1 hour' THEN 1 ELSE s.count + 1 END
RETURNING count
"""

WRITE_WEBHOOK_LOG = """
INSERT INTO webhook_log (brand_id, id, account_id, at, outcome, detail, parts, content_type, body, took_ms)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::int[],
    $8::text[], $9::bytea[], $10::real[])
"""
WEBHOOK_LOG = """
SELECT id, at, outcome, detail, parts, content_type, body, took_ms FROM webhook_log
WHERE brand_id = $1 AND account_id = $2 ORDER BY at DESC LIMIT $3
"""
WEBHOOK_LOG_LINE = """
SELECT id, at, outcome, detail, parts, content_type, body, took_ms FROM webhook_log
WHERE brand_id = $1 AND account_id = $2 AND id = $3
"""
TRIM_WEBHOOK_LOG = """
DELETE FROM webhook_log WHERE at < gigline_now() - make_interval(secs => $1) OR (brand_id, id) IN (
    SELECT brand_id, id FROM (
        SELECT brand_id, id, row_number() OVER (PARTITION BY brand_id, account_id ORDER BY at DESC) AS place
        FROM webhook_log) AS placed
    WHERE place > $2)
"""

ACCOUNTS_OF_KIND = f"SELECT {_ACCOUNT} FROM channel_accounts WHERE kind = $1 ORDER BY id"
# A mailbox is read by whoever holds its lease; one that is over is anybody's.
LEASE_MAILBOX = """
INSERT INTO mailboxes AS m (brand_id, account_id, lease, leased_until)
VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
ON CONFLICT (brand_id, account_id) DO UPDATE SET lease = excluded.lease, leased_until = excluded.leased_until
    WHERE m.lease IS NULL OR m.leased_until < clock_timestamp()
RETURNING uidvalidity, last_uid, connected_at
"""
RENEW_MAILBOX = """
UPDATE mailboxes SET leased_until = clock_timestamp() + make_interval(secs => $4), checked_at = gigline_now(),
    error = NULL
WHERE brand_id = $1 AND account_id = $2 AND lease = $3
"""
RELEASE_MAILBOX = """
UPDATE mailboxes SET lease = NULL, leased_until = NULL, error = $4
WHERE brand_id = $1 AND account_id = $2 AND lease = $3
"""
RENUMBER_MAILBOX = """
UPDATE mailboxes SET uidvalidity = $4, last_uid = $5 WHERE brand_id = $1 AND account_id = $2 AND lease = $3
"""
ADVANCE_MAILBOX = """
UPDATE mailboxes SET last_uid = $5, leased_until = clock_timestamp() + make_interval(secs => $6)
WHERE brand_id = $1 AND account_id = $2 AND lease = $3 AND uidvalidity = $4 AND last_uid < $5
"""
NOTE_MAIL = """
INSERT INTO mailbox_mails (brand_id, account_id, uidvalidity, uid, outcome, provider_id) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""
# How long ago the bot wrote to this address, but for the message that is to go now.
LAST_AUTOMATIC_S = """
SELECT extract(epoch FROM gigline_now() - max(updated_at))::float8 FROM outbound
WHERE brand_id = $1 AND account_id = $2 AND recipient = $3 AND author_kind = 'bot' AND id <> $4
  AND state IN ('sending', 'sent', 'delivered', 'read', 'unknown')
"""

# An account's access token as it stands, by the clock that all processes share.
SIGN_IN = """
SELECT sealed, given_at, coalesce(extract(epoch FROM until - gigline_now()), 0)::float8 AS left_s,
    coalesce(extract(epoch FROM until - given_at), 0)::float8 AS lasts_s,
    coalesce(extract(epoch FROM gigline_now() - given_at), 0)::float8 AS age_s
FROM account_tokens WHERE brand_id = $1 AND account_id = $2
"""
# Whoever saw the newest token may renew it, if nobody else is about to.
LEASE_SIGN_IN = """
INSERT INTO account_tokens AS t (brand_id, account_id, lease, leased_until)
VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
ON CONFLICT (brand_id, account_id) DO UPDATE SET lease = excluded.lease, leased_until = excluded.leased_until
    WHERE (t.lease IS NULL OR t.leased_until < clock_timestamp())
      AND t.given_at IS NOT DISTINCT FROM $5::timestamptz
"""
KEEP_SIGN_IN = """
UPDATE account_tokens SET sealed = $4, given_at = gigline_now(),
    until = gigline_now() + make_interval(secs => $5), lease = NULL, leased_until = NULL, error = NULL
WHERE brand_id = $1 AND account_id = $2 AND lease = $3
"""
NO_SIGN_IN = """
UPDATE account_tokens SET lease = NULL, leased_until = NULL, error = $4
WHERE brand_id = $1 AND account_id = $2 AND lease = $3
"""

FORGET_CONSENTS = "DELETE FROM account_consents WHERE brand_id = $1 AND until < gigline_now()"
BEGIN_CONSENT = """
INSERT INTO account_consents AS c (brand_id, account_id, session, state, sealed, until)
VALUES ($1, $2, $3, $4, $5, gigline_now() + make_interval(secs => $6))
ON CONFLICT (brand_id, account_id, session) DO UPDATE
SET state = excluded.state, sealed = excluded.sealed, until = excluded.until
"""
CONSENT_LOCKED = """
SELECT state, sealed FROM account_consents
WHERE brand_id = $1 AND account_id = $2 AND session = $3 AND until >= gigline_now() FOR UPDATE
"""
TAKE_CONSENT = "DELETE FROM account_consents WHERE brand_id = $1 AND account_id = $2 AND session = $3"

# What became of the last day's messages of each account, in and out.
ACCOUNT_COUNTS = """
SELECT a.id,
    (SELECT count(*) FROM inbound i WHERE (i.brand_id, i.account_id) = (a.brand_id, a.id)
        AND i.received_at > gigline_now() - interval '1 day')::int AS received,
    (SELECT count(*) FROM outbound o WHERE (o.brand_id, o.account_id) = (a.brand_id, a.id)
        AND o.updated_at > gigline_now() - interval '1 day' AND o.state IN ('sent', 'delivered', 'read'))::int AS sent,
    (SELECT count(*) FROM outbound o WHERE (o.brand_id, o.account_id) = (a.brand_id, a.id)
        AND o.updated_at > gigline_now() - interval '1 day' AND o.state = 'failed')::int AS failed,
    (SELECT count(*) FROM outbound o WHERE (o.brand_id, o.account_id) = (a.brand_id, a.id)
        AND o.state = 'unknown')::int AS unknown,
    (SELECT count(*) FROM outbound o WHERE (o.brand_id, o.account_id) = (a.brand_id, a.id)
        AND o.state IN ('queued', 'sending'))::int AS waiting,
    (SELECT max(i.received_at) FROM inbound i
        WHERE (i.brand_id, i.account_id) = (a.brand_id, a.id)) AS last_received_at,
    coalesce((SELECT t.error FROM account_tokens t WHERE (t.brand_id, t.account_id) = (a.brand_id, a.id)),
        (SELECT m.error FROM mailboxes m WHERE (m.brand_id, m.account_id) = (a.brand_id, a.id)
            AND m.error <> 'settings_changed')) AS trouble
FROM channel_accounts a WHERE a.brand_id = $1
"""
