"""A brand's directory of contract workers, and what was recommended.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0015"
down_revision = "0014"

TABLES = """
-- providers.toml as it was applied.
CREATE TABLE provider_directories (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    version int NOT NULL DEFAULT 1,
    source jsonb NOT NULL);

-- `facts`: what was said of those who were shown; `record`: all that the choice followed from.
CREATE TABLE recommendations (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    conversation_id uuid,
    asked_by text NOT NULL CHECK (asked_by IN ('associate', 'bot', 'api')),
    kind text NOT NULL,
    place text NOT NULL,
    shown text[] NOT NULL,
    facts jsonb NOT NULL,
    record jsonb NOT NULL,
    chosen text,
    chosen_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    CHECK (chosen IS NULL OR chosen = ANY (shown)));
CREATE INDEX recommendations_conversation ON recommendations (brand_id, conversation_id, created_at DESC)
    WHERE conversation_id IS NOT NULL;

-- What came of the chosen one. `n` is given under a lock, so that it is the order of the commits.
CREATE TABLE provider_outcomes (
    brand_id uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    n bigint GENERATED ALWAYS AS IDENTITY,
    provider_id text NOT NULL,
    done bool NOT NULL,
    rating smallint CHECK (rating BETWEEN 1 AND 5),
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, recommendation_id),
    FOREIGN KEY (brand_id, recommendation_id) REFERENCES recommendations ON DELETE CASCADE);
CREATE INDEX provider_outcomes_n ON provider_outcomes (brand_id, n);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
