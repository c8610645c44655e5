"""Consent of mail accounts, and mails that were laid aside.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0022"
down_revision = "0021"

TABLES = """
-- Who was sent to a provider to consent for an account, from which session; gone when they come back.
CREATE TABLE account_consents (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session bytea NOT NULL,
    state bytea NOT NULL,
    sealed bytea NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (brand_id, account_id, session),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- Who sent it, where that could be read; and that a person let it in: when, and who.
ALTER TABLE asides ADD COLUMN sender text NOT NULL DEFAULT '';
ALTER TABLE asides ADD COLUMN let_in_at timestamptz;
ALTER TABLE asides ADD COLUMN let_in_by text;
CREATE INDEX asides_latest ON asides (brand_id, account_id, at DESC, provider_id DESC);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
