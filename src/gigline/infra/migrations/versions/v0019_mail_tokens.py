"""Signing in to mail servers with OAuth 2; words like HELP, answered once in a while.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0019"
down_revision = "0018"

TABLES = """
-- The access token of an account that signs in by OAuth 2, sealed with the refresh token to go on with. One process at
-- a time asks for the next one (`lease`); `error` is why there was none.
CREATE TABLE account_tokens (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    sealed bytea,
    given_at timestamptz,
    until timestamptz,
    lease uuid,
    leased_until timestamptz,
    error text,
    PRIMARY KEY (brand_id, account_id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- When somebody last got an account's fixed text for a word like HELP.
ALTER TABLE correspondents ADD COLUMN helped_at timestamptz;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
