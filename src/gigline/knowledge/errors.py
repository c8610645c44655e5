"""What can be wrong with an article."""

from __future__ import annotations

from gigline.kit.errors import BadInput


class ArticleProblem(BadInput):
    """An article's file cannot be used; the text names the file and the line."""

    code = "article_problem"

    def __init__(self, file: str, line: int, detail: str):
        super().__init__(f"{file}:{line}: {detail}")
        self.file = file
        self.line = line
