"""What can go wrong with a conversation."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchConversation(NotFound):
    code = "no_such_conversation"


class StaleEpoch(Conflict):
    """Somebody else holds the conversation now; `current` says who and under which epoch."""

    code = "stale_epoch"


class NotAllowedNow(Conflict):
    """The conversation's state has no such step (resolving what is resolved, say)."""

    code = "not_allowed_now"


class NoSuchWay(NotFound):
    """The contact is not known for certain at this address, or may not be written to there now."""

    code = "no_such_way"


class NoSuchPage(NotFound):
    """Its address is wrong, its time is over, or it was revoked."""

    code = "no_such_page"


class NoSuchCallback(NotFound):
    """Nobody waits for a call in this conversation, or no longer."""

    code = "no_such_callback"


class NoSuchView(NotFound):
    """It is not there, or somebody else's."""

    code = "no_such_view"


class ViewNameTaken(Conflict):
    """There is a view of this name already."""

    code = "view_name_taken"


class TooManyViews(Conflict):
    """Some have to go before another is kept."""

    code = "too_many_views"
