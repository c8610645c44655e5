"""What accounts does by the clock."""

from __future__ import annotations

from gigline.accounts import sessions
from gigline.infra.periodic import Periodic

TASKS = [Periodic("accounts.tidy", every_s=600, run=sessions.tidy)]
