"""Pools by topic, and records of decisions that are kept for a while.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0023"
down_revision = "0022"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
