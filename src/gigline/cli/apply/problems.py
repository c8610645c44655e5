"""What is wrong in a brand's folder; all of it is collected before anything is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigline.kit.errors import BadInput


@dataclass(frozen=True, order=True)
class Problem:
    """`file` is relative to the folder, `line` counts from 1."""

    file: str
    line: int
    detail: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.detail}"


class FolderProblems(BadInput):
    """The folder cannot be applied; nothing was changed."""

    code = "brand_folder"

    def __init__(self, problems: Sequence[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def plain(where: str, kind: str, message: str) -> str:
    """What pydantic says, in words for whoever wrote the file."""
    if kind == "extra_forbidden":
        return f"{where} is no setting: remove it, or look for a spelling mistake"
    if kind == "missing":
        return f"{where} is missing"
    return f"{where}: {message[:1].lower()}{message[1:]}" if where else message
