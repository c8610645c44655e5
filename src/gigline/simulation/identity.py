"""What a brand's own site would do: sign who its visitor is, with the secret the platform gave to the brand."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import jwt

from gigline.simulation.plan import RequesterPlan

LIFETIME_S = 3600


@dataclass(frozen=True)
class Identity:
    """`run` keeps the people of two runs apart, so that each run meets new contacts."""

    secret: bytes = field(repr=False)
    run: str = ""

    def subject(self, plan: RequesterPlan) -> str:
        """The brand's own name for this requester."""
        return f"{self.run}-{plan.n}"

    def token(self, plan: RequesterPlan) -> str:
        """A signed identity token (JWT, HS256) for this requester."""
        now = int(time.time())
        subject = self.subject(plan)
        claims = {
            "sub": subject,
            "name": plan.name,
            "kind": plan.kind,
            "email": f"{subject}@people.example",
            "iat": now,
            "exp": now + LIFETIME_S,
        }
        return jwt.encode(claims, self.secret, algorithm="HS256")
