"""A call talked over with a colleague before it is theirs.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0021"
down_revision = "0020"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
