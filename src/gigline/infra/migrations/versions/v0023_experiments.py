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
