"""The build hook: a wheel brings the console and the widget ready-made, so that installing it needs no Node.js."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebHook(BuildHookInterface):  # type: ignore[misc]
    """Before a wheel is packed: builds web/ into it and adds the example brands. Editable installs need neither."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        _builder(Path(self.root)).build(Path(self.root))
        build_data["force_include"][str(Path(self.root, "examples", "brands"))] = "gigline/examples/brands"
        build_data["force_include"][str(Path(self.root, "examples", "backends"))] = "gigline/examples/backends"


def _builder(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("build_web", root / "scripts" / "build_web.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
