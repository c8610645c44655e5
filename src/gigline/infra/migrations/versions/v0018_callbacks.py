"""One list of people who wish to be called.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0018"
down_revision = "0017"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
