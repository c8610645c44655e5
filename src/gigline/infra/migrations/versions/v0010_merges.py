"""Contacts that are one person, put together and taken apart; what they agreed to.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0010"
down_revision = "0009"

TABLES = """
-- A person is a contact and those that point to it; nothing else moves when people are put together. `merged_into` is
-- always a contact that points nowhere itself. `kinds` is what the person is beside `kind`.
ALTER TABLE contacts ADD COLUMN merged_into uuid CHECK (merged_into <> id);
ALTER TABLE contacts ADD COLUMN kinds text[] NOT NULL DEFAULT '{}'
    CHECK (kinds <@ ARRAY['customer', 'worker', 'business', 'employee']);
ALTER TABLE contacts ADD FOREIGN KEY (brand_id, merged_into) REFERENCES contacts (brand_id, id);
CREATE INDEX contacts_merged ON contacts (brand_id, merged_into) WHERE merged_into IS NOT NULL;

-- All contacts of the person that this one belongs to.
CREATE FUNCTION gigline_person(brand uuid, contact uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(k.id ORDER BY k.id) FROM contacts k
    JOIN (SELECT coalesce(c.merged_into, c.id) AS id FROM contacts c WHERE c.brand_id = brand AND c.id = contact) root
        ON k.id = root.id OR k.merged_into = root.id
    WHERE k.brand_id = brand
$$;

-- `moved` are those that pointed to `from_id` before, and itself: what undoing it gives back.
CREATE TABLE contact_merges (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    into_id uuid NOT NULL,
    from_id uuid NOT NULL,
    moved uuid[] NOT NULL,
    by_kind text NOT NULL CHECK (by_kind IN ('person', 'attestation')),
    by_id uuid,
    by_name text NOT NULL DEFAULT '',
    proof text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT gigline_now(),
    undone_at timestamptz,
    undone_by text NOT NULL DEFAULT '',
    PRIMARY KEY (brand_id, id),
    CHECK (into_id <> from_id));
CREATE INDEX contact_merges_moved ON contact_merges USING gin (moved);
CREATE INDEX contact_merges_into ON contact_merges (brand_id, into_id);

-- What somebody agreed to and would rather have, as it was said: nothing is changed, the latest word holds.
CREATE TABLE contact_choices (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('service', 'feedback', 'marketing', 'callback', 'all')),
    channel text NOT NULL,
    choice text NOT NULL CHECK (choice IN ('agreed', 'refused', 'preferred', 'stopped', 'resumed')),
    how text NOT NULL CHECK (how IN ('said', 'word', 'link')),
    by_id uuid,
    by_name text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, contact_id) REFERENCES contacts ON DELETE CASCADE);
CREATE INDEX contact_choices_of ON contact_choices (brand_id, contact_id, at);

-- Who took everything about a person out of here.
CREATE TABLE contact_exports (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    by_id uuid NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE INDEX contact_exports_of ON contact_exports (brand_id, contact_id, at);

-- Addresses that asked us to stop, whichever account of the brand they wrote to (`account_id`).
CREATE TABLE opt_outs (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    type text NOT NULL CHECK (type IN ('email', 'phone')),
    value text NOT NULL,
    account_id uuid NOT NULL,
    stopped_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, type, value));
INSERT INTO opt_outs (brand_id, type, value, account_id, stopped_at)
SELECT DISTINCT ON (c.brand_id, c.address) c.brand_id, 'phone', c.address, c.account_id, c.stopped_at
FROM correspondents c JOIN channel_accounts a ON (a.brand_id, a.id) = (c.brand_id, c.account_id)
WHERE c.stopped_at IS NOT NULL AND a.kind IN ('sms', 'twiliowhatsapp') ORDER BY c.brand_id, c.address, c.stopped_at;

-- Mobiles of Mexico and Brazil in the one spelling that `kit.addresses` has, where no contact has it yet.
UPDATE identities i SET value = '+52' || substr(i.value, 5)
WHERE i.type = 'phone' AND i.value ~ '^[+]521[0-9]{10}$' AND NOT EXISTS (
    SELECT 1 FROM identities o
    WHERE o.brand_id = i.brand_id AND o.type = 'phone' AND o.value = '+52' || substr(i.value, 5));
UPDATE identities i SET value = left(i.value, 5) || '9' || substr(i.value, 6)
WHERE i.type = 'phone' AND i.value ~ '^[+]55[1-9][0-9][6-9][0-9]{7}$' AND NOT EXISTS (
    SELECT 1 FROM identities o
    WHERE o.brand_id = i.brand_id AND o.type = 'phone' AND o.value = left(i.value, 5) || '9' || substr(i.value, 6));
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
