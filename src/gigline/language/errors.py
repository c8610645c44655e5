"""LanguageError
└── ModelFilesError   the wheel's model files are missing or are not the ones we pinned
"""

from __future__ import annotations


class LanguageError(Exception):
    """Anything this slice gives up on."""


class ModelFilesError(LanguageError):
    """The model's files are missing or differ from the pinned hashes; reinstalling the wheel is the cure."""
