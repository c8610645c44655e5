"""All SQL of accounts."""

from __future__ import annotations

_BRAND = "SELECT id, key, name, settings, identity_secret, created_at FROM brands"
BRAND = f"{_BRAND} WHERE id = $1"
BRAND_BY_KEY = f"{_BRAND} WHERE key = $1"
BRANDS = f"{_BRAND} ORDER BY name, key"
BRANDS_AMONG = f"{_BRAND} WHERE id = ANY($1::uuid[]) ORDER BY name, key"
SAVE_BRAND = """
INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, settings = excluded.settings
RETURNING id, key, name, settings, identity_secret, created_at
"""
SAVE_STREAM = "INSERT INTO streams (brand_id, epoch) VALUES ($1, $2) ON CONFLICT DO NOTHING"

_PERSON = "id, email, name, operator, disabled_at"
PERSON = f"SELECT {_PERSON} FROM people WHERE id = $1"
PERSON_BY_EMAIL = f"SELECT {_PERSON} FROM people WHERE email = $1"
PEOPLE_OF_BRAND = """
SELECT p.id, p.email, p.name, p.operator, p.disabled_at FROM people p
JOIN memberships m ON m.person_id = p.id WHERE m.brand_id = $1 ORDER BY p.name, p.id
"""
CREATE_PERSON = f"""
INSERT INTO people (id, email, name, password_hash, operator) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (email) DO NOTHING RETURNING {_PERSON}
"""
SET_PASSWORD = "UPDATE people SET password_hash = $2 WHERE id = $1"  # noqa: S105
DISABLE_PERSON = "UPDATE people SET disabled_at = coalesce(disabled_at, gigline_now()) WHERE id = $1"
ENABLE_PERSON = "UPDATE people SET disabled_at = NULL WHERE id = $1"
CREDENTIALS = "SELECT id, password_hash, disabled_at FROM people WHERE email = $1"
SET_ROLE = """
INSERT INTO memberships (brand_id, person_id, role) VALUES ($1, $2, $3)
ON CONFLICT (brand_id, person_id) DO UPDATE SET role = excluded.role
"""
DROP_ROLE = "DELETE FROM memberships WHERE brand_id = $1 AND person_id = $2"

CREATE_SESSION = """
INSERT INTO sessions (token_hash, person_id, csrf, expires_at)
SELECT $1, id, $3, gigline_now() + make_interval(secs => $4) FROM people
WHERE id = $2 AND disabled_at IS NULL AND password_hash = $5
"""
SESSION = """
SELECT s.token_hash, s.csrf, s.expires_at,
       s.expires_at < gigline_now() + make_interval(secs => $2) AS ages,
       p.id AS person_id, p.name, p.operator,
       (SELECT coalesce(jsonb_object_agg(m.brand_id, m.role), '{}')
        FROM memberships m WHERE m.person_id = p.id) AS roles
FROM sessions s JOIN people p ON p.id = s.person_id
WHERE s.token_hash = $1 AND s.expires_at > gigline_now() AND p.disabled_at IS NULL
"""
RENEW_SESSION = """
UPDATE sessions SET expires_at = gigline_now() + make_interval(secs => $2)
WHERE token_hash = $1 AND expires_at > gigline_now()
"""
END_SESSION = "DELETE FROM sessions WHERE token_hash = $1"
END_SESSIONS_OF = "DELETE FROM sessions WHERE person_id = $1"
FORGET_SESSIONS = "DELETE FROM sessions WHERE expires_at <= gigline_now()"

CREATE_KEY = """
INSERT INTO api_keys (brand_id, id, name, role, token_hash) VALUES ($1, $2, $3, $4, $5)
RETURNING brand_id, id, name, role, created_at, revoked_at
"""
KEY_BY_HASH = """
SELECT brand_id, id, name, role, created_at, revoked_at FROM api_keys WHERE token_hash = $1 AND revoked_at IS NULL
"""
KEYS = """
SELECT brand_id, id, name, role, created_at, revoked_at FROM api_keys WHERE brand_id = $1 ORDER BY created_at, id
"""
REVOKE_KEY = """
UPDATE api_keys SET revoked_at = coalesce(revoked_at, gigline_now()) WHERE brand_id = $1 AND id = $2
"""

# A token bucket in one statement: refill by the time that went by, then take one. A result below zero means
# refused: it is what was there less one, so the next refill gives that one back and refused tries cost nothing.
TAKE_ATTEMPT = """
INSERT INTO sign_in_attempts AS a (subject, tokens, filled_at) VALUES ($1, $2::float8 - 1, gigline_now())
ON CONFLICT (subject) DO UPDATE SET
    tokens = least($2::float8, a.tokens + (a.tokens < 0)::int
        + greatest(0, extract(epoch FROM gigline_now() - a.filled_at)::float8) * $3::float8) - 1,
    filled_at = gigline_now()
RETURNING tokens
"""
FORGET_ATTEMPTS = "DELETE FROM sign_in_attempts WHERE filled_at < gigline_now() - interval '1 hour'"

SAVE_SECRET = "INSERT INTO server_secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING"  # noqa: S105
SECRET = "SELECT value FROM server_secrets WHERE name = $1"  # noqa: S105
