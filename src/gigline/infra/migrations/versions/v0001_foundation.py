"""The foundation: outbox and streams, brands and people, contacts, channels, conversations, offers, ratings.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0001"
down_revision = None

CLOCK = """
CREATE TABLE clock_offset (one bool PRIMARY KEY DEFAULT true CHECK (one), ahead interval NOT NULL DEFAULT '0');
INSERT INTO clock_offset DEFAULT VALUES;

-- The platform's clock: the statement's time plus an offset that is zero outside tests and simulations.
CREATE FUNCTION gigline_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT statement_timestamp() + (SELECT ahead FROM clock_offset) $$;
"""

ACCOUNTS = """
CREATE TABLE brands (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
    name text NOT NULL,
    settings jsonb NOT NULL,
    identity_secret bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now());

CREATE TABLE people (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    name text NOT NULL,
    password_hash text NOT NULL,
    operator bool NOT NULL DEFAULT false,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT gigline_now());
CREATE UNIQUE INDEX people_email ON people (email);

CREATE TABLE memberships (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('associate', 'leader', 'admin')),
    PRIMARY KEY (brand_id, person_id));
CREATE INDEX memberships_person ON memberships (person_id);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    csrf text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    expires_at timestamptz NOT NULL);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE api_keys (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('associate', 'leader', 'admin')),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    revoked_at timestamptz,
    PRIMARY KEY (brand_id, id));

CREATE UNLOGGED TABLE sign_in_attempts (
    subject text PRIMARY KEY,
    tokens double precision NOT NULL,
    filled_at timestamptz NOT NULL);

CREATE TABLE server_secrets (name text PRIMARY KEY, value bytea NOT NULL);
"""

OUTBOX = """
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id uuid NOT NULL,
    conversation_id uuid,
    type text NOT NULL,
    stream bool NOT NULL,
    position bigint,
    payload jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now());
CREATE INDEX events_unstamped ON events (id) WHERE stream AND position IS NULL;
CREATE UNIQUE INDEX events_position ON events (brand_id, position) WHERE position IS NOT NULL;
CREATE INDEX events_at ON events (at);

CREATE TABLE deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES events,
    subscriber text NOT NULL,
    lane text,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'dead')),
    due_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    lease uuid,
    leased_until timestamptz,
    last_error text);
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_lane ON deliveries (subscriber, lane, id) WHERE lane IS NOT NULL AND state <> 'dead';
CREATE INDEX deliveries_leased ON deliveries (leased_until) WHERE state = 'leased';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_event ON deliveries (event_id);

CREATE TABLE streams (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    epoch text NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    floor bigint NOT NULL DEFAULT 0);
"""

CHANNELS = """
CREATE TABLE channel_accounts (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));

-- Raw deliveries as providers made them; the unique key is what makes a repeated delivery harmless.
CREATE TABLE inbound (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider_id text NOT NULL,
    raw bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);
CREATE UNIQUE INDEX inbound_provider ON inbound (brand_id, account_id, provider_id);

-- Messages on their way out. `lease` is the fence of the attempt under way, or names the latest one.
CREATE TABLE outbound (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    entry_seq int NOT NULL,
    recipient text NOT NULL,
    text text NOT NULL,
    author_kind text NOT NULL,
    author_name text NOT NULL DEFAULT '',
    in_reply_to text,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown')),
    attempts int NOT NULL DEFAULT 0,
    lease uuid,
    leased_until timestamptz,
    provider_id text,
    error text,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE,
    CHECK ((state = 'sending') = (leased_until IS NOT NULL)));
CREATE UNIQUE INDEX outbound_entry ON outbound (brand_id, conversation_id, entry_seq);
CREATE INDEX outbound_provider ON outbound (brand_id, account_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbound_unsent ON outbound (brand_id, conversation_id, entry_seq) WHERE state IN ('queued', 'sending');
CREATE INDEX outbound_leased ON outbound (leased_until) WHERE state = 'sending';
CREATE INDEX outbound_queued ON outbound (updated_at) WHERE state = 'queued';
"""

CONTACTS = """
CREATE TABLE contacts (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT 'customer' CHECK (kind IN ('customer', 'worker', 'business', 'employee')),
    language text,
    verified bool NOT NULL DEFAULT false,
    attributes jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));

-- What was proved, not what was claimed: a claim lives in contacts.attributes and merges with nobody.
CREATE TABLE identities (
    brand_id uuid NOT NULL,
    type text NOT NULL CHECK (type IN ('visitor', 'external', 'api', 'email', 'phone')),
    value text NOT NULL,
    contact_id uuid NOT NULL,
    verified bool NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, type, value),
    FOREIGN KEY (brand_id, contact_id) REFERENCES contacts ON DELETE CASCADE);
CREATE INDEX identities_contact ON identities (brand_id, contact_id);
"""

CONVERSATIONS = """
CREATE TABLE conversations (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    account_id uuid NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
    holder text NOT NULL CHECK (holder IN ('bot', 'queue', 'associate')),
    associate_id uuid REFERENCES people,
    epoch int NOT NULL DEFAULT 1,
    seq int NOT NULL DEFAULT 0,
    segment int NOT NULL DEFAULT 1,
    topic text,
    priority smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 2),
    requester_kind text NOT NULL CHECK (requester_kind IN ('customer', 'worker', 'business', 'employee')),
    language text NOT NULL,
    preview text NOT NULL DEFAULT '',
    handover jsonb,
    opened_at timestamptz NOT NULL DEFAULT gigline_now(),
    segment_opened_at timestamptz NOT NULL DEFAULT gigline_now(),
    queued_at timestamptz,
    last_message_at timestamptz NOT NULL DEFAULT gigline_now(),
    awaiting_reply_since timestamptz,
    first_response_at timestamptz,
    first_person_response_at timestamptz,
    sla_due_at timestamptz,
    still_there_at timestamptz,
    resolved_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, contact_id) REFERENCES contacts,
    CHECK ((holder = 'associate') = (associate_id IS NOT NULL)));
CREATE UNIQUE INDEX conversations_id ON conversations (id);
CREATE UNIQUE INDEX conversations_one_open ON conversations (brand_id, contact_id, account_id) WHERE status = 'open';
CREATE INDEX conversations_contact ON conversations (brand_id, contact_id, last_message_at DESC);
CREATE INDEX conversations_list ON conversations (brand_id, status, last_message_at DESC, id);
CREATE INDEX conversations_mine ON conversations (associate_id, status, last_message_at DESC)
    WHERE associate_id IS NOT NULL;
CREATE INDEX conversations_waiting ON conversations (priority DESC, queued_at)
    WHERE status = 'open' AND holder = 'queue';
CREATE INDEX conversations_unanswered ON conversations (awaiting_reply_since)
    WHERE status = 'open' AND holder = 'bot' AND awaiting_reply_since IS NOT NULL;

-- The conversation's log: everything that happened, one gap-free seq. A fetch and a replay give the same state.
CREATE TABLE entries (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    id uuid NOT NULL,
    segment int NOT NULL,
    kind text NOT NULL CHECK (kind IN ('message', 'note', 'activity', 'receipt')),
    author_kind text NOT NULL CHECK (author_kind IN ('requester', 'bot', 'associate', 'system')),
    author_id uuid,
    author_name text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    data jsonb NOT NULL DEFAULT '{}',
    state text CHECK (state IN ('queued', 'sent', 'delivered', 'read', 'failed', 'unknown')),
    client_id text,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(body, 20000))) STORED,
    PRIMARY KEY (brand_id, conversation_id, seq),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE UNIQUE INDEX entries_client ON entries (brand_id, conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX entries_search ON entries USING gin (search) WHERE kind IN ('message', 'note');
"""

KNOWLEDGE = """
CREATE TABLE articles (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL UNIQUE,
    slug text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    kinds text[] NOT NULL,
    language text NOT NULL,
    topic text NOT NULL,
    questions text[] NOT NULL DEFAULT '{}',
    digest text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, slug));

-- One row per text of an article that can be found: its title, its questions, its passages, its sentences.
CREATE TABLE article_vectors (
    brand_id uuid NOT NULL,
    slug text NOT NULL,
    n int NOT NULL,
    source text NOT NULL CHECK (source IN ('title', 'question', 'passage', 'sentence')),
    text text NOT NULL,
    vector bytea NOT NULL,
    PRIMARY KEY (brand_id, slug, n),
    FOREIGN KEY (brand_id, slug) REFERENCES articles ON DELETE CASCADE);

-- Versions come from a sequence: one that was rolled back never comes again with other content.
CREATE SEQUENCE knowledge_changes;
CREATE TABLE knowledge_versions (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    version bigint NOT NULL);
"""

WORKFORCE = """
-- Three facts that never overwrite each other: what the associate chose (availability), what the server sees
-- (presence), what they carry (load). A pause is derived from offers nobody answered; it leaves the choice alone.
CREATE TABLE associates (
    id uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    languages text[] NOT NULL DEFAULT '{en}',
    availability text NOT NULL DEFAULT 'off' CHECK (availability IN ('on', 'off', 'break')),
    availability_at timestamptz NOT NULL DEFAULT gigline_now(),
    online_since timestamptz,
    capacity int NOT NULL DEFAULT 3 CHECK (capacity BETWEEN 1 AND 12),
    load int NOT NULL DEFAULT 0 CHECK (load >= 0),
    exclusive bool NOT NULL DEFAULT false,
    idle_since timestamptz NOT NULL DEFAULT gigline_now(),
    unanswered int NOT NULL DEFAULT 0 CHECK (unanswered >= 0),
    paused_until timestamptz);

-- The second wall behind the compare-and-set: nothing makes load grow above capacity, in whatever code.
CREATE FUNCTION associates_keep_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.load > OLD.load AND NEW.load > NEW.capacity THEN
        RAISE EXCEPTION 'associate % would carry % of %', NEW.id, NEW.load, NEW.capacity
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER associates_capacity BEFORE UPDATE OF load ON associates
    FOR EACH ROW EXECUTE FUNCTION associates_keep_capacity();

-- `closing`: its socket is closed; a reload in time takes it up again, until then nothing new is offered.
CREATE TABLE presence (
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    connection_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    closing bool NOT NULL DEFAULT false,
    PRIMARY KEY (associate_id, connection_id));
CREATE INDEX presence_expires ON presence (expires_at);

CREATE TABLE grants (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    topics text[] NOT NULL DEFAULT '{}',
    channels text[] NOT NULL DEFAULT '{}',
    clearance int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, associate_id));
CREATE INDEX grants_associate ON grants (associate_id);
"""

ROUTING = """
CREATE TABLE offers (
    brand_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    conversation_id uuid NOT NULL,
    associate_id uuid NOT NULL REFERENCES associates,
    epoch int NOT NULL,
    weight int NOT NULL,
    state text NOT NULL DEFAULT 'offered'
        CHECK (state IN ('offered', 'accepted', 'declined', 'expired', 'released', 'rescinded')),
    policy text NOT NULL,
    policy_version int NOT NULL,
    seed bigint NOT NULL,
    reason jsonb NOT NULL,
    decision jsonb NOT NULL,
    offered_at timestamptz NOT NULL DEFAULT gigline_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    CHECK ((state = 'offered') = (ended_at IS NULL)));
CREATE UNIQUE INDEX offers_one_live ON offers (brand_id, conversation_id) WHERE state = 'offered';
CREATE INDEX offers_live_associate ON offers (associate_id) WHERE state = 'offered';
CREATE INDEX offers_expiring ON offers (expires_at) WHERE state = 'offered';
CREATE INDEX offers_conversation ON offers (brand_id, conversation_id, offered_at);
CREATE INDEX offers_ended ON offers (brand_id, ended_at) WHERE ended_at IS NOT NULL;

-- An offer's terminal state is final, and its decision never changes.
CREATE FUNCTION offers_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'offered' OR NEW.decision IS DISTINCT FROM OLD.decision THEN
        RAISE EXCEPTION 'offer % already ended as %', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offers_final BEFORE UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION offers_are_final();

CREATE TABLE assignments (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    associate_id uuid NOT NULL REFERENCES associates,
    offer_id uuid,
    weight int NOT NULL,
    epoch int NOT NULL,
    segment int NOT NULL,
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    ended_at timestamptz,
    end_reason text,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE UNIQUE INDEX assignments_one_open ON assignments (brand_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX assignments_open ON assignments (associate_id) WHERE ended_at IS NULL;
CREATE INDEX assignments_conversation ON assignments (brand_id, conversation_id, started_at);
"""

BOT = """
CREATE TABLE bot_turns (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    segment int NOT NULL,
    outcome text NOT NULL CHECK (outcome IN
        ('answered', 'clarified', 'failed_turn', 'handed_over', 'small_talk', 'resolved')),
    reason text NOT NULL,
    article_slug text,
    confidence double precision,
    threshold double precision,
    data jsonb NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, seq),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE TABLE bot_calibrations (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    knowledge_version bigint NOT NULL,
    fitted jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now());
"""

QUALITY = """
CREATE TABLE ratings (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    score smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment text NOT NULL DEFAULT '',
    requester_kind text NOT NULL,
    answered_by text NOT NULL CHECK (answered_by IN ('bot', 'associate', 'nobody')),
    associate_id uuid,
    rated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, segment),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

-- One row per segment of a conversation, kept up by events: what true resolution is computed from.
CREATE TABLE segments (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    contact_id uuid NOT NULL,
    requester_kind text NOT NULL,
    topic text,
    started_with text NOT NULL CHECK (started_with IN ('bot', 'queue', 'associate')),
    opened_at timestamptz NOT NULL,
    handed_over_at timestamptz,
    bot_answered bool NOT NULL DEFAULT false,
    person_answered bool NOT NULL DEFAULT false,
    resolved_at timestamptz,
    resolved_by text CHECK (resolved_by IN ('bot', 'associate', 'requester', 'silence')),
    PRIMARY KEY (brand_id, conversation_id, segment),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE INDEX segments_contact ON segments (brand_id, contact_id, opened_at);
CREATE INDEX segments_opened ON segments (brand_id, opened_at);
"""


def upgrade() -> None:
    for part in (
        CLOCK,
        ACCOUNTS,
        OUTBOX,
        CHANNELS,
        CONTACTS,
        CONVERSATIONS,
        KNOWLEDGE,
        WORKFORCE,
        ROUTING,
        BOT,
        QUALITY,
    ):
        scripts.execute(part)


def downgrade() -> None:
    scripts.no_way_back()
