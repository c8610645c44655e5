"""The public face of learning."""

from __future__ import annotations

from gigline.bot.learning.outcomes import note as note_outcome

__all__ = ["note_outcome"]
