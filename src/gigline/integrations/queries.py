"""All SQL of integrations."""

from __future__ import annotations

_RUN = """brand_id, id, conversation_id, contact_id, connector, action, title, risk, runner, runner_id, runner_name,
    idempotency_key, input_digest, inputs, amount, currency, state, answered, why, outputs, attempts, started_at,
    settled_at"""

CONNECTORS = "SELECT brand_id, name, kind, base_url, settings FROM connectors WHERE brand_id = $1 ORDER BY name"
CONNECTOR = "SELECT brand_id, name, kind, base_url, settings FROM connectors WHERE brand_id = $1 AND name = $2"
SOURCES = "SELECT name, source FROM connectors WHERE brand_id = $1 ORDER BY name"
SAVE_CONNECTOR = """
INSERT INTO connectors (brand_id, name, kind, base_url, settings, source, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (brand_id, name) DO UPDATE SET kind = $3, base_url = $4, settings = $5, source = $6, digest = $7,
    updated_at = gigline_now()
"""
DROP_CONNECTORS = "DELETE FROM connectors WHERE brand_id = $1 AND name <> ALL($2::text[])"
DROP_ACTIONS = "DELETE FROM actions WHERE brand_id = $1"
SAVE_ACTION = "INSERT INTO actions (brand_id, name, connector, position, definition) VALUES ($1, $2, $3, $4, $5)"
ACTIONS = "SELECT definition FROM actions WHERE brand_id = $1 ORDER BY connector, position"
ACTION = "SELECT definition FROM actions WHERE brand_id = $1 AND name = $2"

SECRETS = """
SELECT name, sealed FROM connector_secrets WHERE brand_id = $1 AND connector = $2 ORDER BY name
"""
ALL_SECRETS = "SELECT brand_id, connector, name, sealed FROM connector_secrets ORDER BY 1, 2, 3"
STORE_SEALED = """
INSERT INTO connector_secrets (brand_id, connector, name, sealed) VALUES ($1, $2, $3, $4)
ON CONFLICT (brand_id, connector, name) DO UPDATE SET sealed = $4, updated_at = gigline_now()
"""
REPLACE_SEALED = """
UPDATE connector_secrets SET sealed = $5 WHERE brand_id = $1 AND connector = $2 AND name = $3 AND sealed = $4
"""

# The breaker. A row exists only while something is wrong.
BREAKER_SHUT = """
SELECT coalesce((SELECT open_until IS NULL FROM breakers WHERE brand_id = $1 AND connector = $2), true)
"""
BREAKER_PROBE = """
UPDATE breakers SET probing_until = gigline_now() + make_interval(secs => $3)
WHERE brand_id = $1 AND connector = $2 AND open_until <= gigline_now()
    AND (probing_until IS NULL OR probing_until <= gigline_now())
RETURNING true
"""
BREAKER_FAILED = """
INSERT INTO breakers AS b (brand_id, connector, failures, open_until)
VALUES ($1, $2, 1, CASE WHEN $3 <= 1 THEN gigline_now() + make_interval(secs => $4) END)
ON CONFLICT (brand_id, connector) DO UPDATE SET failures = b.failures + 1, probing_until = NULL,
    open_until = CASE WHEN b.failures + 1 >= $3 THEN gigline_now() + make_interval(secs => $4) ELSE b.open_until END
RETURNING open_until IS NOT NULL AND failures = $3
"""
BREAKER_ROW = "SELECT EXISTS (SELECT FROM breakers WHERE brand_id = $1 AND connector = $2)"
BREAKER_WELL = "DELETE FROM breakers WHERE brand_id = $1 AND connector = $2"

CAP_LOCK = """
INSERT INTO cap_locks (brand_id, cap_group, cap_subject, touched_at) VALUES ($1, $2, $3, gigline_now())
ON CONFLICT (brand_id, cap_group, cap_subject) DO UPDATE SET touched_at = gigline_now()
"""
# What is under way or of unknown outcome counts: it may have been spent.
SPENT = """
SELECT coalesce(sum(amount), 0)::bigint FROM action_runs
WHERE brand_id = $1 AND cap_group = $2 AND cap_subject = $3 AND currency = $4 AND idempotency_key <> $5
    AND amount IS NOT NULL AND state IN ('started', 'succeeded', 'unknown')
    AND started_at > gigline_now() - interval '24 hours'
"""
SPENT_BY_ALL = """
SELECT coalesce(sum(amount), 0)::bigint FROM action_runs
WHERE brand_id = $1 AND cap_group = $2 AND currency = $3 AND idempotency_key <> $4
    AND amount IS NOT NULL AND state IN ('started', 'succeeded', 'unknown')
    AND started_at > gigline_now() - interval '24 hours'
"""
START = f"""
INSERT INTO action_runs (brand_id, id, conversation_id, contact_id, connector, action, title, risk, runner, runner_id,
    runner_name, idempotency_key, input_digest, inputs, cap_group, cap_subject, amount, currency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (brand_id, idempotency_key) DO NOTHING
RETURNING {_RUN}
"""
BY_KEY = f"SELECT {_RUN} FROM action_runs WHERE brand_id = $1 AND idempotency_key = $2"
BY_KEY_LOCKED = f"SELECT {_RUN} FROM action_runs WHERE brand_id = $1 AND idempotency_key = $2 FOR UPDATE"
IS_STALE = """
SELECT started_at < gigline_now() - make_interval(secs => $3) FROM action_runs WHERE brand_id = $1 AND id = $2
"""
AGAIN = f"""
UPDATE action_runs SET state = 'started', attempts = attempts + 1, started_at = gigline_now(), settled_at = NULL,
    why = '', answered = NULL
WHERE brand_id = $1 AND id = $2 RETURNING {_RUN}
"""
# `attempts` is the fence: whoever was thought dead and comes back settles nothing that another attempt began.
SETTLE = """
UPDATE action_runs SET state = $4, answered = $5, why = $6, outputs = $7, settled_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND attempts = $3 AND state IN ('started', 'unknown')
"""
EXPIRE = f"""
UPDATE action_runs SET state = CASE WHEN risk = 'read_own' THEN 'failed' ELSE 'unknown' END, why = 'lost',
    settled_at = gigline_now()
WHERE (brand_id, id) IN (
    SELECT brand_id, id FROM action_runs
    WHERE state = 'started' AND started_at < gigline_now() - make_interval(secs => $1)
    ORDER BY started_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING {_RUN}
"""
DECIDE = f"""
UPDATE action_runs SET state = CASE WHEN $3 THEN 'succeeded' ELSE 'failed' END, why = 'settled_by_person',
    settled_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND state = 'unknown' RETURNING {_RUN}
"""
RUN = f"SELECT {_RUN} FROM action_runs WHERE brand_id = $1 AND id = $2"
RUNS_OF = f"""
SELECT {_RUN} FROM action_runs WHERE brand_id = $1 AND conversation_id = $2 ORDER BY started_at DESC, id LIMIT 100
"""

CODES_RECENT = """
SELECT count(*) FILTER (WHERE conversation_id = $2) AS here, count(*) FILTER (WHERE type = $3 AND value = $4) AS there
FROM one_time_codes WHERE brand_id = $1 AND created_at > gigline_now() - interval '1 hour'
    AND (conversation_id = $2 OR (type = $3 AND value = $4))
"""
CODES_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
VOID_CODES = """
UPDATE one_time_codes SET used_at = gigline_now() WHERE brand_id = $1 AND conversation_id = $2 AND used_at IS NULL
"""
SAVE_CODE = """
INSERT INTO one_time_codes (brand_id, id, conversation_id, contact_id, type, value, code_hash, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, gigline_now() + make_interval(secs => $8))
"""
# Counted before it is compared: guesses side by side are counted one after the other.
TRY_CODE = """
UPDATE one_time_codes SET attempts = attempts + 1
WHERE (brand_id, id) = (
    SELECT brand_id, id FROM one_time_codes
    WHERE brand_id = $1 AND conversation_id = $2 AND contact_id = $3 AND used_at IS NULL
    ORDER BY created_at DESC, id DESC LIMIT 1)
    AND attempts < $4 AND expires_at > gigline_now() AND used_at IS NULL
RETURNING id, type, value, code_hash
"""
USE_CODE = "UPDATE one_time_codes SET used_at = gigline_now() WHERE brand_id = $1 AND id = $2 AND used_at IS NULL"
SAVE_PROOF = """
INSERT INTO proofs (brand_id, conversation_id, contact_id, type, value, external_id, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, gigline_now() + make_interval(secs => $7))
ON CONFLICT (brand_id, conversation_id, type) DO UPDATE SET contact_id = $3, value = $5, external_id = $6,
    proved_at = gigline_now(), expires_at = gigline_now() + make_interval(secs => $7)
"""
PROOFS = """
SELECT type, value, external_id FROM proofs
WHERE brand_id = $1 AND conversation_id = $2 AND contact_id = $3 AND expires_at > gigline_now() ORDER BY proved_at DESC
"""
FORGET_CODES = "DELETE FROM one_time_codes WHERE created_at < gigline_now() - interval '1 day'"
FORGET_PROOFS = "DELETE FROM proofs WHERE expires_at < gigline_now() - interval '1 day'"
FORGET_CAP_LOCKS = "DELETE FROM cap_locks WHERE touched_at < gigline_now() - interval '2 days'"

# Around what a brand wrote (`views` checked and rewrote it): the requester's own rows, and not too many.
OWN_ROWS = 'SELECT * FROM ({inner}) AS own WHERE own."{owner}"::text = $1 LIMIT {most}'
