from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from gigline.language import embedding, embedding_graph, reference, service
from gigline.language.remembering import Memory
from gigline.language.service import Embedder
from gigline.language.weights import Weights

TEXTS = [
    "Where is my order HP-12345? It was due on Monday.",
    "I cannot log in to my account",
    "cancel",
    "¿Dónde está mi pedido?",
    "le colis n'est pas arrivé " * 60,
]


def _ids(text: str) -> np.ndarray:
    return np.array([embedding.encode(embedding.make_tokenizer(), text)], dtype=np.int64)


def _run(session: onnxruntime.InferenceSession, ids: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    mask = np.ones_like(ids) if mask is None else mask
    rows: np.ndarray = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return rows


@pytest.fixture(scope="session")
def float32_session(tensors: Weights, tmp_path_factory: pytest.TempPathFactory) -> onnxruntime.InferenceSession:
    path = tmp_path_factory.mktemp("float32") / "model.onnx"
    embedding_graph.write_float32(tensors, path)
    return embedding.open_session(path, threads=1)


@pytest.mark.parametrize("text", [*TEXTS, ""])
def test_the_float32_graph_is_the_reference(
    text: str, tensors: Weights, float32_session: onnxruntime.InferenceSession
) -> None:
    ids = _ids(text)
    expected = reference.forward(tensors, ids, np.ones_like(ids))
    assert np.abs(_run(float32_session, ids) - expected).max() < 1e-5


def test_padding_behind_the_mask_changes_nothing(
    tensors: Weights, float32_session: onnxruntime.InferenceSession
) -> None:
    ids = _ids(TEXTS[0])
    padded = np.pad(ids, ((0, 0), (0, 9)))
    mask = (padded != 0).astype(np.int64)
    assert np.abs(_run(float32_session, padded, mask) - _run(float32_session, ids)).max() < 1e-5
    assert np.abs(reference.forward(tensors, padded, mask) - _run(float32_session, ids)).max() < 1e-5


@pytest.mark.parametrize("text", TEXTS)
def test_int8_stays_close_to_the_reference(text: str, tensors: Weights, embedder: Embedder) -> None:
    ids = _ids(text)
    expected = reference.forward(tensors, ids, np.ones_like(ids))
    assert float((embedder.embed([text]) @ expected.T)[0, 0]) >= 0.985


def test_rows_are_unit_and_in_order(embedder: Embedder) -> None:
    rows = embedder.embed(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(embedder.embed(TEXTS[::-1]), rows[::-1])


def test_a_vector_depends_on_nothing_but_its_text(model_cache_dir: Path, embedder: Embedder) -> None:
    other = service.load_embedder(model_cache_dir)
    alone = np.vstack([other.embed([text]) for text in TEXTS])
    assert np.array_equal(embedder.embed(TEXTS), alone)
    assert np.array_equal(embedder.embed(TEXTS), alone)


def test_threads_agree(embedder: Embedder) -> None:
    texts = [f"order {number} has not arrived" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: embedder.embed([text])[0], texts * 3))
    assert np.array_equal(np.array(rows), np.tile(embedder.embed(texts), (3, 1)))


@pytest.mark.parametrize(
    ("said", "same", "other"),
    [
        ("Where is my order?", "When will my package arrive?", "I forgot my password"),
        ("I want my money back", "Please give me a refund", "How do I change my address?"),
        ("I cannot sign in", "The login does not work", "The driver was friendly"),
    ],
)
def test_paraphrases_are_closer_than_the_unrelated(said: str, same: str, other: str, embedder: Embedder) -> None:
    query, near, far = embedder.embed([said, same, other])
    assert query @ near > query @ far + 0.1


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\ud800", "x" * 1_000_000, "a b " * 300_000, "\u200b" * 9_999, "🙃" * 5_000, "ﷺ" * 999],
)
def test_any_text_has_a_vector(text: str, embedder: Embedder) -> None:
    row = embedder.embed([text])[0]
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_the_caller_may_write_into_the_rows(embedder: Embedder) -> None:
    rows = embedder.embed(["hello there"])
    kept = rows.copy()
    rows[:] = 0
    assert np.array_equal(embedder.embed(["hello there"]), kept)


def test_the_memory_forgets_the_longest_unseen() -> None:
    memory = Memory(2)
    row = np.zeros(1, dtype=np.float32)
    for text in ("a", "b"):
        memory.put(text, row)
    memory.get("a")
    memory.put("c", row)
    assert [memory.get(text) is not None for text in "abc"] == [True, False, True]


def test_text_beyond_256_tokens_is_not_read(embedder: Embedder) -> None:
    start = "late " * 300
    assert np.array_equal(embedder.embed([start]), embedder.embed([start + "refund " * 50]))
    assert len(embedding.encode(embedding.make_tokenizer(), start)) == 256


def test_a_torn_model_file_is_built_again(tmp_path: Path) -> None:
    (tmp_path / embedding.MODEL.file_name).write_bytes(b"torn")
    told: list[str] = []
    rows = service.load_embedder(tmp_path, progress=told.append).embed(["hello"])
    assert rows.shape == (1, 384)
    assert told


def test_the_middle_of_the_network_comes_along(embedder: Embedder, model_cache_dir: Path) -> None:
    views = service.load_embedder(model_cache_dir).views(TEXTS)
    assert views.shape == (len(TEXTS), 2, embedder.dimensions)
    assert np.array_equal(views[:, 0], embedder.embed(TEXTS))
    assert np.allclose(np.linalg.norm(views, axis=2), 1, atol=1e-5)
    assert np.abs(views[:, 0] - views[:, 1]).max() > 0.01
