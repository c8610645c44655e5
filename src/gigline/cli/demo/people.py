"""The people of the demonstration: those a visitor may sign in as, and the simulated associates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand, Person, Role
from gigline.calls import service as calls
from gigline.infra.db import Database, Writer
from gigline.kit.errors import Conflict
from gigline.simulation.console import SignIn
from gigline.simulation.crowd import Staff
from gigline.workforce import service as workforce

# Known to everybody who reads this: the demonstration listens on this machine only.
PASSWORD = "demo-gigline"  # noqa: S105
_DOMAIN = "demo.example"


@dataclass(frozen=True)
class Grant:
    """What somebody may do for one brand (all of them when `brand` is None); no topics means all."""

    brand: str | None = None
    topics: tuple[str, ...] = ()
    clearance: int = 0


@dataclass(frozen=True)
class Sample:
    """Somebody to create. `grants` make an associate of them."""

    email: str
    name: str
    said: str
    role: Role = "associate"
    operator: bool = False
    languages: tuple[str, ...] = ("en",)
    capacity: int = 3
    grants: tuple[Grant, ...] = ()

    @property
    def sign_in(self) -> SignIn:
        return SignIn(self.email, PASSWORD, self.name)


def _visitor(key: str, name: str, said: str, role: Role, **more: Any) -> Sample:
    return Sample(f"{key}@{_DOMAIN}", name, said, role, **more)


_ALL = (Grant(clearance=1),)
VISITORS = (
    _visitor("leader", "Lena Marsh", "leads the team of both brands: the board, every conversation", "leader"),
    _visitor(
        "rosa", "Rosa Quist", "associate, cleared for everything", "associate", languages=("en", "es"), grants=_ALL
    ),
    _visitor("tom", "Tom Arden", "associate, without clearance", "associate", grants=(Grant(),)),
    _visitor("admin", "Ada Brook", "operator of the network and admin of both brands", "admin", operator=True),
)
LEADER = VISITORS[0]

_HOP_FOOD = Grant("hoplane", ("delivery", "order", "account", "other"))
_HOP_MONEY = Grant("hoplane", ("payment", "earnings", "account", "other"), clearance=1)
_HOP_ROAD = Grant("hoplane", ("courier", "standing", "safety", "earnings", "delivery", "other"), clearance=1)
_HOP_SHOPS = Grant("hoplane", ("partner", "staff", "other"))
_CRATE_BOXES = Grant("crateful", ("subscription", "box", "shipping", "damage", "account", "other"))
_CRATE_WORK = Grant("crateful", ("packer", "pay", "supplier", "supplier_pay", "safety", "other"), clearance=1)
_HOP_ALL, _CRATE_ALL = Grant("hoplane", clearance=1), Grant("crateful", clearance=1)

_SIMULATED: tuple[tuple[str, tuple[str, ...], int, tuple[Grant, ...]], ...] = (
    ("Aiko Sand", ("en",), 3, (_HOP_ALL, _CRATE_ALL)),
    ("Beto Cruz", ("en", "es"), 3, (_HOP_ALL, _CRATE_ALL)),
    ("Cleo Hart", ("en",), 2, (_HOP_FOOD, _CRATE_BOXES)),
    ("Davi Rocha", ("en", "es"), 3, (_HOP_FOOD,)),
    ("Edda Falk", ("en",), 3, (_HOP_MONEY, _CRATE_BOXES)),
    ("Fynn Orr", ("en",), 2, (_HOP_ROAD,)),
    ("Gala Vidal", ("es", "en"), 3, (_HOP_ROAD, _CRATE_WORK)),
    ("Hana Lee", ("en",), 3, (_HOP_SHOPS, _CRATE_BOXES)),
    ("Ivo Maric", ("en",), 4, (_CRATE_ALL,)),
    ("Jana Wolf", ("en",), 2, (_CRATE_WORK,)),
    ("Kofi Mensah", ("en",), 3, (_HOP_ALL,)),
    ("Lupe Ortiz", ("es", "en"), 3, (_CRATE_ALL, _HOP_FOOD)),
)
SIMULATED = tuple(
    Sample(
        f"sim-{name.split()[0].lower()}@{_DOMAIN}", name, "simulated", "associate", False, languages, capacity, grants
    )
    for name, languages, capacity, grants in _SIMULATED
)


class ForeignBrands(Conflict):
    """The database is somebody's real one."""

    code = "foreign_brands"


def staff() -> Staff:
    """Who the simulation signs in as."""
    return Staff(tuple(sample.sign_in for sample in SIMULATED), LEADER.sign_in)


async def check_is_ours(database: Database, keys: Sequence[str]) -> None:
    """Raise ForeignBrands when the database holds brands that are not the demonstration's."""
    async with database.reader() as r:
        others = [brand.key for brand in await accounts.brands(r) if brand.key not in keys]
    if others:
        raise ForeignBrands("This database holds brands of your own: give the demonstration a database for itself.")


async def create(database: Database) -> None:
    """Create everybody who is not there yet; once is enough for a database."""
    async with database.reader() as r:
        brands = await accounts.brands(r)
    for n, sample in enumerate((*VISITORS, *SIMULATED)):
        async with database.writer() as w:
            if await accounts.person_by_email(w, sample.email) is None:
                person = await _create(w, sample, brands)
                if sample in SIMULATED:
                    # They have no browser to take calls in; the played phone company knows these numbers.
                    await calls.save_phone(w, person.id, f"+1415555{2000 + n}")


async def _create(w: Writer, sample: Sample, brands: Sequence[Brand]) -> Person:
    person = await accounts.create_person(w, sample.email, sample.name, PASSWORD, sample.operator)
    granted = {grant.brand for grant in sample.grants}
    for brand in brands:
        if sample.role != "associate" or granted & {None, brand.key}:
            await accounts.set_role(w, person.id, brand.id, sample.role)
    if sample.grants:
        await workforce.save_associate(w, person.id, sample.languages, sample.capacity)
    for grant in sample.grants:
        await _grant(w, person, grant, brands)
    return person


async def _grant(w: Writer, person: Person, grant: Grant, brands: Sequence[Brand]) -> None:
    for brand in brands:
        if grant.brand in {None, brand.key}:
            await workforce.grant(w, brand.id, person.id, topics=grant.topics, clearance=grant.clearance)
