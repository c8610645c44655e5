"""A brand's own app, played: it posts what its users write to the API channel and gets the answers by callback."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.channels import signature
from gigline.channels.contract import Unverified
from gigline.simulation.providers.line import Provider, Refusals, Taken, said

CALLBACK = "/answers"


@dataclass
class App(Provider):
    """One app; deliveries are signed both ways."""

    secret: str = "the secret of the app"  # noqa: S105

    def routes(self) -> list[Route]:
        """Where answers are posted."""
        return [Route(CALLBACK, self._answered, methods=["POST"])]

    async def write(self, url: str, text: str, *, sender: str, seed: str, name: str = "", times: int = 1) -> None:
        """A user writes in the app."""
        value = {"id": seed, "from": {"id": sender, "name": name}, "text": text}
        content = json.dumps(value).encode()
        headers = {
            "content-type": "application/json",
            signature.HEADER: signature.sign(self.secret, content, int(time.time())),
        }
        await self.deliver(url, content, headers, times=times)

    async def _answered(self, request: Request) -> Response:
        content = await request.body()
        try:
            signature.check(self.secret, list(request.headers.items()), content, time.time())
        except Unverified:
            return said(401, {})
        value = json.loads(content)
        refusals: Refusals = {"refuse": said(400, {}), "wait": said(429, {}, retry_after="2"), "fail": said(500, {})}
        return await self.turn(lambda: self._taken(value), refusals)

    def _taken(self, value: dict[str, str]) -> Response:
        self.accept(Taken(value["id"], value["to"], value["text"]))
        return said(200, {"id": f"app-{value['id']}"})
