"""The embedder for commands, with a word when it takes a moment."""

from __future__ import annotations

from gigline.cli import terminal
from gigline.cli.runtime import Runtime
from gigline.infra.settings import Settings
from gigline.language import service as language
from gigline.language.service import LanguageError, ViewEmbedder


def load(runtime: Runtime, settings: Settings) -> ViewEmbedder:
    """Open the model of these settings, building it the first time; ends the command when it cannot be."""
    with terminal.err.status("Opening the language model") as status:
        try:
            return language.load_embedder(runtime.model_cache(settings), progress=status.update)
        except (LanguageError, OSError) as error:
            terminal.fail(f"The language model cannot be opened: {error}")
