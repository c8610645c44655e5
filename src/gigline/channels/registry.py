"""Every channel there is. To add one: a folder under adapters/, and a line here (docs/howto/add-a-channel.md)."""

from __future__ import annotations

from collections.abc import Mapping

from gigline.channels.adapters.api.adapter import Api
from gigline.channels.adapters.webchat.adapter import Webchat
from gigline.channels.contract import Adapter

ADAPTERS: Mapping[str, Adapter] = {adapter.kind: adapter for adapter in (Webchat(), Api())}
