"""connectors/*.toml of a brand's folder: every problem with its file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from scripts import house

from gigline.cli.apply import connectors
from gigline.cli.demo import backends

HOPLANE = house.ROOT / "examples" / "brands" / "hoplane"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HOPLANE / "connectors", tmp_path / "connectors")
    return tmp_path


def _changed(folder: Path, old: str, new: str) -> list[str]:
    path = folder / "connectors" / "deliveries.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(one) for one in connectors.read(folder)[1]]


def test_the_example_connectors_are_fine() -> None:
    for brand in ("hoplane", "crateful"):
        made, problems = connectors.read(HOPLANE.parent / brand)
        assert (len(made), problems) == (1, [])


def test_the_example_documents_are_what_their_back_ends_say() -> None:
    from backends import common
    from backends.deliveries.api import BACKEND as DELIVERIES
    from backends.subscriptions.api import BACKEND as SUBSCRIPTIONS

    for brand, backend in (("hoplane", DELIVERIES), ("crateful", SUBSCRIPTIONS)):
        document = HOPLANE.parent / brand / "connectors" / f"{backend.name}.json"
        stored = json.loads(document.read_text(encoding="utf-8"))
        assert stored == common.build(backend, "", "-").openapi(), f"write {document.name} anew with --openapi"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('operation = "listOrders"', 'operation = "listOrder"', ":23: list_orders: the document has no operation"),
        ("timeout_s = 5", 'timeout_s = "5"', ":10: connection.timeout_s"),
        ("timeout_s = 5", "time_out_s = 5", ":10: connection.time_out_s is no setting"),
        ('document = "deliveries.json"', 'document = "../x.json"', ":4: document"),
        ('document = "deliveries.json"', 'document = "other.json"', ":4: other.json: it cannot be read"),
        ('kind = "openapi"', 'kind = "openapi', ":3: this is no TOML"),
        (
            'identify = { email = "find_customer" }',
            'identify = { email = "next_pay" }',
            ":11: 'next_pay' is no question",
        ),
        ("per_run = 2000", "per_run = 4000", "per_run is more than per_contact_day"),
        ('header = "X-Api-Key"', 'header = "Host"', "the header Host is set by the platform"),
        ('base_url = "http://127.0.0.1:8971"', 'base_url = "file:///etc/passwd"', ":5: base_url"),
        ('base_url = "http://127.0.0.1:8971"', 'base_url = "http://a@b/"', ":5: base_url"),
    ],
)
def test_a_problem_is_named_with_its_line(folder: Path, old: str, new: str, says: str) -> None:
    problems = _changed(folder, old, new)
    assert any(says in one and one.startswith("connectors/deliveries.toml:") for one in problems), problems


def test_what_does_not_belong_there_is_said(folder: Path) -> None:
    shutil.copy(folder / "connectors" / "deliveries.toml", folder / "connectors" / "again.toml")
    (folder / "connectors" / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "connectors" / "link.toml").symlink_to(folder / "connectors" / "again.toml")
    problems = " ".join(str(one) for one in connectors.read(folder)[1])
    assert "notes.txt:1: only .toml files" in problems
    assert "link.toml:1: it is a symbolic link" in problems
    assert "again.toml has an action of this name already" in problems


def test_what_counts_together_is_of_one_currency(folder: Path) -> None:
    text = (folder / "connectors" / "deliveries.toml").read_text(encoding="utf-8")
    other = text.replace('currency = "EUR"', 'currency = "GBP"')
    assert other != text
    (folder / "connectors" / "island.toml").write_text(other, encoding="utf-8")
    problems = [str(one) for one in connectors.read(folder)[1]]
    assert any("island.toml" in one and "group refunds counts EUR elsewhere" in one for one in problems), problems


def test_too_many_are_refused_and_none_left_out(folder: Path) -> None:
    for n in range(connectors.MOST):
        shutil.copy(folder / "connectors" / "deliveries.toml", folder / "connectors" / f"more-{n}.toml")
    made, problems = connectors.read(folder)
    assert (made, [str(one) for one in problems]) == ([], ["connectors:1: 51 files: 50 connectors are the most"])


def test_a_connector_can_lead_elsewhere(folder: Path) -> None:
    [made], _ = connectors.read(folder)
    moved = backends.leading_to(made, "http://127.0.0.1:1")
    assert (moved.base_url, moved.source["file"]["base_url"]) == ("http://127.0.0.1:1", "http://127.0.0.1:1")
    assert moved.digest != made.digest
