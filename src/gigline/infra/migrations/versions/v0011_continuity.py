"""Business calendars, quiet hours, and conversations that move between channels.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0011"
down_revision = "0010"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
