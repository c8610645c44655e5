"""What can go wrong with channel accounts and outbound messages. What adapters raise is in `contract`."""

from __future__ import annotations

from gigline.kit.errors import BadInput, Conflict, NotFound


class NoSuchAccount(NotFound):
    code = "no_such_account"


class NoSuchAttachment(NotFound):
    code = "no_such_attachment"


class NoSuchOutbound(NotFound):
    code = "no_such_message"


class BadAccount(BadInput):
    """The account's kind is unknown or its settings do not fit its adapter; `detail` says which field."""

    code = "bad_account"


class NotToRetry(Conflict):
    """Only a message that failed, or whose fate is unknown, is sent again."""

    code = "not_to_retry"


class AccountTaken(Conflict):
    """Account keys are unique on this server."""

    code = "account_taken"


class NoSuchDelivery(NotFound):
    code = "no_such_delivery"


class NoSuchAside(NotFound):
    code = "no_such_aside"


class NotToLetIn(Conflict):
    """It is not kept whole, or cannot be read as a message."""

    code = "not_to_let_in"


class CannotConsent(Conflict):
    """The account's settings name no provider whose consent could be asked for."""

    code = "cannot_consent"


class CannotTest(Conflict):
    """The channel has no provider to ask, or the account is not set up yet."""

    code = "cannot_test"
