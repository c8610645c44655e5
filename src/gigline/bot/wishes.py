"""Whether a text rather wishes for a person than asks what an article says: by its meaning, where no phrase says it.

`language.wants_person` hears such wishes by their words, and the bot obeys. What is only near to one in meaning is not
obeyed, and not answered at once either.
"""

from __future__ import annotations

from gigline.knowledge import service as knowledge
from gigline.knowledge.service import Query
from gigline.language.service import Embedder

# English alone: MiniLM finds everything alike elsewhere, and the multilingual encoder hears them in any language.
PHRASES = (
    "talk to a person",
    "I want to speak to a human being",
    "can somebody call me",
    "is there anybody real I can talk to",
    "I would rather deal with a real person",
    "connect me with your team",
    "no more automatic answers please",
    "let me talk to your manager",
    "I need somebody from support to look at this",
    "are you a bot or a person",
    "can an employee help me instead",
    "I do not want to talk to a machine",
)
# With it 1 of 576 questions of the example brands is taken for a wish, and 10 of 2,400 public messages.
NEAR_FROM = 0.4


def is_near(embedder: Embedder, asked: Query, closest: float) -> bool:
    """Whether this text is nearer to such a wish than to any article's question (`closest`)."""
    likeness = float((knowledge.encoder_of(embedder, asked).embed(PHRASES) @ asked.vector).max())
    return likeness >= NEAR_FROM and likeness > closest
