"""Saved replies.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0024"
down_revision = "0023"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
