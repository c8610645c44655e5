"""All SQL of the edge."""

from __future__ import annotations

PING = "SELECT 1"
