"""Vectors of articles, where PostgreSQL has pgvector.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0009"
down_revision = "0008"

TABLES = """
-- How many findable texts a brand has: with very many, the database searches them and not a process's memory.
ALTER TABLE knowledge_versions ADD COLUMN texts int NOT NULL DEFAULT 0;
UPDATE knowledge_versions k SET texts = (SELECT count(*) FROM article_vectors a WHERE a.brand_id = k.brand_id);

-- The extension may come later than this migration, so that the table is made by whoever first finds it there. True
-- when there is a table. A text that goes takes its point along; one that changed is a new row.
CREATE FUNCTION gigline_article_points() RETURNS bool LANGUAGE plpgsql AS
$$
BEGIN
    IF to_regclass('article_points') IS NOT NULL THEN
        RETURN true;
    END IF;
    -- From 0.8 on a search goes on until it has found enough of one brand's.
    IF NOT EXISTS (
        SELECT FROM pg_available_extension_versions
        WHERE name = 'vector' AND string_to_array(version, '.')::int[] >= '{0,8}') THEN
        RETURN false;
    END IF;
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE TABLE article_points (
        brand_id uuid NOT NULL,
        slug text NOT NULL,
        n int NOT NULL,
        point vector(384) NOT NULL,
        PRIMARY KEY (brand_id, slug, n),
        FOREIGN KEY (brand_id, slug, n) REFERENCES article_vectors ON DELETE CASCADE);
    CREATE INDEX article_points_near ON article_points USING hnsw (point vector_cosine_ops);
    EXECUTE $nearest$
        CREATE FUNCTION gigline_nearest_texts(brand uuid, near vector, most int, kind text) RETURNS SETOF text
        LANGUAGE sql STABLE SET hnsw.iterative_scan = 'strict_order' SET hnsw.max_scan_tuples = 40000 AS
        $body$
            SELECT p.slug FROM article_points p JOIN articles a USING (brand_id, slug)
            WHERE p.brand_id = brand AND (kind IS NULL OR kind = ANY (a.kinds))
            ORDER BY p.point <=> near LIMIT most
        $body$
    $nearest$;
    RETURN true;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN false;
END
$$;
SELECT gigline_article_points();
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
