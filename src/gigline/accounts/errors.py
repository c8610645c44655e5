"""What can go wrong when somebody says who they are."""

from __future__ import annotations

from gigline.kit.errors import Conflict, Forbidden, NotFound, SignedOut


class NoSuchBrand(NotFound):
    """No such brand, or the caller may not know of it."""

    code = "no_such_brand"


class NoSuchPerson(NotFound):
    code = "no_such_person"


class NoSuchKey(NotFound):
    code = "no_such_api_key"


class PersonExists(Conflict):
    """Somebody signs in with this address already."""

    code = "person_exists"


class WrongSignIn(SignedOut):
    """One text for an unknown address, a wrong password and a disabled person."""

    code = "wrong_sign_in"


class BadToken(SignedOut):
    """Not signed by us, not for this purpose, or expired."""

    code = "bad_token"


class IdentityRefused(SignedOut):
    """The brand's identity token does not prove anything."""

    code = "identity_refused"


class RequestForged(Forbidden):
    """A cookie came without its CSRF token, or from another site."""

    code = "csrf"


class ForeignOrigin(Forbidden):
    """The page that asks is not one of those this token was made for."""

    code = "foreign_origin"
