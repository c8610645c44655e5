"""Run it: `python -m backends.deliveries --help`."""

from __future__ import annotations

from backends import common
from backends.deliveries import api, store

common.run(common.Backend("deliveries", "Hoplane deliveries", store.TABLES, store.seed, store.DUMPED, api.router))
