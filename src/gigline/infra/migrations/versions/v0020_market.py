"""What deciding at an arrival reads.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0020"
down_revision = "0019"

TABLES = """
-- The transaction that last changed what a router knows of somebody: whoever looks again asks for what is new since the
-- last look (workforce.roster). Triggers, so that no writer can forget it.
ALTER TABLE associates ADD COLUMN changed bigint NOT NULL DEFAULT 0;
CREATE FUNCTION associates_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER associates_changed BEFORE INSERT OR UPDATE ON associates
    FOR EACH ROW EXECUTE FUNCTION associates_note_change();

-- A lease that is only renewed changes nothing that its end would not tell.
CREATE FUNCTION presence_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE associates SET changed = changed WHERE id IN (NEW.associate_id, OLD.associate_id);
    RETURN NULL;
END $$;
CREATE TRIGGER presence_changed AFTER INSERT OR DELETE OR UPDATE OF closing ON presence
    FOR EACH ROW EXECUTE FUNCTION presence_note_change();
CREATE FUNCTION people_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE associates SET changed = changed WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER people_changed AFTER UPDATE OF disabled_at, name ON people
    FOR EACH ROW EXECUTE FUNCTION people_note_change();

-- The same for grants. It outlives the grant, which is how its end is heard of, and so refers to nothing.
CREATE TABLE grant_changes (
    brand_id uuid NOT NULL,
    associate_id uuid NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (brand_id, associate_id));
CREATE FUNCTION grants_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO grant_changes (brand_id, associate_id, changed)
    VALUES (coalesce(NEW.brand_id, OLD.brand_id), coalesce(NEW.associate_id, OLD.associate_id),
            pg_current_xact_id()::text::bigint)
    ON CONFLICT (brand_id, associate_id) DO UPDATE SET changed = EXCLUDED.changed;
    RETURN NULL;
END $$;
CREATE TRIGGER grants_changed AFTER INSERT OR UPDATE OR DELETE ON grants
    FOR EACH ROW EXECUTE FUNCTION grants_note_change();

CREATE INDEX routing_passes_at ON routing_passes (at);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
