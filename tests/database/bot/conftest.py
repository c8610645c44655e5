"""The embedding model, built once a run."""

from tests.unit.language.conftest import embedder, model_cache_dir

__all__ = ["embedder", "model_cache_dir"]
