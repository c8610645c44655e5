"""A call talked over with a colleague before it is theirs.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0021"
down_revision = "0020"

TABLES = """
-- A colleague (`associate_id`) who is asked in the middle of a call, by whoever is in it (`asked_by`). `weight` is what
-- that takes of the colleague's room while it lasts; the assignment takes it over where the call becomes theirs.
CREATE TABLE call_consultations (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    asked_by uuid NOT NULL REFERENCES people,
    associate_id uuid NOT NULL REFERENCES people,
    weight int NOT NULL,
    state text NOT NULL CHECK (state IN ('ringing', 'talking', 'joined', 'completed', 'cancelled', 'declined',
        'unanswered', 'left', 'lost', 'dropped')),
    note text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT gigline_now(),
    answered_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, call_id) REFERENCES calls ON DELETE CASCADE,
    CHECK ((ended_at IS NULL) = (state IN ('ringing', 'talking', 'joined'))));
CREATE INDEX call_consultations_of_call ON call_consultations (brand_id, call_id);
CREATE UNIQUE INDEX call_consultations_one_open ON call_consultations (brand_id, call_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX call_consultations_one_colleague ON call_consultations (associate_id) WHERE ended_at IS NULL;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
