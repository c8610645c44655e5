"""The commands as typed: help, wrong use, errors in one line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gigline.cli import program
from gigline.cli.runtime import Role
from gigline.infra.db import Database
from gigline.infra.settings import Settings
from gigline.kit.errors import Unavailable

COMMANDS = ["serve", "worker", "router", "apply", "demo", "doctor", "openapi", "people"]


class Nowhere:
    """A platform that remembers what it was asked to run, and whose database is away."""

    command: Sequence[str] = ("false",)

    def __init__(self) -> None:
        self.served: list[tuple[Settings, frozenset[Role]]] = []

    @asynccontextmanager
    async def open_database(self, settings: Settings) -> AsyncIterator[Database]:
        raise Unavailable("The database is away.")
        yield

    def serve(self, settings: Settings, roles: frozenset[Role]) -> None:
        self.served.append((settings, roles))

    def model_cache(self, settings: Settings) -> Path:
        return settings.data_dir / "models"

    def openapi(self) -> dict[str, Any]:
        return {"openapi": "3.1.0"}


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nowhere:
    monkeypatch.setenv("GIGLINE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("GIGLINE_DATABASE_URL", raising=False)
    return Nowhere()


def _run(nowhere: Nowhere, *args: str, stdin: str | None = None, **env: str) -> Any:
    return CliRunner().invoke(program.build(nowhere), args, input=stdin, env={"COLUMNS": "200", **env})


@pytest.mark.parametrize("command", [*COMMANDS[:-1], "people add"])
def test_each_command_has_help_with_an_example(nowhere: Nowhere, command: str) -> None:
    shown = _run(nowhere, *command.split(), "--help")
    assert shown.exit_code == 0
    assert f"gigline {command}" in shown.output


def test_the_command_alone_lists_what_there_is(nowhere: Nowhere) -> None:
    shown = _run(nowhere).output
    assert all(command in shown for command in COMMANDS)


def test_the_version_is_shown(nowhere: Nowhere) -> None:
    assert _run(nowhere, "--version").output.startswith("gigline ")


def test_serve_runs_the_roles_asked_for(nowhere: Nowhere) -> None:
    assert _run(nowhere, "serve", "--port", "9000", "--roles", "web, router").exit_code == 0
    [(settings, roles)] = nowhere.served
    assert (settings.port, roles) == (9000, {"web", "router"})


def test_worker_and_router_run_their_role_alone(nowhere: Nowhere) -> None:
    _run(nowhere, "worker")
    _run(nowhere, "router")
    assert [roles for _, roles in nowhere.served] == [{"worker"}, {"router"}]


@pytest.mark.parametrize(
    "args",
    [
        ("serve", "--roles", "web,cook"),
        ("serve", "--roles", ""),
        ("serve", "--port", "0"),
        ("people", "add", "a@b.example"),
        ("people", "add", "a@b.example", "--brand", "shop"),
        ("people", "add", "a@b.example", "--brand", "shop", "--role", "king"),
        ("demo", "--conversations", "0"),
        ("apply",),
    ],
)
def test_wrong_use_is_refused_before_anything_happens(nowhere: Nowhere, args: tuple[str, ...]) -> None:
    assert _run(nowhere, *args).exit_code == 2
    assert nowhere.served == []


def test_a_typed_error_is_one_line_and_a_failure(nowhere: Nowhere) -> None:
    shown = _run(nowhere, "people", "add", "a@b.example", "--operator", "--password-stdin", stdin="correct horse\n")
    assert (shown.exit_code, shown.output.strip()) == (1, "✗ The database is away.")


def test_a_wrong_setting_is_named_as_it_is_set(nowhere: Nowhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIGLINE_PORT", "many")
    shown = _run(nowhere, "serve")
    assert shown.exit_code == 1
    assert "GIGLINE_PORT" in shown.output


def test_a_bad_folder_is_refused_with_file_and_line(nowhere: Nowhere, tmp_path: Path) -> None:
    (tmp_path / "brand.toml").write_text("[brand\n", encoding="utf-8")
    shown = _run(nowhere, "apply", str(tmp_path))
    assert shown.exit_code == 1
    assert "brand.toml:1: this is no TOML" in shown.output


def test_the_api_is_printed_as_json(nowhere: Nowhere) -> None:
    assert json.loads(_run(nowhere, "openapi").output) == {"openapi": "3.1.0"}


def test_the_doctor_finds_nothing_wrong_with_a_new_folder(nowhere: Nowhere, free_port: int) -> None:
    shown = CliRunner().invoke(
        program.build(nowhere), ["doctor"], env={"GIGLINE_PORT": str(free_port), "COLUMNS": "200"}
    )
    assert shown.exit_code == 0, shown.output
    assert "FAIL" not in shown.output


def test_the_doctor_says_what_to_do_about_a_taken_port(nowhere: Nowhere, taken_port: int) -> None:
    shown = CliRunner().invoke(
        program.build(nowhere), ["doctor"], env={"GIGLINE_PORT": str(taken_port), "COLUMNS": "200"}
    )
    assert shown.exit_code == 1
    assert "Set GIGLINE_PORT" in shown.output


def test_the_doctor_says_what_to_do_about_a_folder_that_is_none(
    nowhere: Nowhere, tmp_path: Path, free_port: int
) -> None:
    (tmp_path / "file").touch()
    shown = _run(nowhere, "doctor", GIGLINE_PORT=str(free_port), GIGLINE_DATA_DIR=str(tmp_path / "file" / "data"))
    assert shown.exit_code == 1
    assert "Set GIGLINE_DATA_DIR" in shown.output


def test_the_doctor_says_what_to_do_about_a_database_that_is_away(nowhere: Nowhere, free_port: int) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port}/none"
    shown = _run(nowhere, "doctor", GIGLINE_PORT=str(free_port), GIGLINE_DATABASE_URL=away)
    assert shown.exit_code == 1
    assert "Check GIGLINE_DATABASE_URL" in shown.output
