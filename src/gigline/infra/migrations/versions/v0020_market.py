"""What deciding at an arrival reads.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0020"
down_revision = "0019"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
