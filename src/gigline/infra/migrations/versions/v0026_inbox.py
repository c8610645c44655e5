"""What is put off for later, and saved views of the list.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0026"
down_revision = "0025"

TABLES = """
-- A conversation put off: in force for as long as the conversation's epoch is this one, so that whatever moves it on,
-- in a process of the version before, too, ends it. Its holder keeps it without room for it being held free.
CREATE TABLE snoozes (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    epoch int NOT NULL,
    until timestamptz NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE INDEX snoozes_due ON snoozes (until);

-- A filter of the list under a name. `person_id`: whoever keeps it for themselves; null: everybody's of the brand.
CREATE TABLE saved_views (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    person_id uuid REFERENCES people ON DELETE CASCADE,
    name text NOT NULL,
    filter jsonb NOT NULL,
    by_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE UNIQUE INDEX saved_views_names ON saved_views (brand_id, person_id, lower(name)) NULLS NOT DISTINCT;
CREATE INDEX saved_views_of_person ON saved_views (person_id) WHERE person_id IS NOT NULL;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
