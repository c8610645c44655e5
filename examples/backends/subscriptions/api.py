"""The API. Everything is asked for in somebody's name: an invoice of another customer is not there (404)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from backends.common import REFUSALS, Backend, Connection, Key, Person, Refused, masked, once, reading
from backends.subscriptions import store

router = APIRouter(responses=REFUSALS)

# After the 5th the month's box is packed and charged.
LAST_DAY = 5

InvoiceNumber = Annotated[str, Field(pattern=r"^INV-[0-9]{6}$", description="As in INV-202611.")]


class NewPerson(BaseModel):
    """Somebody signs up in the shop, or begins to pack."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{3,60}$")]
    kind: Literal["customer", "worker"]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    order_number: Annotated[str, Field(pattern=r"^C-[0-9]{5}$")] | None = None


class Subscription(BaseModel):
    plan: str
    price: int
    status: Literal["active", "paused", "cancelled"]
    next_box_on: date | None
    paused_until: date | None
    ends_on: date | None


class Pause(BaseModel):
    months: Annotated[int, Field(ge=1, le=6)]


class Cancel(BaseModel):
    reason: Literal["too_expensive", "too_much_food", "moving", "quality", "other"] = "other"


class Box(BaseModel):
    number: str
    month: str
    status: Literal["packed", "on_the_way", "delivered"]
    carrier: str | None
    tracking: str | None
    arrives_on: date | None


class Address(BaseModel):
    street: Annotated[str, Field(min_length=3, max_length=120)]
    city: Annotated[str, Field(min_length=2, max_length=60)]


class Invoice(BaseModel):
    number: str
    amount: int
    refunded: int
    issued_on: date
    status: Literal["paid", "refunded"]


class Invoices(BaseModel):
    invoices: list[Invoice]


class RefundWanted(BaseModel):
    amount: Annotated[int, Field(gt=0, le=1_000_000, description="In cents.")]
    reason: Literal["missing_product", "damaged_box", "charged_twice", "not_arrived", "other"]


class RefundMade(BaseModel):
    invoice_number: str
    amount: int
    arrives_by: date


class LoginLink(BaseModel):
    sent_to: str


class PayRun(BaseModel):
    pays_on: date
    amount: int
    period: str
    status: Literal["planned", "paid"]


@router.post("/people", operation_id="signUp", status_code=201)
async def sign_up(request: Request, person: NewPerson, key: Key = None) -> Person:
    """Somebody new."""

    async def work(connection: Connection) -> Person:
        if person.kind == "customer":
            numbers = [person.order_number] if person.order_number else []
            await store.add_customer(connection, person.id, person.name, "active", *numbers)
        else:
            await store.add_packer(connection, person.id, person.name)
        return Person(id=person.id, name=person.name)

    return await once(request, key, work)


@router.get("/customers/{customer_id}/subscription", operation_id="getSubscription")
async def get_subscription(request: Request, customer_id: str) -> Subscription:
    """How a subscription stands."""
    async with reading(request) as connection:
        row = await connection.fetchrow("SELECT * FROM subscriptions WHERE customer_id = $1", customer_id)
    if row is None:
        raise Refused("no_such_subscription", 404)
    return _subscription(row)


@router.post("/customers/{customer_id}/subscription/pause", operation_id="pauseSubscription")
async def pause(request: Request, customer_id: str, wanted: Pause, key: Key = None) -> Subscription:
    """No boxes and no charges for one to six months."""

    async def work(connection: Connection) -> Subscription:
        row = await _locked(connection, customer_id)
        if row["status"] == "cancelled":
            raise Refused("subscription_cancelled")
        if row["status"] == "paused":
            raise Refused("already_paused")
        until = store.first_of_month(_today(), wanted.months + _ahead()) + timedelta(days=9)
        return await _changed(connection, customer_id, "paused", None, until, None)

    return await once(request, key, work)


@router.post("/customers/{customer_id}/subscription/resume", operation_id="resumeSubscription")
async def resume(request: Request, customer_id: str, key: Key = None) -> Subscription:
    """End a pause before its time."""

    async def work(connection: Connection) -> Subscription:
        row = await _locked(connection, customer_id)
        if row["status"] != "paused":
            raise Refused("not_paused")
        return await _changed(connection, customer_id, "active", _next_box(), None, None)

    return await once(request, key, work)


@router.post("/customers/{customer_id}/subscription/skip", operation_id="skipNextBox")
async def skip(request: Request, customer_id: str, key: Key = None) -> Subscription:
    """Leave out the next box."""

    async def work(connection: Connection) -> Subscription:
        row = await _locked(connection, customer_id)
        if row["status"] != "active":
            raise Refused("not_active")
        if row["next_box_on"] > store.first_of_month(_today(), 1 + _ahead()) + timedelta(days=9):
            raise Refused("already_skipped")
        following = store.first_of_month(row["next_box_on"], 1) + timedelta(days=9)
        return await _changed(connection, customer_id, "active", following, None, None)

    return await once(request, key, work)


@router.post("/customers/{customer_id}/subscription/cancel", operation_id="cancelSubscription")
async def cancel(request: Request, customer_id: str, wanted: Cancel, key: Key = None) -> Subscription:
    """End it. From the 6th on this month's box is still sent."""

    async def work(connection: Connection) -> Subscription:
        row = await _locked(connection, customer_id)
        if row["status"] == "cancelled":
            raise Refused("already_cancelled")
        ends = store.first_of_month(_today(), 1) - timedelta(days=1)
        return await _changed(connection, customer_id, "cancelled", None, None, ends)

    return await once(request, key, work)


def _today() -> date:
    return datetime.now(UTC).date()


def _ahead() -> int:
    """Whether this month's box is past changing."""
    return 1 if _today().day > LAST_DAY else 0


def _next_box() -> date:
    return store.first_of_month(_today(), 1) + timedelta(days=9)


async def _locked(connection: Connection, customer_id: str) -> Any:
    row = await connection.fetchrow("SELECT * FROM subscriptions WHERE customer_id = $1 FOR UPDATE", customer_id)
    if row is None:
        raise Refused("no_such_subscription", 404)
    return row


async def _changed(
    connection: Connection, customer_id: str, status: str, next_box: date | None, until: date | None, ends: date | None
) -> Subscription:
    row = await connection.fetchrow(
        "UPDATE subscriptions SET status = $2, next_box_on = $3, paused_until = $4, ends_on = $5 "
        "WHERE customer_id = $1 RETURNING *",
        customer_id, status, next_box, until, ends,
    )  # fmt: skip
    return _subscription(row)


def _subscription(row: Any) -> Subscription:
    return Subscription(**{name: row[name] for name in Subscription.model_fields})


@router.get("/customers/{customer_id}/boxes/latest", operation_id="getLatestBox")
async def latest_box(request: Request, customer_id: str) -> Box:
    """Where the latest box is."""
    async with reading(request) as connection:
        row = await connection.fetchrow(
            "SELECT * FROM boxes WHERE customer_id = $1 ORDER BY month DESC, number LIMIT 1", customer_id
        )
    if row is None:
        raise Refused("no_box_yet", 404)
    return Box(**{name: row[name] for name in Box.model_fields})


@router.put("/customers/{customer_id}/address", operation_id="changeAddress")
async def change_address(request: Request, customer_id: str, address: Address, key: Key = None) -> Address:
    """Where the next boxes go."""

    async def work(connection: Connection) -> Address:
        done = await connection.execute(
            "UPDATE customers SET street = $2, city = $3 WHERE id = $1", customer_id, address.street, address.city
        )
        if done == "UPDATE 0":
            raise Refused("no_such_customer", 404)
        return address

    return await once(request, key, work)


@router.get("/customers/{customer_id}/invoices", operation_id="listInvoices")
async def list_invoices(request: Request, customer_id: str) -> Invoices:
    """The latest invoices."""
    async with reading(request) as connection:
        rows = await connection.fetch(
            "SELECT number, amount, refunded, issued_on, status FROM invoices WHERE customer_id = $1 "
            "ORDER BY issued_on DESC LIMIT 6",
            customer_id,
        )
    return Invoices(invoices=[Invoice(**row) for row in rows])


@router.post(
    "/customers/{customer_id}/invoices/{invoice_number}/refunds", operation_id="refundInvoice", status_code=201
)
async def refund_invoice(
    request: Request, customer_id: str, invoice_number: InvoiceNumber, wanted: RefundWanted, key: Key = None
) -> RefundMade:
    """Give money back for an invoice: never more than it says."""

    async def work(connection: Connection) -> RefundMade:
        row = await connection.fetchrow(
            "SELECT * FROM invoices WHERE customer_id = $1 AND number = $2 FOR UPDATE", customer_id, invoice_number
        )
        if row is None:
            raise Refused("no_such_invoice", 404)
        if row["refunded"] + wanted.amount > row["amount"]:
            raise Refused("more_than_paid")
        await connection.execute(
            "UPDATE invoices SET refunded = refunded + $3, "
            "status = CASE WHEN refunded + $3 = amount THEN 'refunded' ELSE status END "
            "WHERE customer_id = $1 AND number = $2",
            customer_id, invoice_number, wanted.amount,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO refunds SELECT $1, $2, count(*) + 1, $3, $4 FROM refunds "
            "WHERE customer_id = $1 AND invoice_number = $2",
            customer_id, invoice_number, wanted.amount, wanted.reason,
        )  # fmt: skip
        arrives = _today() + timedelta(days=5)
        return RefundMade(invoice_number=invoice_number, amount=wanted.amount, arrives_by=arrives)

    return await once(request, key, work)


@router.post("/accounts/{account_id}/login-links", operation_id="sendLoginLink", status_code=201)
async def send_login_link(request: Request, account_id: str, key: Key = None) -> LoginLink:
    """Send a sign-in link to the account's own address."""

    async def work(connection: Connection) -> LoginLink:
        email = await connection.fetchval(
            "SELECT email FROM customers WHERE id = $1 UNION ALL SELECT email FROM packers WHERE id = $1", account_id
        )
        if email is None:
            raise Refused("no_such_account", 404)
        await connection.execute(
            "INSERT INTO login_links SELECT $1, count(*) + 1 FROM login_links WHERE account_id = $1", account_id
        )
        return LoginLink(sent_to=masked(email))

    return await once(request, key, work)


@router.get("/packers/{packer_id}/pay-runs/next", operation_id="nextPayRun")
async def next_pay_run(request: Request, packer_id: str) -> PayRun:
    """When a packer is paid next, and how much."""
    async with reading(request) as connection:
        row = await connection.fetchrow(
            "SELECT pays_on, amount, period, status FROM pay_runs WHERE packer_id = $1 AND status = 'planned' "
            "ORDER BY pays_on LIMIT 1",
            packer_id,
        )
    if row is None:
        raise Refused("no_pay_planned", 404)
    return PayRun(**row)


BACKEND = Backend("subscriptions", "Crateful subscriptions", store.TABLES, store.seed, store.DUMPED, router)
