"""What comes after a segment, in SQL: written once, for every figure that asks whether a resolution held."""

from __future__ import annotations

# Whoever was merged with the contact is the same person.
PERSON = "gigline_person(s.brand_id, s.contact_id)"


def next_contact(of: str = "s", person: str = PERSON) -> str:
    """When the person of segment `of` next wrote about anything; null: never since. `person` are their contacts."""
    return f"""(SELECT min(later.opened_at) FROM segments later
        WHERE later.brand_id = {of}.brand_id AND later.contact_id = ANY({person})
          AND later.opened_at > {of}.opened_at)"""


def held(window: str) -> str:
    """Whether the resolution of segment `s`, rated `r`, held: not rated 1 or 2, and no other contact in the window."""
    return f"(coalesce(r.score, 5) > 2 AND coalesce({next_contact()} > s.resolved_at + {window}, true))"
