"""All SQL of contacts."""

from __future__ import annotations

_COLUMNS = (
    "c.brand_id, c.id, c.name, c.kind, c.language, c.verified, c.attributes, c.created_at, c.merged_into, c.kinds"
)
_CONTACT = f"SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND c.id = $2"
CONTACT = _CONTACT
CONTACT_LOCKED = f"{_CONTACT} FOR UPDATE"
CONTACTS = f"SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])"
BRAND_OF = "SELECT brand_id FROM contacts WHERE brand_id = ANY($1::uuid[]) AND id = $2"
BY_IDENTITY = f"""
SELECT {_COLUMNS} FROM identities i JOIN contacts c ON (c.brand_id, c.id) = (i.brand_id, i.contact_id)
WHERE i.brand_id = $1 AND i.type = $2 AND i.value = $3
"""
BY_IDENTITIES = f"""
SELECT i.value, {_COLUMNS} FROM identities i JOIN contacts c ON (c.brand_id, c.id) = (i.brand_id, i.contact_id)
WHERE i.brand_id = $1 AND i.type = $2 AND i.value = ANY($3::text[])
"""
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
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at, merged_into, kinds
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
# An empty name and null leave what is there. Who was vouched for as something else is both from now on.
VERIFY_CONTACT = """
UPDATE contacts SET verified = true, name = coalesce(nullif($3, ''), name), kind = coalesce($4, kind),
    kinds = CASE WHEN verified AND $4 <> kind AND kind <> ALL (kinds) THEN array_append(kinds, kind) ELSE kinds END,
    language = coalesce($5, language)
WHERE brand_id = $1 AND id = $2
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at, merged_into, kinds
"""
NAME_CONTACT = """
UPDATE contacts SET name = $3 WHERE brand_id = $1 AND id = $2 AND name = '' AND NOT verified
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at, merged_into, kinds
"""
SET_ATTRIBUTES = """
UPDATE contacts SET attributes = $3 WHERE brand_id = $1 AND id = $2
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at, merged_into, kinds
"""
DROP_VISITORS = "DELETE FROM identities WHERE brand_id = $1 AND contact_id = $2 AND type = 'visitor'"

# Not FOR UPDATE: messages of these contacts go on meanwhile.
LOCK_CONTACTS = f"""
SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[]) ORDER BY c.id FOR NO KEY UPDATE
"""
PERSON = f"""
SELECT {_COLUMNS} FROM contacts c WHERE c.brand_id = $1 AND (c.id = $2 OR c.merged_into = $2)
ORDER BY c.merged_into IS NOT NULL, c.created_at, c.id
"""
POINT = "UPDATE contacts SET merged_into = $3 WHERE brand_id = $1 AND id = ANY($2::uuid[])"
HELD_IDENTITIES = """
SELECT type, value, verified, contact_id FROM identities WHERE brand_id = $1 AND contact_id = ANY($2::uuid[])
ORDER BY created_at, type, value
"""
SAVE_MERGE = """
INSERT INTO contact_merges (brand_id, id, into_id, from_id, moved, by_kind, by_id, by_name, proof)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
"""
MERGE = "SELECT * FROM contact_merges WHERE brand_id = $1 AND id = $2"
# Newest first: what can be undone, and what was.
MERGES_OF = """
SELECT * FROM contact_merges WHERE brand_id = $1 AND (into_id = ANY($2::uuid[]) OR moved && $2::uuid[])
ORDER BY at DESC, id DESC LIMIT 50
"""
LATER_MERGE = """
SELECT id FROM contact_merges WHERE brand_id = $1 AND undone_at IS NULL AND at >= $2 AND id <> $3
  AND from_id = ANY($4::uuid[]) ORDER BY at DESC, id DESC LIMIT 1
"""
# Whether a merge of these two was undone by people.
TAKEN_APART = """
SELECT EXISTS (SELECT 1 FROM contact_merges WHERE brand_id = $1 AND undone_at IS NOT NULL
    AND ((into_id = ANY($2::uuid[]) AND moved && $3::uuid[]) OR (into_id = ANY($3::uuid[]) AND moved && $2::uuid[])))
"""
UNDO_MERGE = """
UPDATE contact_merges SET undone_at = gigline_now(), undone_by = $3
WHERE brand_id = $1 AND id = $2 AND undone_at IS NULL RETURNING *
"""
MOVE_IDENTITIES = """
UPDATE identities SET contact_id = $2
WHERE brand_id = $1 AND (type, value) IN (SELECT * FROM unnest($3::text[], $4::text[]))
"""
SPLIT_OFF = """
INSERT INTO contacts (brand_id, id, name, kind, language, verified)
SELECT brand_id, $3, CASE WHEN verified THEN '' ELSE name END, kind, language, $4 FROM contacts
WHERE brand_id = $1 AND id = $2
RETURNING brand_id, id, name, kind, language, verified, attributes, created_at, merged_into, kinds
"""
# Nobody is vouched for who has no proved name left.
KEEP_PROVED = """
UPDATE contacts c SET verified = c.verified AND EXISTS (SELECT 1 FROM identities i
    WHERE i.brand_id = c.brand_id AND i.contact_id = c.id AND i.verified)
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""
SET_KINDS = "UPDATE contacts SET kind = $3, kinds = $4 WHERE brand_id = $1 AND id = $2"
# Those that stand for a person, by name, identity or what was claimed; `$2` is a pattern with its wildcards escaped.
SEARCH = f"""
SELECT {_COLUMNS} FROM contacts c
WHERE c.brand_id = $1 AND c.id IN (
    SELECT coalesce(k.merged_into, k.id) FROM contacts k WHERE k.brand_id = $1 AND (k.name ILIKE $2
        OR k.attributes ->> 'email' ILIKE $2 OR k.attributes ->> 'phone' ILIKE $2)
    UNION
    SELECT coalesce(k.merged_into, k.id) FROM identities i
    JOIN contacts k ON (k.brand_id, k.id) = (i.brand_id, i.contact_id)
    WHERE i.brand_id = $1 AND i.type IN ('email', 'phone', 'external') AND i.value ILIKE $2)
ORDER BY c.created_at DESC, c.id LIMIT $3
"""
# Who holds what these claim, or claims what these hold.
ALIKE = f"""
WITH own AS (SELECT * FROM contacts k WHERE k.brand_id = $1 AND k.id = ANY($2::uuid[])),
claimed AS (SELECT t.type, own.attributes ->> t.type AS value FROM own, (VALUES ('email'), ('phone')) AS t (type)
    WHERE own.attributes ? t.type),
held AS (SELECT i.type, i.value FROM identities i WHERE i.brand_id = $1 AND i.contact_id = ANY($2::uuid[])
    AND i.type IN ('email', 'phone'))
SELECT {_COLUMNS} FROM contacts c
WHERE c.brand_id = $1 AND c.id <> ALL ($2::uuid[]) AND c.id IN (
    SELECT coalesce(k.merged_into, k.id) FROM contacts k WHERE k.brand_id = $1 AND (
        EXISTS (SELECT 1 FROM held WHERE k.attributes ->> held.type = held.value)
        OR EXISTS (SELECT 1 FROM claimed JOIN identities i ON i.brand_id = $1 AND (i.type, i.value) =
            (claimed.type, claimed.value) WHERE i.contact_id = k.id)))
ORDER BY c.created_at, c.id LIMIT 10
"""

# Newest first.
CHOICES = """
SELECT * FROM contact_choices WHERE brand_id = $1 AND contact_id = ANY($2::uuid[]) ORDER BY at DESC, id DESC LIMIT 200
"""
CHOICES_OF_PERSON = """
SELECT * FROM contact_choices WHERE brand_id = $1 AND contact_id = ANY(gigline_person($1, $2))
ORDER BY at DESC, id DESC LIMIT 200
"""
# What was said last of this purpose, on whatever channel; a preference is apart from what was agreed to.
LAST_CHOICE = """
SELECT * FROM contact_choices
WHERE brand_id = $1 AND contact_id = $2 AND purpose = $3 AND (choice = 'preferred') = ($4::text = 'preferred')
ORDER BY at DESC, id DESC LIMIT 1
"""
SAVE_CHOICE = """
INSERT INTO contact_choices (brand_id, id, contact_id, purpose, channel, choice, how, by_id, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
"""

# Of the person, whoever said it of whichever of their contacts.
KEEP_EXPERIENCES = """
DELETE FROM contact_experiences WHERE brand_id = $1 AND experience <> ALL ($3::text[])
  AND contact_id IN (SELECT unnest(gigline_person($1, $2)))
"""
DROP_VOUCHED = """
DELETE FROM contact_experiences
WHERE brand_id = $1 AND contact_id = $2 AND source = 'brand' AND experience <> ALL ($3::text[])
"""
ADD_EXPERIENCES = """
INSERT INTO contact_experiences (brand_id, contact_id, experience, source)
SELECT $1, $2, x, $3 FROM unnest($4::text[]) x ON CONFLICT DO NOTHING
"""
EXPERIENCES = """
SELECT x.contact_id, x.experience, x.source, x.said_at FROM contact_experiences x
WHERE x.brand_id = $1 AND x.contact_id = ANY($2::uuid[]) ORDER BY x.said_at, x.experience
"""
# For each of many (brand, contact, channel): what is so of the person, where their last word was yes. Without
# gigline_person: within a row's condition it may be asked for each row there is.
AGREED_EXPERIENCES = """
SELECT asked.n, ARRAY(SELECT DISTINCT x.experience FROM contacts k
    JOIN contact_experiences x ON (x.brand_id, x.contact_id) = (k.brand_id, k.id)
    WHERE k.brand_id = asked.brand_id AND (k.id = person.id OR k.merged_into = person.id) ORDER BY 1) AS keys
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS asked (brand_id, contact_id, channel, n)
CROSS JOIN LATERAL (SELECT coalesce(c.merged_into, c.id) AS id FROM contacts c
    WHERE (c.brand_id, c.id) = (asked.brand_id, asked.contact_id)) person
CROSS JOIN LATERAL (SELECT said.choice FROM contacts k
    JOIN contact_choices said ON (said.brand_id, said.contact_id) = (k.brand_id, k.id)
    WHERE k.brand_id = asked.brand_id AND (k.id = person.id OR k.merged_into = person.id) AND said.purpose = 'matching'
      AND said.channel IN ('', asked.channel) AND said.choice IN ('agreed', 'refused')
    ORDER BY said.at DESC, said.id DESC LIMIT 1) word
WHERE word.choice = 'agreed'
"""
