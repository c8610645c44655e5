"""The brands' own systems, where people are before they write in: whoever the brand vouches for signed up there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx

from gigline.simulation.plan import RequesterPlan

# Whom the systems know; a brand's staff is in none of them.
KINDS = frozenset({"customer", "worker", "business"})
_ORDER = re.compile(r"[A-Z]{1,3}-[0-9]{5}")
TIMEOUT_S = 20.0


@dataclass(frozen=True)
class System:
    """Where it is, and the key with which the brand's own app signs people up."""

    url: str
    api_key: str = field(repr=False)


async def sign_up(system: System, plan: RequesterPlan, subject: str) -> None:
    """Make this requester somebody there, under the name that the brand vouches for, with the order they ask about.

    A kind that this system does not have is left out. Raises httpx.HTTPError.
    """
    if plan.kind not in KINDS:
        return
    person = {"id": subject, "kind": plan.kind, "name": plan.name}
    if plan.kind == "customer" and _ORDER.fullmatch(plan.code):
        person["order_number"] = plan.code
    async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_S) as client:
        answer = await client.post(
            f"{system.url}/people",
            json=person,
            headers={"X-Api-Key": system.api_key, "Idempotency-Key": f"sign-up-{subject}"},
        )
    if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
        answer.raise_for_status()
