"""What channels do by the clock."""

from __future__ import annotations

from gigline.channels import delivery, webhook_log
from gigline.infra.periodic import Periodic

TASKS = [
    Periodic("channels.expire", every_s=5.0, run=delivery.expire),
    Periodic("channels.restart", every_s=60.0, run=delivery.restart),
    Periodic("channels.trim_webhook_log", every_s=600.0, run=webhook_log.trim),
]
