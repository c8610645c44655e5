"""Run it: `python -m backends.subscriptions --help`."""

from __future__ import annotations

from backends import common
from backends.subscriptions.api import BACKEND

common.run(BACKEND)
