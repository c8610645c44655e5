"""What can go wrong with offers and moves."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchOffer(NotFound):
    code = "no_such_offer"


class OfferGone(Conflict):
    """The offer has ended; `current["state"]` says how (accepted, declined, expired, rescinded, released)."""

    code = "offer_gone"


class NoSuchDecision(NotFound):
    code = "no_such_decision"


class NotEligible(Conflict):
    """This associate may not take it now; `current["filter"]` names the first rule that says so."""

    code = "not_eligible"
