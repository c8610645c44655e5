"""What the bot learns from people: candidates, audits, switched topics, gaps.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0007"
down_revision = "0006"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
