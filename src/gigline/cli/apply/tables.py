"""A TOML file of a brand's folder: its values, and on which line each of them stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gigline.cli.apply import files
from gigline.cli.apply.problems import Problem, plain
from gigline.kit import toml_lines

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Table:
    """`name` is the file's, relative to the folder."""

    name: str
    values: dict[str, Any]
    lines: toml_lines.Lines

    def problem(self, where: toml_lines.Path, detail: str) -> Problem:
        """What is wrong with the value at this path."""
        return Problem(self.name, self.lines.of(where), detail)

    def checked(self, model: type[M], *, explained: bool = False) -> tuple[M | None, list[Problem]]:
        """The values as this model has them. With `explained`, what it says of the whole was said before, by line."""
        try:
            return model.model_validate(self.values), []
        except ValidationError as error:
            rows = error.errors(include_url=False, include_context=False, include_input=False)
            return None, [
                self.problem(one["loc"], plain(".".join(map(str, one["loc"])), one["type"], one["msg"]))
                for one in rows
                if one["loc"] or not explained
            ]


def read(root: Path, path: Path, limit: int) -> Table | Problem:
    """The file's values, or why it is not read. `limit` is in bytes."""
    text = files.read(root, path, limit)
    if isinstance(text, Problem):
        return text
    name = path.relative_to(root).as_posix()
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Problem(name, toml_lines.syntax_line(str(error), text), f"this is no TOML: {error}")
    return Table(name, values, toml_lines.Lines(text))
