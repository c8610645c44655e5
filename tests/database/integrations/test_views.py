"""A brand's own tables, asked through views: its own rows only, whatever the view says, and nothing is changed."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from tests.database.integrations.conftest import World, world_at

from gigline.infra.db import Database
from gigline.integrations import compilers, schemas
from gigline.integrations import service as integrations
from gigline.integrations.errors import BackendRefused, BackendUnavailable
from gigline.integrations.models import Principal

PARCELS = """
CREATE TABLE parcels (owner text, number text, state text, weight numeric, sent date);
INSERT INTO parcels VALUES ('cus-1001', 'P1', 'sent', 1.5, '2026-11-01'), ('cus-1001', 'P2', 'lost', 2, '2026-11-20'),
    ('cus-1002', 'P3', 'sent', 3, '2026-11-21');
CREATE FUNCTION evil() RETURNS text LANGUAGE sql AS 'DELETE FROM parcels RETURNING number';
"""


def _view(select: str, **more: object) -> dict[str, object]:
    return {
        "title": "Parcels",
        "risk": "read_own",
        "select": select,
        "bind": {"owner": "principal.external_id"},
        "outputs": {"rows": {"type": "list", "fields": ["number", "state"]}, "number": {"type": "text"}},
        **more,
    }


async def _world(database: Database, world: World, **views: dict[str, object]) -> None:
    file = schemas.ConnectorFile.model_validate({"kind": "sql", "connection": {"timeout_s": 2}, "actions": views})
    compiled, wrong = compilers.compile_connector("own", file, "")
    assert compiled is not None, wrong
    await world.save(compiled)
    world.backends.allow_private = True
    async with database.writer() as w:
        await integrations.set_secret(w, world.backends.vault, world.brand_id, "own", "dsn", database.dsn)
        for statement in filter(str.strip, PARCELS.split(";\n")):
            await w.execute(statement)


async def test_a_view_shows_the_requesters_rows_and_no_others(database: Database, tmp_path: Path) -> None:
    async with world_at(database, "http://x.example", tmp_path) as world:
        await _world(
            database,
            world,
            all=_view("SELECT owner, number, state FROM parcels ORDER BY number"),
            some=_view(
                "SELECT owner, number, state FROM parcels WHERE state <> :but AND sent >= :since OR owner = 'cus-1002'",
                inputs={"but": {}, "since": {"type": "date"}},
            ),
            slow=_view("SELECT owner, count(*) AS number, 'x' AS state FROM parcels a, parcels b GROUP BY owner"),
        )
        everything = await world.run("all")
        assert [one["number"] for one in everything.outputs["rows"]] == ["P1", "P2"]
        some = await world.run("some", but="' OR true --", since="2026-11-10")
        assert [one["number"] for one in some.outputs["rows"]] == ["P2"]
        nobody = Principal(UUID(int=9), "customer", external_id="cus-9999")
        with pytest.raises(BackendRefused) as refused:
            await world.run("all", principal=nobody)
        assert refused.value.why == "nothing_found"


async def test_a_view_cannot_write_even_where_the_account_could(database: Database, tmp_path: Path) -> None:
    async with world_at(database, "http://x.example", tmp_path) as world:
        await _world(database, world, all=_view("SELECT owner, number, state FROM parcels"))
        async with database.writer() as w:
            # Whatever got past the parser (a function behind a table's name, say) still runs read only.
            await w.execute("ALTER TABLE parcels RENAME TO real_parcels")
            await w.execute("CREATE FUNCTION gone() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN DELETE FROM real_parcels;"
                            " RETURN true; END $$")  # fmt: skip
            await w.execute("CREATE VIEW parcels AS SELECT * FROM real_parcels WHERE gone()")
        with pytest.raises(BackendUnavailable):
            await world.run("all")
        async with database.reader() as r:
            assert await r.value("SELECT count(*) FROM real_parcels") == 3


async def test_where_private_addresses_are_closed_so_is_this_machines_database(
    database: Database, tmp_path: Path
) -> None:
    async with world_at(database, "http://x.example", tmp_path) as world:
        await _world(database, world, all=_view("SELECT owner, number, state FROM parcels"))
        world.backends.allow_private = False
        for dsn in (
            database.dsn,
            "postgresql://a:b@127.0.0.1/x",
            "postgresql://a@169.254.169.254/x",
            "mysql://a/b",
            "?",
        ):
            async with database.writer() as w:
                await integrations.set_secret(w, world.backends.vault, world.brand_id, "own", "dsn", dsn)
                await w.execute("DELETE FROM breakers")
            with pytest.raises(BackendUnavailable):
                await world.run("all")
