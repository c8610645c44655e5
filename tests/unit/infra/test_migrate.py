"""Reading the newest version off the file names must agree with Alembic."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from gigline.infra import migrate, schema_upgrade


def test_the_newest_file_is_alembics_head():
    assert ScriptDirectory.from_config(schema_upgrade.config()).get_current_head() == migrate.newest()
