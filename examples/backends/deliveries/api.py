"""The API. Everything is asked for in somebody's name: an order of another customer is not there (404)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from backends.common import REFUSALS, Backend, Connection, Key, Person, Refused, masked, once, reading
from backends.deliveries import store

router = APIRouter(responses=REFUSALS)

OrderNumber = Annotated[str, Field(pattern=r"^HP-[0-9]{5}$", description="As in HP-48213.")]


class NewPerson(BaseModel):
    """Somebody signs up with the brand's own app."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{3,60}$")]
    kind: Literal["customer", "worker", "business"]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    order_number: OrderNumber | None = None


class OrderLine(BaseModel):
    number: str
    restaurant: str
    status: str
    total: int


class Orders(BaseModel):
    orders: list[OrderLine]


class Delivery(BaseModel):
    order_number: str
    restaurant: str
    status: Literal["preparing", "on_the_way", "delivered", "cancelled"]
    courier_name: str | None
    street: str
    city: str
    eta: datetime | None
    minutes_left: int | None


class Address(BaseModel):
    street: Annotated[str, Field(min_length=3, max_length=120, description="Street and number.")]
    city: Annotated[str, Field(min_length=2, max_length=60)] = "Lisbon"


class AddressChanged(BaseModel):
    order_number: str
    street: str
    city: str
    extra_fee: int


class OrderCancelled(BaseModel):
    order_number: str
    status: Literal["cancelled"]
    refunded: int


class RefundWanted(BaseModel):
    amount: Annotated[int, Field(gt=0, le=1_000_000, description="In cents.")]
    reason: Literal["missing_item", "wrong_item", "cold_food", "late", "other"]


class RefundMade(BaseModel):
    order_number: str
    amount: int
    arrives_by: date


class LoginReset(BaseModel):
    sent_to: str


class Diagnosis(BaseModel):
    account_status: Literal["active", "paused"]
    login_locked: bool
    app_version: str
    newest_app_version: str
    app_is_current: bool
    documents: str
    finding: Literal["account_paused", "login_locked", "app_outdated", "all_fine"]


class PayRun(BaseModel):
    pays_on: date
    amount: int
    period_start: date
    period_end: date
    status: Literal["planned", "paid"]


class StockChange(BaseModel):
    available: bool


class Stock(BaseModel):
    ingredient: str
    available: bool
    items_hidden: int


class Ingredients(BaseModel):
    ingredients: list[Stock]


@router.post("/people", operation_id="signUp", status_code=201)
async def sign_up(request: Request, person: NewPerson, key: Key = None) -> Person:
    """Somebody new."""

    async def work(connection: Connection) -> Person:
        if person.kind == "customer":
            await store.add_customer(connection, person.id, person.name, *filter(None, [person.order_number]))
        elif person.kind == "worker":
            await store.add_courier(connection, person.id, person.name)
        else:
            await store.add_restaurant(connection, person.id, person.name)
        return Person(id=person.id, name=person.name)

    return await once(request, key, work)


@router.get("/customers/{customer_id}/orders", operation_id="listOrders")
async def list_orders(request: Request, customer_id: str) -> Orders:
    """The customer's latest orders."""
    async with reading(request) as connection:
        rows = await connection.fetch(
            "SELECT number, restaurant, status, total FROM orders WHERE customer_id = $1 "
            "ORDER BY placed_at DESC, number DESC LIMIT 10",
            customer_id,
        )
    return Orders(orders=[OrderLine(**row) for row in rows])


@router.get("/customers/{customer_id}/deliveries/{order_number}", operation_id="getDelivery")
async def get_delivery(request: Request, customer_id: str, order_number: OrderNumber) -> Delivery:
    """Where a delivery is."""
    async with reading(request) as connection:
        row = await connection.fetchrow(
            "SELECT d.*, o.restaurant FROM deliveries d JOIN orders o ON (o.customer_id, o.number) = "
            "(d.customer_id, d.order_number) WHERE d.customer_id = $1 AND d.order_number = $2",
            customer_id, order_number,
        )  # fmt: skip
    if row is None:
        raise Refused("no_such_order", 404)
    left = (row["eta"] - datetime.now(UTC)) // timedelta(minutes=1) if row["eta"] else None
    known = {name: row[name] for name in Delivery.model_fields if name in row}
    return Delivery(**known, minutes_left=None if left is None else max(0, left))


@router.put("/customers/{customer_id}/deliveries/{order_number}/address", operation_id="changeDeliveryAddress")
async def change_address(
    request: Request, customer_id: str, order_number: OrderNumber, address: Address, key: Key = None
) -> AddressChanged:
    """Send a delivery elsewhere: once, and until the courier has collected it."""

    async def work(connection: Connection) -> AddressChanged:
        row = await connection.fetchrow(
            "SELECT * FROM deliveries WHERE customer_id = $1 AND order_number = $2 FOR UPDATE",
            customer_id,
            order_number,
        )
        if row is None:
            raise Refused("no_such_order", 404)
        if row["status"] != "preparing":
            raise Refused("already_collected")
        if row["address_changes"] > 0:
            raise Refused("already_changed")
        if address.city.casefold() != row["city"].casefold():
            raise Refused("too_far")
        await connection.execute(
            "UPDATE deliveries SET street = $3, address_changes = address_changes + 1 "
            "WHERE customer_id = $1 AND order_number = $2",
            customer_id, order_number, address.street,
        )  # fmt: skip
        return AddressChanged(order_number=order_number, street=address.street, city=row["city"], extra_fee=0)

    return await once(request, key, work)


@router.post("/customers/{customer_id}/orders/{order_number}/cancel", operation_id="cancelOrder")
async def cancel_order(
    request: Request, customer_id: str, order_number: OrderNumber, key: Key = None
) -> OrderCancelled:
    """Cancel an order that the restaurant has not accepted yet; all of it is given back."""

    async def work(connection: Connection) -> OrderCancelled:
        row = await _order(connection, customer_id, order_number)
        if row["status"] == "cancelled":
            raise Refused("already_cancelled")
        if row["status"] != "placed":
            raise Refused("already_accepted")
        await connection.execute(
            "UPDATE orders SET status = 'cancelled' WHERE customer_id = $1 AND number = $2", customer_id, order_number
        )
        await connection.execute(
            "UPDATE deliveries SET status = 'cancelled', eta = NULL WHERE customer_id = $1 AND order_number = $2",
            customer_id, order_number,
        )  # fmt: skip
        await _give_back(connection, customer_id, order_number, row["total"], "cancelled")
        return OrderCancelled(order_number=order_number, status="cancelled", refunded=row["total"])

    return await once(request, key, work)


@router.post("/customers/{customer_id}/orders/{order_number}/refunds", operation_id="refundOrder", status_code=201)
async def refund_order(
    request: Request, customer_id: str, order_number: OrderNumber, wanted: RefundWanted, key: Key = None
) -> RefundMade:
    """Give money back for a delivered order: never more than was paid."""

    async def work(connection: Connection) -> RefundMade:
        row = await _order(connection, customer_id, order_number)
        if row["status"] != "delivered":
            raise Refused("not_delivered")
        given = await connection.fetchval(
            "SELECT coalesce(sum(amount), 0) FROM refunds WHERE customer_id = $1 AND order_number = $2",
            customer_id, order_number,
        )  # fmt: skip
        if given + wanted.amount > row["total"]:
            raise Refused("more_than_paid")
        await _give_back(connection, customer_id, order_number, wanted.amount, wanted.reason)
        arrives = datetime.now(UTC).date() + timedelta(days=5)
        return RefundMade(order_number=order_number, amount=wanted.amount, arrives_by=arrives)

    return await once(request, key, work)


async def _order(connection: Connection, customer_id: str, number: str) -> Any:
    row = await connection.fetchrow(
        "SELECT * FROM orders WHERE customer_id = $1 AND number = $2 FOR UPDATE", customer_id, number
    )
    if row is None:
        raise Refused("no_such_order", 404)
    return row


async def _give_back(connection: Connection, customer_id: str, number: str, amount: int, reason: str) -> None:
    await connection.execute(
        "INSERT INTO refunds SELECT $1, $2, count(*) + 1, $3, $4 FROM refunds "
        "WHERE customer_id = $1 AND order_number = $2",
        customer_id, number, amount, reason,
    )  # fmt: skip


@router.post("/accounts/{account_id}/login-resets", operation_id="resetLogin", status_code=201)
async def reset_login(request: Request, account_id: str, key: Key = None) -> LoginReset:
    """Send a new sign-in link to the account's own address; a courier's locked login is unlocked."""

    async def work(connection: Connection) -> LoginReset:
        email = await connection.fetchval(
            "SELECT email FROM customers WHERE id = $1 UNION ALL SELECT email FROM couriers WHERE id = $1 "
            "UNION ALL SELECT email FROM restaurants WHERE id = $1",
            account_id,
        )
        if email is None:
            raise Refused("no_such_account", 404)
        await connection.execute("UPDATE couriers SET login_locked = false WHERE id = $1", account_id)
        await connection.execute(
            "INSERT INTO login_resets SELECT $1, count(*) + 1 FROM login_resets WHERE account_id = $1", account_id
        )
        return LoginReset(sent_to=masked(email))

    return await once(request, key, work)


@router.get("/couriers/{courier_id}/diagnosis", operation_id="diagnoseCourier")
async def diagnose_courier(request: Request, courier_id: str) -> Diagnosis:
    """Why a courier's app may not work: account, login, version, documents."""
    async with reading(request) as connection:
        row = await connection.fetchrow("SELECT * FROM couriers WHERE id = $1", courier_id)
    if row is None:
        raise Refused("no_such_courier", 404)
    current = row["app_version"] == store.NEWEST_APP
    finding: Any = "all_fine" if current else "app_outdated"
    finding = "login_locked" if row["login_locked"] else finding
    finding = "account_paused" if row["account_status"] == "paused" else finding
    return Diagnosis(
        account_status=row["account_status"],
        login_locked=row["login_locked"],
        app_version=row["app_version"],
        newest_app_version=store.NEWEST_APP,
        app_is_current=current,
        documents=row["documents"],
        finding=finding,
    )


@router.get("/couriers/{courier_id}/pay-runs/next", operation_id="nextPayRun")
async def next_pay_run(request: Request, courier_id: str) -> PayRun:
    """When a courier is paid next, and how much."""
    async with reading(request) as connection:
        row = await connection.fetchrow(
            "SELECT pays_on, amount, period_start, period_end, status FROM pay_runs "
            "WHERE courier_id = $1 AND status = 'planned' ORDER BY pays_on LIMIT 1",
            courier_id,
        )
    if row is None:
        raise Refused("no_pay_planned", 404)
    return PayRun(**row)


@router.get("/restaurants/{restaurant_id}/ingredients", operation_id="listIngredients")
async def list_ingredients(request: Request, restaurant_id: str) -> Ingredients:
    """What a restaurant has in stock."""
    async with reading(request) as connection:
        rows = await connection.fetch("SELECT name FROM ingredients WHERE restaurant_id = $1 ORDER BY 1", restaurant_id)
        return Ingredients(ingredients=[await _stock(connection, restaurant_id, row["name"]) for row in rows])


@router.put("/restaurants/{restaurant_id}/ingredients/{ingredient}", operation_id="setIngredient")
async def set_ingredient(
    request: Request, restaurant_id: str, ingredient: str, change: StockChange, key: Key = None
) -> Stock:
    """Say that an ingredient is out, or there again: what needs it leaves the menu, or comes back."""

    async def work(connection: Connection) -> Stock:
        name = ingredient.strip().lower()
        done = await connection.execute(
            "UPDATE ingredients SET available = $3 WHERE restaurant_id = $1 AND name = $2",
            restaurant_id, name, change.available,
        )  # fmt: skip
        if done == "UPDATE 0":
            raise Refused("no_such_ingredient", 404)
        return await _stock(connection, restaurant_id, name)

    return await once(request, key, work)


async def _stock(connection: Connection, restaurant_id: str, name: str) -> Stock:
    available = await connection.fetchval(
        "SELECT available FROM ingredients WHERE restaurant_id = $1 AND name = $2", restaurant_id, name
    )
    items = await connection.fetchval(
        "SELECT count(*) FROM menu_items WHERE restaurant_id = $1 AND $2 = ANY(ingredients)", restaurant_id, name
    )
    return Stock(ingredient=name, available=available, items_hidden=0 if available else items)


BACKEND = Backend("deliveries", "Hoplane deliveries", store.TABLES, store.seed, store.DUMPED, router)
