"""What messenger channels need beside a message: media, edits, reactions.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0006"
down_revision = "0005"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
