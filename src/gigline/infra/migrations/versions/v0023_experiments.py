"""Pools by topic, and records of decisions that are kept for a while.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0023"
down_revision = "0022"

TABLES = """
-- For which topics somebody was asked first, before and after each change. `changed_by`: null for a key or the command
-- line.
CREATE TABLE circle_changes (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    certified_before text[] NOT NULL,
    preferred_before text[] NOT NULL,
    certified text[] NOT NULL,
    preferred text[] NOT NULL,
    changed_by uuid REFERENCES people,
    changed_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE INDEX circle_changes_newest ON circle_changes (brand_id, changed_at DESC, id DESC);

-- What competed in a pass, packed and cut into pieces (routing.packing); `record` has it for passes from before. The
-- pieces are compressed already.
CREATE TABLE routing_pass_pieces (
    pass_id uuid NOT NULL REFERENCES routing_passes ON DELETE CASCADE,
    n int NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (pass_id, n));
ALTER TABLE routing_pass_pieces ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE routing_passes ALTER COLUMN record DROP NOT NULL;

-- Several experiments at once in a brand, where no conversation is in two of them: of this topic (unbounded: of any, or
-- of none) and this language (unbounded: any). Ranges, as "any" meets each of them.
ALTER TABLE experiments ADD COLUMN topics text[] NOT NULL DEFAULT '{}';
DROP INDEX experiments_one;
CREATE TYPE textrange AS RANGE (subtype = text);
CREATE TYPE uuidrange AS RANGE (subtype = uuid);
CREATE TABLE experiment_pools (
    brand_id uuid NOT NULL,
    experiment_id uuid NOT NULL,
    topic textrange NOT NULL,
    language textrange NOT NULL,
    PRIMARY KEY (brand_id, experiment_id, topic),
    FOREIGN KEY (brand_id, experiment_id) REFERENCES experiments ON DELETE CASCADE,
    CONSTRAINT experiment_pools_apart EXCLUDE USING gist (
        uuidrange(brand_id, brand_id, '[]') WITH &&, topic WITH &&, language WITH &&));

-- The pools of those that run, so that no writer can forget it.
CREATE FUNCTION experiments_take_pools() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever starts another one for the brand waits until this one is known, and not crosswise.
    PERFORM 1 FROM brands WHERE id = NEW.brand_id FOR NO KEY UPDATE;
    DELETE FROM experiment_pools WHERE brand_id = NEW.brand_id AND experiment_id = NEW.id;
    IF NEW.ended_at IS NULL THEN
        INSERT INTO experiment_pools (brand_id, experiment_id, topic, language)
        SELECT NEW.brand_id, NEW.id, textrange(topic, topic, '[]'), textrange(NEW.language, NEW.language, '[]')
        FROM unnest(CASE NEW.topics WHEN '{}' THEN '{NULL}' ELSE NEW.topics END) AS topic;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER experiments_pools AFTER INSERT OR UPDATE ON experiments
    FOR EACH ROW EXECUTE FUNCTION experiments_take_pools();
UPDATE experiments SET ended_at = ended_at WHERE ended_at IS NULL;

-- After a time a decision keeps what it was about, who was chosen and how many others there were, and no others' facts.
ALTER TABLE offers ADD COLUMN decision_forgotten_at timestamptz;
CREATE INDEX offers_decisions ON offers (ended_at) WHERE ended_at IS NOT NULL AND decision_forgotten_at IS NULL;
CREATE FUNCTION forgotten_decision(decision jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT decision || jsonb_build_object(
        'round', NULL, 'pass', NULL, 'excluded', '[]'::jsonb,
        'eligible', (SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(decision -> 'eligible') AS one
            WHERE one -> 'id' = decision -> 'chosen'),
        'counts', jsonb_build_object(
            'eligible', jsonb_array_length(decision -> 'eligible'),
            'excluded', (SELECT coalesce(jsonb_object_agg(filter, n), '{}') FROM (
                SELECT one ->> 'filter' AS filter, count(*) AS n
                FROM jsonb_array_elements(decision -> 'excluded') AS one GROUP BY 1) AS kinds)))
$$;

-- An offer's terminal state is final, and its decision never changes, except that it is forgotten once it has ended.
CREATE OR REPLACE FUNCTION offers_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    forgotten offers := OLD;
BEGIN
    IF OLD.state <> 'offered' AND OLD.decision_forgotten_at IS NULL AND NEW.decision_forgotten_at IS NOT NULL THEN
        forgotten.decision := forgotten_decision(OLD.decision);
        forgotten.decision_forgotten_at := NEW.decision_forgotten_at;
        IF NEW IS NOT DISTINCT FROM forgotten THEN
            RETURN NEW;
        END IF;
    END IF;
    IF OLD.state <> 'offered' OR NEW.decision IS DISTINCT FROM OLD.decision
        OR NEW.decision_forgotten_at IS NOT NULL THEN
        RAISE EXCEPTION 'offer % already ended as %', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
