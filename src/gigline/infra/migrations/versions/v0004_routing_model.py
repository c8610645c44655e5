"""What the router learned about associates.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0004"
down_revision = "0003"

TABLES = """
-- What was decided for other help desks: all that the answer followed from, and the answer.
CREATE TABLE outside_decisions (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    question jsonb NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));

-- What came of a conversation in somebody's hands, once it is known. `n` is given under a lock, so that it is the order
-- of the commits: whoever learned up to one has missed none before it.
CREATE TABLE routing_outcomes (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    n bigint GENERATED ALWAYS AS IDENTITY,
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    topic text NOT NULL,
    language text NOT NULL,
    channel text NOT NULL,
    requester_kind text NOT NULL,
    sla_s real NOT NULL,
    resolved bool NOT NULL,
    csat bool,
    work_s real NOT NULL,
    wait_s real NOT NULL,
    concurrency int NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, segment));
CREATE UNIQUE INDEX routing_outcomes_n ON routing_outcomes (n);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
