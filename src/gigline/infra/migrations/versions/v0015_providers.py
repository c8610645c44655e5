"""A brand's directory of contract workers, and what was recommended.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0015"
down_revision = "0014"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
