"""What reports count of a segment, and who took figures out.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0025"
down_revision = "0024"

TABLES = """
-- What the log says of a segment, in whole seconds (quality.timing has the definitions; `_open_s`: while the brand was
-- open). `counted`: it says so still. Null: it did not happen, or not yet. `latest_topic`: what it ended up with, where
-- `topic` is what it came to the queue with.
ALTER TABLE segments
    ADD COLUMN counted bool NOT NULL DEFAULT false,
    ADD COLUMN channel text,
    ADD COLUMN language text,
    ADD COLUMN latest_topic text,
    ADD COLUMN associate_id uuid,
    ADD COLUMN first_s int,
    ADD COLUMN first_open_s int,
    ADD COLUMN first_person_s int,
    ADD COLUMN first_person_open_s int,
    ADD COLUMN next_s int[] NOT NULL DEFAULT '{}',
    ADD COLUMN queued bool NOT NULL DEFAULT false,
    ADD COLUMN wait_s int,
    ADD COLUMN handle_s int,
    ADD COLUMN resolution_s int,
    ADD COLUMN taken int NOT NULL DEFAULT 0,
    ADD COLUMN transfers int NOT NULL DEFAULT 0,
    ADD COLUMN promises_kept int NOT NULL DEFAULT 0,
    ADD COLUMN promises_broken int NOT NULL DEFAULT 0,
    ADD COLUMN promise_due_at timestamptz,
    ADD COLUMN reopened bool NOT NULL DEFAULT false;
UPDATE segments s SET reopened = true FROM segments later
WHERE later.segment > 1 AND (later.brand_id, later.conversation_id, later.segment - 1)
    = (s.brand_id, s.conversation_id, s.segment);
CREATE INDEX segments_uncounted ON segments (opened_at) WHERE NOT counted;

-- Triggers, so that no writer can forget it: a process of the version before is one.
CREATE FUNCTION segments_count_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.counted := false;
    RETURN NEW;
END $$;
CREATE TRIGGER segments_changed
    BEFORE UPDATE OF topic, handed_over_at, bot_answered, person_answered, resolved_at ON segments
    FOR EACH ROW EXECUTE FUNCTION segments_count_again();
-- Segments may be heard of in any order.
CREATE FUNCTION segments_note_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE segments SET reopened = true
    WHERE (brand_id, conversation_id, segment) = (NEW.brand_id, NEW.conversation_id, NEW.segment - 1);
    NEW.reopened := EXISTS (SELECT 1 FROM segments
        WHERE (brand_id, conversation_id, segment) = (NEW.brand_id, NEW.conversation_id, NEW.segment + 1));
    RETURN NEW;
END $$;
CREATE TRIGGER segments_reopening BEFORE INSERT ON segments
    FOR EACH ROW EXECUTE FUNCTION segments_note_reopening();

-- Who took figures or lists out of a brand, and which.
CREATE TABLE report_exports (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    what text NOT NULL CHECK (what IN ('figures', 'conversations')),
    asked jsonb NOT NULL,
    by_id uuid NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE INDEX report_exports_newest ON report_exports (brand_id, at DESC, id DESC);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
