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
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
