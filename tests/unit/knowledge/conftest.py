"""The embedding model, built once a run."""

from tests.remembering import embedder, model_cache_dir

__all__ = ["embedder", "model_cache_dir"]
