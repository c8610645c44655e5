"""All SQL of contacts."""

from __future__ import annotations

_COLUMNS = "c.brand_id, c.id, c.name, c.kind, c.language, c.verified, c.attributes, c.created_at"
_CONTACT = f"SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND c.id = $2"  # noqa: S608
CONTACT = _CONTACT
CONTACT_LOCKED = f"{_CONTACT} FOR UPDATE"
CONTACTS = f"SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])"  # noqa: S608
BY_IDENTITY = f"""
SELECT {_COLUMNS} FROM identities i JOIN contacts c ON (c.brand_id, c.id) = (i.brand_id, i.contact_id)
WHERE i.brand_id = $1 AND i.type = $2 AND i.value = $3
"""  # noqa: S608
BY_IDENTITIES = f"""
SELECT i.value, {_COLUMNS} FROM identities i JOIN contacts c ON (c.brand_id, c.id) = (i.brand_id, i.contact_id)
WHERE i.brand_id = $1 AND i.type = $2 AND i.value = ANY($3::text[])
"""  # noqa: S608
IDENTITIES = """
SELECT type, value, verified FROM identities WHERE brand_id = $1 AND contact_id = $2 ORDER BY created_at, type, value
"""

# The identity's unique key decides who creates the contact. A second writer waits here for the first to commit,
# inserts nothing and finds the first one's contact with its next statement: no orphan is ever made.
CREATE = """
WITH won AS (
    INSERT INTO identities (brand_id, type, value, contact_id, verified) VALUES ($1, $2, $3, $4, $8)
    ON CONFLICT DO NOTHING RETURNING contact_id)
INSERT INTO contacts (brand_id, id, name, kind, language, verified)
SELECT $1, contact_id, $5, $6, $7, $8 FROM won
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at
"""
ADD_IDENTITY = """
INSERT INTO identities (brand_id, type, value, contact_id, verified) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
"""
# The address joins the contact that the channel's own name for the sender already leads to.
ADOPT_IDENTITY = """
INSERT INTO identities (brand_id, type, value, contact_id, verified)
SELECT brand_id, $2, $3, contact_id, $5 FROM identities WHERE brand_id = $1 AND type = 'api' AND value = $4
ON CONFLICT DO NOTHING
"""
VERIFY_IDENTITY = """
UPDATE identities SET verified = true WHERE brand_id = $1 AND type = $2 AND value = $3 AND NOT verified
"""
# An empty name and null leave what is there.
VERIFY_CONTACT = """
UPDATE contacts SET verified = true, name = coalesce(nullif($3, ''), name), kind = coalesce($4, kind),
    language = coalesce($5, language)
WHERE brand_id = $1 AND id = $2
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at
"""
NAME_CONTACT = """
UPDATE contacts SET name = $3 WHERE brand_id = $1 AND id = $2 AND name = '' AND NOT verified
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at
"""
SET_ATTRIBUTES = """
UPDATE contacts SET attributes = $3 WHERE brand_id = $1 AND id = $2
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at
"""
DROP_VISITORS = "DELETE FROM identities WHERE brand_id = $1 AND contact_id = $2 AND type = 'visitor'"
