"""A message cut into what may be separate matters: sentences, and clauses that say that something else follows."""

from __future__ import annotations

import re

MAX_CHARACTERS = 4_000
MAX_MATTERS = 6
# Less says nothing by itself ("please", "thank you"): it stays with what stands before it.
MIN_WORDS = 3

_SENTENCE = re.compile(r"(?<=[.!?…;])\s|\n")
# What goes with a further-word behind it.
_JOINING = "and|but|oh|plus|y|pero|i|we"
_FURTHER = (
    "also|another thing|by the way|one more thing|additionally|secondly|besides|on top of that|"
    "también|además|otra cosa|por cierto|por otro lado|aparte"
)
_ASKING = "and (?:how|what|where|when|why|who|can|could|do|does|is|are|will|would) "
_ASKING_ES = "y (?:cómo|qué|dónde|cuándo|por qué|quién|puedo|podéis|puede) "
_NOT_JOINED = "".join(rf"(?<!\b{word})(?<!\b{word},)" for word in _JOINING.split("|"))
# Words that begin another matter within a sentence. "And" alone does not: "track and change my order".
_NEXT = re.compile(
    rf"\s(?=(?:{_JOINING}),? (?:{_FURTHER})\b)|{_NOT_JOINED}\s(?=(?:{_FURTHER})\b)|\s(?=(?:{_ASKING}|{_ASKING_ES}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def matters(text: str) -> list[str]:
    """The parts of a message in their order, each of three words or more, at most six; the whole where it is one.

    What is cut is not understood yet: a part may be a story and no wish. Joined, the parts have every word of the text.
    """
    parts: list[str] = []
    lines = (" ".join(line.split()) for line in text[:MAX_CHARACTERS].splitlines())
    for sentence in _SENTENCE.split("\n".join(lines)):
        for clause in _NEXT.split(sentence):
            if said := clause.strip(" ,-–"):
                _add(parts, said)
    return parts


def _add(parts: list[str], said: str) -> None:
    short = len(_WORD.findall(said)) < MIN_WORDS
    if parts and (short or len(parts) == MAX_MATTERS or len(_WORD.findall(parts[-1])) < MIN_WORDS):
        parts[-1] = f"{parts[-1]} {said}"
    else:
        parts.append(said)
