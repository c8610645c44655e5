"""Calls by phone and by browser.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0012"
down_revision = "0011"

TABLES = """
-- `on_call`: a call is on or promised, and whoever takes the conversation does nothing else. Before `callback_at`
-- nobody is to be found for it.
ALTER TABLE conversations ADD COLUMN on_call bool NOT NULL DEFAULT false;
ALTER TABLE conversations ADD COLUMN callback_at timestamptz;

-- `turn` and `leg` are fences: what was said to an earlier turn, or rang an earlier associate, counts no more. To the
-- leg `put_through` the caller's line was told to go.
-- `said_seq` is the last entry of the log that the caller was told. `host` is the process that has the sound.
CREATE TABLE calls (
    brand_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    conversation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    account_id uuid NOT NULL,
    medium text NOT NULL CHECK (medium IN ('phone', 'browser')),
    direction text NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
    state text NOT NULL CHECK (state IN ('ringing', 'greeting', 'waiting', 'ringing_associate', 'connected', 'held',
        'transferring', 'ended', 'voicemail', 'callback_promised', 'abandoned', 'failed')),
    provider_id text,
    number text NOT NULL DEFAULT '',
    language text NOT NULL,
    consent text NOT NULL DEFAULT 'not_asked' CHECK (consent IN ('not_asked', 'given', 'refused')),
    associate_id uuid REFERENCES people,
    leg int NOT NULL DEFAULT 0,
    put_through int NOT NULL DEFAULT 0,
    turn int NOT NULL DEFAULT 0,
    said_seq int NOT NULL DEFAULT 0,
    host text,
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    waiting_since timestamptz,
    rung_at timestamptz,
    connected_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE,
    CHECK ((ended_at IS NOT NULL) = (state IN ('ended', 'voicemail', 'callback_promised', 'abandoned', 'failed'))));
CREATE UNIQUE INDEX calls_provider ON calls (brand_id, account_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE UNIQUE INDEX calls_one_live ON calls (brand_id, conversation_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX calls_one_associate ON calls (associate_id)
    WHERE state IN ('ringing_associate', 'connected', 'held');

-- A call that was promised. `due_at` null: when it is the caller's turn. One that is open for a conversation is enough.
CREATE TABLE callbacks (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number text NOT NULL,
    due_at timestamptz,
    state text NOT NULL DEFAULT 'promised' CHECK (state IN ('promised', 'calling', 'kept', 'missed', 'withdrawn')),
    attempts int NOT NULL DEFAULT 0,
    made_call_id uuid,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, call_id) REFERENCES calls ON DELETE CASCADE);
CREATE UNIQUE INDEX callbacks_one_open ON callbacks (brand_id, conversation_id)
    WHERE state IN ('promised', 'calling');

-- Where an associate wants calls to come: their own phone, or (no row) the console.
CREATE TABLE associate_phones (
    associate_id uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    number text NOT NULL);

-- Browsers that want to join a call, and what its host answered. What they tell of their networks goes with the call.
CREATE TABLE call_legs (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('requester', 'associate')),
    person_id uuid NOT NULL,
    offer text NOT NULL,
    answer text,
    refused bool NOT NULL DEFAULT false,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, call_id) REFERENCES calls ON DELETE CASCADE);
CREATE INDEX call_legs_of_call ON call_legs (brand_id, call_id);
CREATE INDEX calls_host ON calls (host) WHERE host IS NOT NULL AND ended_at IS NULL;

-- The processes that have the sound of calls, and when each was last heard of.
CREATE TABLE call_hosts (
    id text PRIMARY KEY,
    seen_at timestamptz NOT NULL);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
