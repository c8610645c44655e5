"""Run it: `python -m backends.deliveries --help`."""

from __future__ import annotations

from backends import common
from backends.deliveries.api import BACKEND

common.run(BACKEND)
