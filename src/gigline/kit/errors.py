"""The exception tree. Every error that reaches a person is one of these, and knows its HTTP status.

GiglineError (500)
├── BadInput (422)        the request cannot be understood; `detail` says what to send instead
├── SignedOut (401)       nobody is signed in, or the token is no longer good
├── Forbidden (403)       signed in, but the request itself is not allowed (CSRF, origin)
├── NotFound (404)        it does not exist, or the caller may not know that it does
├── Conflict (409)        somebody was first; `current` says how things stand now
├── TooLarge (413)        over a limit that `detail` names
├── TooMany (429)         slow down; `retry_after_s` says how long
└── Unavailable (503)     not now: the caller should try again
"""

from __future__ import annotations

from collections.abc import Mapping


class GiglineError(Exception):
    """Base of all typed errors. `code` is stable and for programs, `detail` is for people."""

    status = 500
    code = "internal"

    def __init__(self, detail: str = "", *, code: str | None = None, current: Mapping[str, object] | None = None):
        super().__init__(detail or self.code)
        self.detail = detail
        self.code = code or type(self).code
        self.current = current


class BadInput(GiglineError):
    status = 422
    code = "bad_input"


class SignedOut(GiglineError):
    status = 401
    code = "signed_out"


class Forbidden(GiglineError):
    status = 403
    code = "forbidden"


class NotFound(GiglineError):
    status = 404
    code = "not_found"


class Conflict(GiglineError):
    status = 409
    code = "conflict"


class TooLarge(GiglineError):
    status = 413
    code = "too_large"


class TooMany(GiglineError):
    status = 429
    code = "too_many"

    def __init__(self, detail: str = "", *, retry_after_s: float = 1.0):
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class Unavailable(GiglineError):
    status = 503
    code = "unavailable"
