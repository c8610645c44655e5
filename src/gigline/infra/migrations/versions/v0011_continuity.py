"""Business calendars, quiet hours, and conversations that move between channels.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0011"
down_revision = "0010"

TABLES = """
-- Where a conversation was held before, and is now, once it has moved: all of it is one conversation there. `chosen`:
-- the requester asked for answers there, so that writing from elsewhere does not move it.
CREATE TABLE conversation_places (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    chosen bool NOT NULL DEFAULT false,
    since timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, account_id, recipient),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);
CREATE INDEX conversation_places_address ON conversation_places (brand_id, account_id, recipient);

-- Answers that are read on a page of ours. Who has the token sees the answer until then; only its hash is kept.
-- `chats`: its reader may go on by chat as the contact; `chat_at`: when somebody did, which works once.
CREATE TABLE answer_pages (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    first_seq int NOT NULL,
    last_seq int NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    chats bool NOT NULL,
    chat_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE UNIQUE INDEX answer_pages_token ON answer_pages (token_hash);
CREATE INDEX answer_pages_conversation ON answer_pages (brand_id, conversation_id);

-- Whether a requester's browser has the conversation open, as the web processes say it every few seconds.
CREATE TABLE chat_seats (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, conversation_id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

-- Answers that went elsewhere because the requester had left: once for each time that they wrote (`heard_seq`).
CREATE TABLE missed_chats (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    heard_seq int NOT NULL,
    told_seq int NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, heard_seq),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

-- Files that a requester put up in a chat, for a message of theirs and nobody else's: `uploaded_by` is the contact.
ALTER TABLE attachments ADD COLUMN uploaded_by uuid;
CREATE INDEX attachments_uploaded ON attachments (brand_id, uploaded_by, created_at) WHERE uploaded_by IS NOT NULL;

-- People who want to be called. `attested`: the number is an identity of the contact, not only what they said.
CREATE TABLE callback_requests (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    phone text NOT NULL,
    attested bool NOT NULL,
    wanted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    done_at timestamptz,
    done_by uuid REFERENCES people,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE UNIQUE INDEX callback_requests_one_open ON callback_requests (brand_id, conversation_id) WHERE done_at IS NULL;
CREATE INDEX callback_requests_open ON callback_requests (brand_id, created_at) WHERE done_at IS NULL;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
