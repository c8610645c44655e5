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

-- Calls that were promised by phone (`callbacks`) and wishes from a chat are one list. `asked`: nobody has said yet
-- that the platform may call there. `promised`: it calls, from `account_id`, when an associate is ready; `call_id` is
-- the call in which that was said, if it was one. What was `missed` stays in the list for people.
ALTER TABLE callback_requests ADD COLUMN state text NOT NULL DEFAULT 'asked'
    CHECK (state IN ('asked', 'promised', 'calling', 'missed', 'kept'));
ALTER TABLE callback_requests ADD COLUMN account_id uuid;
ALTER TABLE callback_requests ADD COLUMN call_id uuid;
ALTER TABLE callback_requests ADD COLUMN made_call_id uuid;
ALTER TABLE callback_requests ADD COLUMN attempts int NOT NULL DEFAULT 0;
INSERT INTO callback_requests (brand_id, id, conversation_id, phone, attested, wanted_at, created_at, done_at, state,
    account_id, call_id, made_call_id, attempts)
SELECT b.brand_id, b.id, b.conversation_id, b.number, true, b.due_at, b.created_at,
    CASE WHEN b.state NOT IN ('promised', 'calling') THEN b.created_at END,
    CASE WHEN b.state = 'withdrawn' THEN 'missed' ELSE b.state END, b.account_id, b.call_id, b.made_call_id, b.attempts
FROM callbacks b ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
