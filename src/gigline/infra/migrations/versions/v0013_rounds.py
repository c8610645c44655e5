"""Rounds, prices and hold-back in the running platform; the ladder.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0013"
down_revision = "0012"

TABLES = """
-- Which router decides for a brand, until when, and how its last round went. All brands of a component have one router.
CREATE TABLE routing_rounds (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    router uuid NOT NULL,
    leased_until timestamptz NOT NULL,
    component uuid[] NOT NULL DEFAULT '{}',
    decided_at timestamptz,
    took_s real,
    overdue int NOT NULL DEFAULT 0,
    held_back uuid[] NOT NULL DEFAULT '{}',
    fallback text,
    trouble text);

-- What routers worked out of an associate: the rent of their time (a sum that fades from `rent_at` on), what they
-- earned within a day in seconds of work, and for which conversation they are kept free.
CREATE TABLE routing_standings (
    associate_id uuid PRIMARY KEY REFERENCES associates ON DELETE CASCADE,
    rent double precision NOT NULL DEFAULT 0,
    rent_at timestamptz NOT NULL DEFAULT gigline_now(),
    earned_s double precision NOT NULL DEFAULT 0,
    kept_for uuid);

-- What competed in one pass of a round: the record from which the offers that name it follow again.
CREATE TABLE routing_passes (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    record jsonb NOT NULL);

-- What was done for somebody for whom nobody was there, once while the queue holds them (`epoch`).
CREATE TABLE routing_empty_steps (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    epoch int NOT NULL,
    step int NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, epoch, step),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

CREATE INDEX assignments_earned ON assignments (associate_id, started_at);
CREATE INDEX conversations_queued ON conversations (brand_id, queued_at) WHERE queued_at IS NOT NULL;

-- For which topics a brand certified somebody, and for which it prefers them ('*': for all).
ALTER TABLE grants ADD COLUMN certified text[] NOT NULL DEFAULT '{}', ADD COLUMN preferred text[] NOT NULL DEFAULT '{}';
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
