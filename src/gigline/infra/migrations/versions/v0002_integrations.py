"""Connectors to the brand's back ends, their actions and what was done through them.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0002"
down_revision = "0001"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
