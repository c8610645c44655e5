"""LanguageError
├── ModelFilesError   the wheel's model files are missing or are not the ones we pinned
└── TooFewExamples    fewer than two intents have examples
"""

from __future__ import annotations


class LanguageError(Exception):
    """Anything this slice gives up on."""


class ModelFilesError(LanguageError):
    """The model's files are missing or differ from the pinned hashes; reinstalling the wheel is the cure."""


class TooFewExamples(LanguageError):
    """There is nothing to tell apart: understanding needs examples of two intents or more."""
