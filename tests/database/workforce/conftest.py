from __future__ import annotations

from tests.database.routing.conftest import world

__all__ = ["world"]
