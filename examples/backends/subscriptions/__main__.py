"""Run it: `python -m backends.subscriptions --help`."""

from __future__ import annotations

from backends import common
from backends.subscriptions import api, store

common.run(
    common.Backend("subscriptions", "Crateful subscriptions", store.TABLES, store.seed, store.DUMPED, api.router)
)
