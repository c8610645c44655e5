"""An associate's or leader's side: signing in, offers, conversations; the calls of the console without its looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gigline.simulation.surface import Surface


@dataclass(frozen=True)
class SignIn:
    """Somebody of the staff."""

    email: str
    password: str = field(repr=False)
    name: str = ""


class Console:
    """One person's session on a surface of their own."""

    def __init__(self, surface: Surface, who: SignIn):
        self.surface = surface
        self.who = who
        self.person_id = ""
        self.brands: list[dict[str, Any]] = []
        self._csrf = ""

    async def sign_in(self) -> None:
        """Start a session; raises Refused on a wrong password."""
        me = await self.surface.call("POST", "/session", {"email": self.who.email, "password": self.who.password})
        self._csrf, self.person_id, self.brands = me["csrf"], me["person"]["id"], me["brands"]

    async def get(self, path: str, *, shape: str | None = None) -> Any:
        """Read something."""
        return await self.surface.call("GET", path, shape=shape)

    async def do(self, method: str, path: str, body: dict[str, Any] | None = None, *, shape: str | None = None) -> Any:
        """Change something."""
        return await self.surface.call(method, path, body, headers={"X-CSRF-Token": self._csrf}, shape=shape)

    async def set_availability(self, availability: str) -> None:
        """on, off or break."""
        await self.do("PUT", "/associate/availability", {"availability": availability})

    async def me(self) -> dict[str, Any]:
        """Capacity, load and the rest."""
        found: dict[str, Any] = await self.get("/associate")
        return found

    async def offers(self) -> list[dict[str, Any]]:
        """What is offered to me now."""
        return list((await self.get("/offers/mine"))["items"])

    async def accept(self, offer_id: str) -> dict[str, Any]:
        """Take an offer: {conversation_id, epoch}; Refused with 409 when it is gone."""
        taken: dict[str, Any] = await self.do("POST", f"/offers/{offer_id}/accept", shape="/offers/{id}/accept")
        return taken

    async def decline(self, offer_id: str, reason: str) -> None:
        """Leave it to others."""
        await self.do("POST", f"/offers/{offer_id}/decline", {"reason": reason}, shape="/offers/{id}/decline")

    async def conversation(self, conversation_id: str) -> dict[str, Any]:
        """The whole conversation."""
        found: dict[str, Any] = await self.get(f"/conversations/{conversation_id}", shape="/conversations/{id}")
        return found

    async def reply(self, conversation_id: str, epoch: int, body: str, client_id: str) -> dict[str, Any]:
        """Answer the requester; Refused with 409 stale_epoch when somebody else holds it now."""
        return await self._post(conversation_id, "messages", {"body": body, "epoch": epoch, "client_id": client_id})

    async def note(self, conversation_id: str, body: str, client_id: str) -> dict[str, Any]:
        """A private note."""
        return await self._post(conversation_id, "notes", {"body": body, "client_id": client_id})

    async def resolve(self, conversation_id: str, epoch: int) -> dict[str, Any]:
        """Done."""
        return await self._post(conversation_id, "resolve", {"epoch": epoch})

    async def _post(self, conversation_id: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
        path = f"/conversations/{conversation_id}/{what}"
        answer: dict[str, Any] = await self.do("POST", path, body, shape=f"/conversations/{{id}}/{what}")
        return answer
