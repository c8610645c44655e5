"""Vectors of articles, where PostgreSQL has pgvector.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0009"
down_revision = "0008"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
