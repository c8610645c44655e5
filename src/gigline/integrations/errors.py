"""What can go wrong with an action. Who runs one catches by these classes; `code` is for programs, `detail` for people.

NoSuchAction, NoSuchConnector (404)
NotAllowedToRun (403)       this runner, or this kind of requester, may not
NotVerified (409)           nobody proved who the requester is: a one-time code first
NeedsConfirmation (409)     ask first, then run with `confirmed`
BadInput (422)              `field` and `why`
OverCap (409)               more than the brand allows; nothing was sent
KeyReused (409)             the idempotency key belongs to another run with other inputs
RunUnderWay (409)           this very run is at work just now
BackendRefused (409)        a definite no: nothing changed. `why` is the back end's own code, if it has one
BackendUnavailable (503)    a definite "not now": nothing changed. Hand over with the facts
  CredentialsRefused        the same until somebody sets the brand's secret for it anew
OutcomeUnknown (409)        it may have happened and may not: never again by itself, a person looks
CodeRefused (409)           a one-time code that is wrong, spent or over
CodeNotSent (503), NoChannelForCode (409), TooManyCodes (429)
"""

from __future__ import annotations

from uuid import UUID

from gigline.kit import errors as kit
from gigline.kit.errors import Conflict, Forbidden, NotFound, Unavailable


class NoSuchAction(NotFound):
    code = "no_such_action"


class NoSuchConnector(NotFound):
    code = "no_such_connector"


class NoSuchRun(NotFound):
    code = "no_such_run"


class NotAllowedToRun(Forbidden):
    """This runner may not run the action, or not for this kind of requester."""

    code = "not_allowed_to_run"


class NotVerified(Conflict):
    """Nobody proved who the requester is."""

    code = "not_verified"


class NeedsConfirmation(Conflict):
    """The action changes something: ask, then run it again with `confirmed`."""

    code = "needs_confirmation"


class BadInput(kit.BadInput):
    """An input is missing or cannot be what it says; `field` is its name."""

    code = "bad_action_input"

    def __init__(self, field: str, why: str):
        super().__init__(f"{field}: {why}", current={"field": field})
        self.field = field
        self.why = why


class OverCap(Conflict):
    """More than the brand allows at once, or in a day for this requester or for all of them. Nothing was sent."""

    code = "over_cap"


class KeyReused(Conflict):
    """The idempotency key belongs to a run with other inputs."""

    code = "key_reused"


class RunUnderWay(Conflict):
    """The run of this key is at work just now."""

    code = "run_under_way"


class BackendRefused(Conflict):
    """The back end said no, so that nothing changed. `answered` is its HTTP status, `why` its own code or empty.

    `detail` is the brand's text for that code, never the back end's words.
    """

    code = "backend_refused"

    def __init__(self, detail: str, *, answered: int, why: str = ""):
        super().__init__(detail, current={"answered": answered, "why": why})
        self.answered = answered
        self.why = why


class BackendUnavailable(Unavailable):
    """The back end could not be asked, or gave no usable answer to a question; nothing changed."""

    code = "backend_unavailable"


class CredentialsRefused(BackendUnavailable):
    """The back end does not take the brand's own credentials: trying again helps only once they are set anew."""

    code = "credentials_refused"


class OutcomeUnknown(Conflict):
    """The back end may have done it. It is not tried again: a person finds out and settles the run."""

    code = "outcome_unknown"

    def __init__(self, detail: str, *, run_id: UUID):
        super().__init__(detail, current={"run_id": str(run_id)})
        self.run_id = run_id


class CodeRefused(Conflict):
    """The one-time code is wrong, spent or over. Which of them helps only who guesses."""

    code = "code_refused"


class CodeNotSent(Unavailable):
    """The code could not be sent just now."""

    code = "code_not_sent"


class NoChannelForCode(Conflict):
    """None of the brand's channels reaches such an address."""

    code = "no_channel_for_code"


class TooManyCodes(kit.TooMany):
    """Enough codes were sent for now."""

    code = "too_many_codes"
