"""What the router learned about associates.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0004"
down_revision = "0003"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
