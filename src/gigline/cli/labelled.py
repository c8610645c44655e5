"""Reading files of labelled messages, with file and line in every complaint."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gigline.kit.errors import BadInput

if TYPE_CHECKING:
    from gigline.language.understanding.model import Labelled

COLUMNS = ("text", "label")


def read_labelled(path: Path) -> Labelled:
    """Messages with labels from a CSV file with the columns text and label. Raises BadInput, naming file and line."""
    from gigline.language.understanding.model import Labelled

    texts: list[str] = []
    labels: list[str] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file, strict=True)
            places = _places(path, next(rows, []))
            for row in rows:
                if row:
                    _add(path, rows.line_num, row, places, texts, labels)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text") from None
    except csv.Error as error:
        _wrong(path, rows.line_num, str(error))
    if not texts:
        _wrong(path, 1, "has no messages")
    return Labelled(texts, labels)


def _places(path: Path, header: list[str]) -> tuple[int, int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        _wrong(path, 1, f"the first line must name the columns text and label; {' and '.join(missing)} is missing")
    return names.index("text"), names.index("label")


def _add(path: Path, line: int, row: list[str], places: tuple[int, int], texts: list[str], labels: list[str]) -> None:
    if len(row) <= max(places):
        _wrong(path, line, f"has {len(row)} columns, at least {max(places) + 1} are needed")
    label = row[places[1]].strip()
    if not label:
        _wrong(path, line, "has no label")
    texts.append(row[places[0]])
    labels.append(label)


def _wrong(path: Path, line: int, what: str) -> NoReturn:
    raise BadInput(f"{path}:{line}: {what}")
