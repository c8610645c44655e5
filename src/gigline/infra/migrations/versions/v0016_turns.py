"""What the bot's turns know besides.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0016"
down_revision = "0015"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
