"""A prepared database, and a platform of its own process on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.processes import Gigline, free_port
from tests.remembering import embedder, model_cache_dir

from gigline.app.main import Platform
from gigline.cli.demo import examples, people, preparing
from gigline.infra.db import Database
from gigline.infra.settings import Settings
from gigline.language.service import Embedder
from gigline.simulation import material
from gigline.simulation.crowd import World

__all__ = ["embedder", "model_cache_dir"]


@pytest.fixture
async def world(database: Database, embedder: Embedder) -> World:
    """The demonstration's brands and people; the address is the platform's to say."""
    folders = examples.folders()
    secrets = await preparing.furnish(database, embedder, folders)
    return World("", tuple(material.load(folder) for folder in folders), people.staff(), secrets)


@pytest.fixture
def start(dsn: str, tmp_path: Path, model_cache_dir: Path) -> Iterator[Callable[[int | None], Gigline]]:
    """Start the platform (on a port of one's choice) and wait until it is ready; it ends with the test."""
    models = Platform().model_cache(Settings(data_dir=tmp_path))
    models.parent.mkdir(parents=True, exist_ok=True)
    models.symlink_to(model_cache_dir)
    started: list[Gigline] = []

    def run(port: int | None = None) -> Gigline:
        platform = Gigline(["serve"], tmp_path, dsn, port or free_port())
        started.append(platform)
        assert platform.wait_ready()
        return platform

    yield run
    for platform in started:
        platform.kill()
