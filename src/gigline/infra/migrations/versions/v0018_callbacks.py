"""One list of people who wish to be called; whose each place of a conversation is.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0018"
down_revision = "0017"

TABLES = """
-- Whose the place is, where several contacts of one person write in a conversation (null: the conversation's own). What
-- was said up to `shows_after` was said before that contact came in, and is not shown to it.
ALTER TABLE conversation_places ADD COLUMN contact_id uuid;
ALTER TABLE conversation_places ADD COLUMN shows_after int NOT NULL DEFAULT 0;
CREATE INDEX conversation_places_contact ON conversation_places (brand_id, contact_id, account_id)
    WHERE contact_id IS NOT NULL;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
