"""What people have experience of, said by themselves, and what a brand asks for.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0017"
down_revision = "0016"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
