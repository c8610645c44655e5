"""Who gets a conversation: eligibility, offers, assignments, and every move between people.

Owns `offers` and `assignments`. Publishes OfferMade and OfferEnded. An offer and an open assignment each hold a part of
the associate's capacity; there is at most one of either for a conversation. It never writes to a conversation itself:
that is done by conversations.service, under the conversation's epoch.

Locks are always taken in this order: the conversation, its offer, associates by id.
"""
