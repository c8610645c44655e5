"""The model is built once per test run, or once for good where GIGLINE_TEST_CACHE names a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gigline.language import service, weights
from gigline.language.service import Embedder


@pytest.fixture(scope="session")
def model_cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("GIGLINE_TEST_CACHE")
    if named:
        return Path(named)
    base = tmp_path_factory.getbasetemp()
    # Under xdist every worker has its own base below the run's; the run's is the one to share.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return shared / "embedding-model"


@pytest.fixture(scope="session")
def embedder(model_cache_dir: Path) -> Embedder:
    return service.load_embedder(model_cache_dir)


@pytest.fixture(scope="session")
def tensors() -> weights.Weights:
    return weights.load_weights()
