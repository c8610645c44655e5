"""Flows of the bot and where each conversation stands in them.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0003"
down_revision = "0002"

# A run goes on with the version it began with, so that versions are kept. `flow_log` has what is needed to play a run
# again: messages by their seq, never their text.
TABLES = """
CREATE TABLE flow_versions (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    digest text NOT NULL,
    source jsonb NOT NULL,
    changing text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, digest));
CREATE TABLE flows (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id text NOT NULL,
    digest text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, digest) REFERENCES flow_versions);
CREATE TABLE flow_runs (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    epoch int NOT NULL,
    flow text NOT NULL,
    digest text NOT NULL,
    language text NOT NULL,
    state jsonb NOT NULL,
    events int NOT NULL DEFAULT 0,
    ended text CHECK (ended IN ('done', 'stopped', 'switched', 'handed_over', 'left')),
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    changed_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    FOREIGN KEY (brand_id, digest) REFERENCES flow_versions);
CREATE UNIQUE INDEX flow_runs_active ON flow_runs (brand_id, conversation_id) WHERE ended IS NULL;
CREATE INDEX flow_runs_of_conversation ON flow_runs (brand_id, conversation_id, started_at);
CREATE TABLE flow_log (
    brand_id uuid NOT NULL,
    run_id uuid NOT NULL,
    n int NOT NULL,
    setting jsonb NOT NULL,
    event jsonb NOT NULL,
    effects jsonb NOT NULL,
    digest text NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, run_id, n),
    FOREIGN KEY (brand_id, run_id) REFERENCES flow_runs ON DELETE CASCADE);
ALTER TABLE bot_turns DROP CONSTRAINT bot_turns_outcome_check;
ALTER TABLE bot_turns ADD CONSTRAINT bot_turns_outcome_check CHECK (outcome IN
    ('answered', 'clarified', 'failed_turn', 'handed_over', 'small_talk', 'resolved', 'asked', 'acting', 'done',
     'stopped'));
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
