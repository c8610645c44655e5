"""What the bot learns from people: candidates, audits, switched topics, gaps.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0007"
down_revision = "0006"

TABLES = """
-- Knowledge: articles that people's answers became, and example questions that requesters themselves wrote. Neither is
-- part of a brand's folder, so that applying it leaves both alone.
ALTER TABLE articles ADD COLUMN origin text NOT NULL DEFAULT 'brand' CHECK (origin IN ('brand', 'learned'));
CREATE TABLE article_examples (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    slug text NOT NULL,
    text text NOT NULL,
    vector bytea NOT NULL,
    added_at timestamptz NOT NULL DEFAULT gigline_now(),
    removed_at timestamptz,
    PRIMARY KEY (brand_id, id));
CREATE UNIQUE INDEX article_examples_once ON article_examples (brand_id, slug, text) WHERE removed_at IS NULL;

-- Questions with the answers that people gave, waiting for a leader or for an outcome. All texts are masked.
CREATE TABLE learning_candidates (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('article', 'paraphrase')),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'rolled_back')),
    version int NOT NULL DEFAULT 1,
    requester_kind text NOT NULL,
    language text NOT NULL,
    topic text,
    title text NOT NULL DEFAULT '',
    question text NOT NULL,
    answer text NOT NULL DEFAULT '',
    article_slug text,
    vector bytea NOT NULL,
    asked int NOT NULL DEFAULT 0,
    held int NOT NULL DEFAULT 0,
    failed int NOT NULL DEFAULT 0,
    effect double precision NOT NULL DEFAULT 0,
    by_leader bool,
    edited bool NOT NULL DEFAULT false,
    made_id uuid,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    decided_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK ((kind = 'article') OR article_slug IS NOT NULL));
CREATE INDEX learning_candidates_queue ON learning_candidates (brand_id, state, effect DESC, id);
CREATE INDEX learning_candidates_like ON learning_candidates (brand_id, kind, requester_kind, language);

-- One row per segment that taught something: what was asked, and either what a person answered and the bot would have
-- done (source 'person'), or which article the requester chose when asked back (source 'choice'). `truly`: whether it
-- was truly resolved (null: not known yet).
CREATE TABLE learning_evidence (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    source text NOT NULL CHECK (source IN ('person', 'choice')),
    candidate_id uuid,
    requester_kind text NOT NULL,
    language text NOT NULL,
    topic text,
    question text NOT NULL,
    answer text NOT NULL DEFAULT '',
    associate_id uuid,
    given_slug text,
    inserted bool NOT NULL DEFAULT false,
    would text NOT NULL CHECK (would IN ('answer', 'ask', 'hand_over')),
    would_slug text,
    confidence double precision NOT NULL,
    handling_s double precision NOT NULL DEFAULT 0,
    truly bool,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, segment),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
    FOREIGN KEY (brand_id, candidate_id) REFERENCES learning_candidates ON DELETE SET NULL (candidate_id));
CREATE INDEX learning_evidence_candidate ON learning_evidence (brand_id, candidate_id, at DESC)
    WHERE candidate_id IS NOT NULL;
CREATE INDEX learning_evidence_at ON learning_evidence (brand_id, at);

-- Whether a segment was truly resolved, as those above the bot judged it; the latest judgement counts.
CREATE TABLE bot_outcomes (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    truly bool NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, segment),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

CREATE TABLE bot_audits (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    seq int NOT NULL,
    requester_kind text NOT NULL,
    language text NOT NULL,
    topic text,
    article_slug text NOT NULL,
    article_title text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    confidence double precision,
    threshold double precision,
    version int NOT NULL DEFAULT 1,
    verdict text CHECK (verdict IN ('right', 'wrong', 'person')),
    audited_by uuid,
    audited_at timestamptz,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE UNIQUE INDEX bot_audits_answer ON bot_audits (brand_id, conversation_id, seq);
CREATE INDEX bot_audits_waiting ON bot_audits (brand_id, at, id) WHERE verdict IS NULL;
CREATE INDEX bot_audits_done ON bot_audits (brand_id, topic, audited_at) WHERE verdict IS NOT NULL;
CREATE INDEX bot_audits_at ON bot_audits (brand_id, at);

-- What each turn of the bot reads: how many verdicts there are, and which topics people have to take.
CREATE TABLE bot_standings (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    verdicts bigint NOT NULL DEFAULT 0);
CREATE TABLE bot_switches (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    topic text NOT NULL,
    held_by text NOT NULL CHECK (held_by IN ('bot', 'people')),
    version int NOT NULL DEFAULT 1,
    reason text NOT NULL,
    right_answers int NOT NULL DEFAULT 0,
    wrong_answers int NOT NULL DEFAULT 0,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, topic));

-- Clusters of questions that nothing answers. `vector` is the mean of its questions' vectors.
CREATE TABLE learning_gaps (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'written', 'dismissed')),
    version int NOT NULL DEFAULT 1,
    requester_kind text NOT NULL,
    language text NOT NULL,
    topic text,
    label text NOT NULL,
    vector bytea NOT NULL,
    asked int NOT NULL DEFAULT 0,
    handling_s double precision NOT NULL DEFAULT 0,
    article_slug text,
    last_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id));
CREATE INDEX learning_gaps_ranked ON learning_gaps (brand_id, state, handling_s DESC, id);
CREATE TABLE learning_gap_questions (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    segment int NOT NULL,
    gap_id uuid NOT NULL,
    question text NOT NULL,
    handling_s double precision NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, conversation_id, segment),
    FOREIGN KEY (brand_id, gap_id) REFERENCES learning_gaps ON DELETE CASCADE,
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);
CREATE INDEX learning_gap_questions_gap ON learning_gap_questions (brand_id, gap_id, at DESC);

-- Who decided what, when and why. Only ever added to.
CREATE TABLE learning_log (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    actor_id uuid,
    actor_name text NOT NULL,
    what text NOT NULL,
    object text NOT NULL,
    why text NOT NULL DEFAULT '',
    data jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (brand_id, id));
CREATE INDEX learning_log_at ON learning_log (brand_id, at DESC, id DESC);

-- A share of the contacts, chosen by chance, whom only people answer: what the bot is measured against.
ALTER TABLE segments ADD COLUMN holdout bool NOT NULL DEFAULT false;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
