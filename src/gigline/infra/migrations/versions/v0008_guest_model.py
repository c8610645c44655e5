"""What a brand's language model was asked and what came of it.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0008"
down_revision = "0007"

TABLES = """
-- Every call, counted before it is made: what a conversation and a day may cost is bounded by these rows.
CREATE TABLE guest_calls (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('choose', 'paraphrase', 'draft', 'summary')),
    outcome text NOT NULL DEFAULT 'started' CHECK (outcome IN ('started', 'used', 'refused', 'unavailable')),
    reason text NOT NULL DEFAULT '',
    tokens int NOT NULL,
    took_ms int NOT NULL DEFAULT 0,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE INDEX guest_calls_day ON guest_calls (brand_id, at);
CREATE INDEX guest_calls_conversation ON guest_calls (brand_id, conversation_id);

-- A turn of the bot that waits for the model, or heard from it: about the requester's message `seq`.
CREATE TABLE guest_turns (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    epoch int NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('choose', 'paraphrase')),
    slugs text[] NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'answered', 'silent')),
    choice text,
    slug text,
    words text,
    asked_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, seq),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
