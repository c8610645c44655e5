"""people: who may sign in, and as what."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.markup import escape

from gigline.accounts import service as accounts
from gigline.accounts.errors import NoSuchPerson
from gigline.accounts.models import Brand, Person, Role
from gigline.cli import terminal
from gigline.cli.runtime import Runtime
from gigline.infra.db import Database, Writer
from gigline.infra.settings import Settings
from gigline.workforce import service as workforce

CAPACITY = 3
ROLES = ("associate", "leader", "admin")

Email = Annotated[str, typer.Argument(help="What they sign in with.")]
Name = Annotated[str, typer.Option(help="How colleagues see them.")]
Operator = Annotated[bool, typer.Option("--operator", help="Runs the network: may do everything, in all brands.")]
BrandKey = Annotated[str | None, typer.Option("--brand", help="The key of the brand they work for.")]
RoleName = Annotated[str | None, typer.Option("--role", help="associate, leader or admin of that brand.")]
Languages = Annotated[str, typer.Option(help="Associates: comma-separated languages. [default: the brand's]")]
Clearance = Annotated[int, typer.Option(min=0, max=9, help="Associates: which topics they are cleared for.")]
Certified = Annotated[str, typer.Option(help="Associates: comma-separated topics they are certified for, or *.")]
Preferred = Annotated[str, typer.Option(help="Associates: topics for which they are asked first, or *.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


def register(app: typer.Typer, runtime: Runtime) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="People who sign in: `gigline people add`.")
    app.add_typer(group, name="people")

    @group.callback()
    def _people() -> None:
        """People who sign in."""

    @group.command()
    def add(
        email: Email,
        name: Name = "",
        operator: Operator = False,
        brand: BrandKey = None,
        role: RoleName = None,
        languages: Languages = "",
        clearance: Clearance = 0,
        certified: Certified = "",
        preferred: Preferred = "",
        password_stdin: FromStdin = False,
    ) -> None:
        """Let somebody sign in, or give somebody who does a role in one more brand.

        Example: `gigline people add ana@shop.example --name "Ana Alves" --brand hoplane --role leader`
        """
        if (brand is None) != (role is None) or (brand is None and not operator):
            raise typer.BadParameter("give --brand together with --role, or --operator")
        if role is not None and role not in ROLES:
            raise typer.BadParameter(f"--role is one of {', '.join(ROLES)}")
        adding = _Adding(runtime, terminal.settings(), email, name or email.partition("@")[0], operator)
        may = May(_listed(languages), clearance, _listed(certified), _listed(preferred))
        terminal.run(adding.run(brand, role, may, password_stdin=password_stdin))

    @group.command("list")
    def list_(brand: Annotated[str, typer.Argument(help="The brand's key.")]) -> None:
        """Everybody with a role in a brand.

        Example: `gigline people list hoplane`
        """
        terminal.run(_list(runtime, terminal.settings(), brand))

    @group.command()
    def password(email: Email, password_stdin: FromStdin = False) -> None:
        """Give somebody another password; they are signed out everywhere.

        Example: `gigline people password ana@shop.example`
        """
        terminal.run(_give_password(runtime, terminal.settings(), email, from_stdin=password_stdin))

    @group.command()
    def disable(email: Email) -> None:
        """Let nobody sign in as this person any more. What they hold goes back to the queue; nothing is deleted.

        Example: `gigline people disable ana@shop.example`
        """
        terminal.run(_let_in(runtime, terminal.settings(), email, False))

    @group.command()
    def enable(email: Email) -> None:
        """Let somebody who was disabled sign in again, with the roles and the password they had.

        Example: `gigline people enable ana@shop.example`
        """
        terminal.run(_let_in(runtime, terminal.settings(), email, True))


async def _list(runtime: Runtime, settings: Settings, brand_key: str) -> None:
    async with runtime.open_database(settings) as database, database.reader() as r:
        found = await accounts.people_of(r, (await accounts.brand_by_key(r, brand_key)).id)
    for one in found:
        state = " [dim]may not sign in[/]" if one.disabled_at else ""
        terminal.out.print(f"{escape(one.email)}  {escape(one.name)}{state}")


async def _give_password(runtime: Runtime, settings: Settings, email: str, *, from_stdin: bool) -> None:
    async with runtime.open_database(settings) as database:
        person = await _known(database, email)
        password = ask_password(from_stdin=from_stdin)
        async with database.writer() as w:
            await accounts.set_password(w, person.id, password)
    _tell(person, "has another password and is signed out everywhere")


async def _let_in(runtime: Runtime, settings: Settings, email: str, may: bool) -> None:
    async with runtime.open_database(settings) as database:
        person = await _known(database, email)
        async with database.writer() as w:
            await (accounts.enable_person if may else accounts.disable_person)(w, person.id)
    _tell(person, "may sign in again" if may else "may not sign in any more, and is signed out everywhere")


async def _known(database: Database, email: str) -> Person:
    async with database.reader() as r:
        person = await accounts.person_by_email(r, email)
    if person is None:
        raise NoSuchPerson(f"Nobody signs in as {email}.")
    return person


def _tell(person: Person, what: str) -> None:
    terminal.out.print(f"[green]✓[/] {escape(person.email)} {what}")


@dataclass(frozen=True)
class May:
    """What an associate may do. No languages: the brand's."""

    languages: Sequence[str] = ()
    clearance: int = 0
    certified: Sequence[str] = ()
    preferred: Sequence[str] = ()


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


class _Adding:
    def __init__(self, runtime: Runtime, settings: Settings, email: str, name: str, operator: bool):
        self._runtime, self._settings = runtime, settings
        self._email, self._name, self._operator = email, name, operator

    async def run(self, brand_key: str | None, role: str | None, may: May, *, password_stdin: bool) -> None:
        async with self._runtime.open_database(self._settings) as database:
            async with database.reader() as r:
                brand = await accounts.brand_by_key(r, brand_key) if brand_key else None
                known = await accounts.person_by_email(r, self._email)
            password = None if known and brand else ask_password(from_stdin=password_stdin)
            async with database.writer() as w:
                person = known if password is None else await self._create(w, password)
                assert person is not None, "either they are known or there is a password"
                if brand is not None:
                    await give_role(w, person, brand, role, may)
        terminal.out.print(f"[green]✓[/] {person.email} may sign in" + (f" as {role} of {brand.name}" if brand else ""))

    async def _create(self, w: Writer, password: str) -> Person:
        return await accounts.create_person(w, self._email, self._name, password, self._operator)


def ask_password(*, from_stdin: bool) -> str:
    """The new password: the first line of standard input, or typed twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


async def give_role(w: Writer, person: Person, brand: Brand, role: str | None, may: May) -> None:
    """Give the role; associates may then work on all topics and channels they are cleared for."""
    given: Role = "admin" if role == "admin" else "leader" if role == "leader" else "associate"
    await accounts.set_role(w, person.id, brand.id, given)
    if given == "associate":
        await workforce.save_associate(
            w, person.id, may.languages or accounts.settings_of(brand).brand.languages, CAPACITY
        )
        await workforce.grant(
            w, brand.id, person.id, clearance=may.clearance, certified=may.certified, preferred=may.preferred
        )
