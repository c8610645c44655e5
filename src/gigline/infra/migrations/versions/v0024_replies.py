"""Saved replies.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0024"
down_revision = "0023"

TABLES = """
-- What is said often. `slug`: the name of its file in the brand's folder; `person_id`: whoever keeps it for themselves.
CREATE TABLE saved_replies (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    slug text,
    person_id uuid REFERENCES people ON DELETE CASCADE,
    title text NOT NULL,
    shortcut text NOT NULL,
    language text NOT NULL,
    kinds text[] NOT NULL,
    topics text[] NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    removed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK ((slug IS NULL) <> (person_id IS NULL)));
CREATE UNIQUE INDEX saved_replies_files ON saved_replies (brand_id, slug) WHERE slug IS NOT NULL;
CREATE UNIQUE INDEX saved_replies_shortcuts ON saved_replies (brand_id, person_id, shortcut)
    WHERE person_id IS NOT NULL AND shortcut <> '';

-- An answer (`seq` of the log) that was made of a saved reply. `own`: it was the associate's own, of which no more is
-- known to others than that it was used; it may be gone by now.
CREATE TABLE reply_uses (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    reply_id uuid NOT NULL,
    segment int NOT NULL,
    person_id uuid NOT NULL,
    own boolean NOT NULL,
    used_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, seq, reply_id));
CREATE INDEX reply_uses_of_person ON reply_uses (brand_id, person_id, used_at);
CREATE INDEX reply_uses_lately ON reply_uses (brand_id, used_at);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
