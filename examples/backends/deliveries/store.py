"""The tables and the people who are there from the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backends.common import Connection

TABLES = """
CREATE TABLE customers (id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text NOT NULL);
CREATE TABLE couriers (
    id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text NOT NULL,
    account_status text NOT NULL DEFAULT 'active', login_locked bool NOT NULL DEFAULT false,
    app_version text NOT NULL DEFAULT '7.4.0', documents text NOT NULL DEFAULT 'complete');
CREATE TABLE restaurants (id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text NOT NULL);
CREATE TABLE orders (
    customer_id text NOT NULL, number text NOT NULL, restaurant text NOT NULL, total int NOT NULL,
    status text NOT NULL, placed_at timestamptz NOT NULL, PRIMARY KEY (customer_id, number));
CREATE TABLE deliveries (
    customer_id text NOT NULL, order_number text NOT NULL, status text NOT NULL, courier_name text,
    street text NOT NULL, city text NOT NULL, eta timestamptz, address_changes int NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id, order_number));
CREATE TABLE refunds (
    customer_id text NOT NULL, order_number text NOT NULL, n int NOT NULL, amount int NOT NULL CHECK (amount > 0),
    reason text NOT NULL, PRIMARY KEY (customer_id, order_number, n));
CREATE TABLE pay_runs (
    courier_id text NOT NULL, period_start date NOT NULL, period_end date NOT NULL, pays_on date NOT NULL,
    amount int NOT NULL, status text NOT NULL, PRIMARY KEY (courier_id, period_start));
CREATE TABLE ingredients (
    restaurant_id text NOT NULL, name text NOT NULL, available bool NOT NULL DEFAULT true,
    PRIMARY KEY (restaurant_id, name));
CREATE TABLE menu_items (
    restaurant_id text NOT NULL, name text NOT NULL, price int NOT NULL, ingredients text[] NOT NULL,
    PRIMARY KEY (restaurant_id, name));
CREATE TABLE login_resets (account_id text NOT NULL, n int NOT NULL, PRIMARY KEY (account_id, n));
"""
DUMPED = (
    "customers", "couriers", "restaurants", "orders", "deliveries", "refunds", "pay_runs", "ingredients", "menu_items",
    "login_resets",
)  # fmt: skip

NEWEST_APP = "7.4.0"
INGREDIENTS = ("avocado", "basil", "chicken", "mozzarella", "mushrooms", "salmon", "tofu", "tomatoes")
MENU = (
    ("Margherita", 950, ["mozzarella", "tomatoes", "basil"]),
    ("Salmon bowl", 1350, ["salmon", "avocado"]),
    ("Chicken wrap", 890, ["chicken", "tomatoes"]),
    ("Tofu bowl", 1150, ["tofu", "avocado", "mushrooms"]),
)
# Name, state of the delivery, of the order, total.
_ORDERS = (
    ("HP-48213", "on_the_way", "accepted", 2340),
    ("HP-48214", "preparing", "accepted", 1890),
    ("HP-47001", "preparing", "placed", 1590),
    ("HP-46950", "delivered", "delivered", 2750),
)


async def seed(connection: Connection) -> None:
    """Three customers, four couriers, two restaurants."""
    for n, name in enumerate(("Ana Alves", "Bruno Berg", "Carla Costa"), start=1):
        await add_customer(connection, f"cus-{1000 + n}", name)
    await add_courier(connection, "cou-2001", "Dario Diaz")
    await add_courier(connection, "cou-2002", "Elif Engel", "paused")
    await add_courier(connection, "cou-2003", "Femi Falk", locked=True)
    await add_courier(connection, "cou-2004", "Greta Gil", app="6.9.2")
    for n, name in enumerate(("Casa Verdelha", "Sopa & Sal"), start=1):
        await add_restaurant(connection, f"res-{3000 + n}", name)


async def add_customer(connection: Connection, id_: str, name: str, *more: str) -> None:
    """A customer with one order in each state, and one for each number in `more` that is on its way."""
    now = datetime.now(UTC)
    await connection.execute(
        "INSERT INTO customers VALUES ($1, $2, $3, $4)", id_, name, f"{id_}@people.example", "+351 910 000 000"
    )
    for number, state, status, total in [*_ORDERS, *((one, "on_the_way", "accepted", 2150) for one in more)]:
        await connection.execute(
            "INSERT INTO orders VALUES ($1, $2, 'Casa Verdelha', $3, $4, $5) ON CONFLICT DO NOTHING",
            id_, number, total, status, now - timedelta(minutes=35),
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO deliveries VALUES ($1, $2, $3, $4, 'Rua das Flores 12', 'Lisbon', $5) ON CONFLICT DO NOTHING",
            id_, number, state, None if state == "preparing" else "Dario",
            None if state == "delivered" else now + timedelta(minutes=18),
        )  # fmt: skip


async def add_courier(
    connection: Connection, id_: str, name: str, status: str = "active", locked: bool = False, app: str = NEWEST_APP
) -> None:
    """A courier with last week's pay still to come and the one before paid."""
    await connection.execute(
        "INSERT INTO couriers VALUES ($1, $2, $3, '+351 920 000 000', $4, $5, $6)",
        id_, name, f"{id_}@people.example", status, locked, app,
    )  # fmt: skip
    today = datetime.now(UTC).date()
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7)
    for weeks, amount, state in ((0, 31240, "planned"), (1, 28815, "paid")):
        pays_on = wednesday - timedelta(weeks=weeks)
        start = pays_on - timedelta(days=9)
        await connection.execute(
            "INSERT INTO pay_runs VALUES ($1, $2, $3, $4, $5, $6)",
            id_, start, start + timedelta(days=6), pays_on, amount, state,
        )  # fmt: skip


async def add_restaurant(connection: Connection, id_: str, name: str) -> None:
    """A restaurant with its menu, everything in stock."""
    await connection.execute(
        "INSERT INTO restaurants VALUES ($1, $2, $3, '+351 930 000 000')", id_, name, f"{id_}@people.example"
    )
    rows = [(id_, one) for one in INGREDIENTS]
    await connection.executemany("INSERT INTO ingredients VALUES ($1, $2)", rows)
    await connection.executemany("INSERT INTO menu_items VALUES ($1, $2, $3, $4)", [(id_, *one) for one in MENU])
