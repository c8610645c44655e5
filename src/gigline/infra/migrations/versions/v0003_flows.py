"""Flows of the bot and where each conversation stands in them.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0003"
down_revision = "0002"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
