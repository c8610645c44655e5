"""The commands on a real database, with the real platform behind them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gigline.accounts import service as accounts
from gigline.app.main import Platform
from gigline.cli import program
from gigline.cli.apply import applying, reading
from gigline.cli.demo import examples, people, preparing
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.infra.settings import Settings
from gigline.language.service import Embedder
from gigline.workforce import service as workforce

PASSWORD = "correct horse battery\n"


@pytest.fixture
def run(dsn: str, tmp_path: Path, model_cache_dir: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch):
    """Run a command against this test's database; the model is there already."""
    models = Platform().model_cache(Settings(data_dir=tmp_path))
    models.parent.mkdir(parents=True, exist_ok=True)
    models.symlink_to(model_cache_dir)
    monkeypatch.setenv("GIGLINE_DATABASE_URL", dsn)
    monkeypatch.setenv("GIGLINE_DATA_DIR", str(tmp_path))

    def invoke(*args: str, stdin: str | None = None) -> Any:
        return CliRunner().invoke(program.build(Platform()), args, input=stdin, env={"COLUMNS": "200"})

    return invoke


def _read(dsn: str, question: Any) -> Any:
    async def ask() -> Any:
        database = Database(dsn, subscribers=Subscriptions(), pool_size=1)
        await database.open()
        try:
            async with database.reader() as r:
                return await question(r)
        finally:
            await database.close()

    return asyncio.run(ask())


def test_apply_shows_applies_and_then_has_nothing_to_do(run, brand_folder: Path) -> None:
    dry = run("apply", str(brand_folder), "--dry-run")
    assert (dry.exit_code, "+ brand shop" in dry.output) == (0, True)
    asked = run("apply", str(brand_folder))
    assert (asked.exit_code, "say --yes" in asked.output) == (1, True)
    done = run("apply", str(brand_folder), "--yes")
    assert (done.exit_code, "5 added" in done.output) == (0, True), done.output
    again = run("apply", str(brand_folder), "--yes")
    assert (again.exit_code, "nothing to do" in again.output) == (0, True)


def test_people_are_added_once_and_given_roles(run, dsn: str, brand_folder: Path) -> None:
    run("apply", str(brand_folder), "--yes")
    add = ("people", "add", "ana@shop.example", "--brand", "shop")
    first = run(*add, "--role", "leader", "--password-stdin", stdin=PASSWORD)
    assert first.exit_code == 0, first.output
    second = run(*add, "--role", "associate", "--clearance", "1")
    assert second.exit_code == 0, second.output
    person = _read(dsn, lambda r: accounts.person_by_email(r, "ana@shop.example"))
    [grant] = _read(dsn, lambda r: workforce.grants(r, person.id))
    assert (grant.clearance, grant.topics) == (1, [])
    assert PASSWORD.strip() not in first.output + second.output


@pytest.mark.parametrize(
    ("args", "words"),
    [(("--brand", "nowhere", "--role", "leader"), "no such brand"), (("--operator",), "A password has")],
)
def test_people_that_cannot_be_added_are_explained(run, args: tuple[str, ...], words: str) -> None:
    shown = run("people", "add", "ana@shop.example", *args, "--password-stdin", stdin="short\n")
    assert shown.exit_code == 1
    assert words in shown.output


def test_people_get_other_passwords_and_are_disabled_and_enabled(run, dsn: str, brand_folder: Path) -> None:
    run("apply", str(brand_folder), "--yes")
    add = ("people", "add", "ana@shop.example", "--brand", "shop", "--role", "leader", "--password-stdin")
    assert run(*add, stdin=PASSWORD).exit_code == 0
    changed = run("people", "password", "ana@shop.example", "--password-stdin", stdin="another horse battery\n")
    assert changed.exit_code == 0, changed.output
    assert "another horse" not in changed.output
    assert run("people", "disable", "ana@shop.example").exit_code == 0
    assert "may not sign in" in run("people", "list", "shop").output
    assert _read(dsn, lambda r: accounts.person_by_email(r, "ana@shop.example")).disabled_at is not None
    assert run("people", "enable", "ana@shop.example").exit_code == 0
    listed = run("people", "list", "shop").output
    assert "ana@shop.example" in listed
    assert "may not sign in" not in listed


@pytest.mark.parametrize("command", ["password", "disable", "enable"])
def test_nobody_is_changed_whom_nobody_knows(run, command: str) -> None:
    shown = run("people", command, "nobody@shop.example")
    assert shown.exit_code == 1
    assert "Nobody signs in as nobody@shop.example." in shown.output


def test_the_doctor_looks_into_the_database(run, monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("GIGLINE_PORT", str(free_port))
    shown = run("doctor")
    assert shown.exit_code == 0, shown.output
    assert "PostgreSQL" in shown.output
    assert "Dead letters" in shown.output


async def test_the_demonstration_keeps_out_of_somebodys_database(
    database: Database, embedder: Embedder, brand_folder: Path
) -> None:
    await applying.apply(database, embedder, reading.read(brand_folder))
    with pytest.raises(people.ForeignBrands):
        await preparing.furnish(database, embedder, examples.folders())
