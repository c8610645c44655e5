"""Where a value stands in a TOML file."""

from __future__ import annotations

import pytest

from gigline.kit.toml_lines import Lines, syntax_line

TEXT = """# a comment
[brand]
key = "shop"   # with a = sign
"name" = "x"
words = [
  "not = a key",
]

[bot.more]
deep.inner = 1

[[topics]]
key = "a"
[[topics]]
key = "b"
limits = { one = 1 }
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("brand",), 2),
        (("brand", "key"), 3),
        (("brand", "name"), 4),
        (("brand", "words", 0), 5),
        (("brand", "missing"), 2),
        (("bot", "more", "deep", "inner"), 10),
        (("topics", 0, "key"), 13),
        (("topics", 1), 14),
        (("topics", 1, "limits", "one"), 16),
        (("topics", 1, "missing"), 14),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_a_value_is_found_or_the_nearest_table_around_it(path: tuple[str | int, ...], line: int) -> None:
    assert Lines(TEXT).of(path) == line


@pytest.mark.parametrize(
    ("message", "line"),
    [("Expected '=' (at line 7, column 3)", 7), ("Unterminated string (at end of document)", 3), ("Deep", 1)],
)
def test_a_syntax_error_has_a_line(message: str, line: int) -> None:
    assert syntax_line(message, "a\nb\nc") == line
