"""The tables and the people who are there from the start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from backends.common import Connection

TABLES = """
CREATE TABLE customers (
    id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, phone text NOT NULL, street text NOT NULL,
    city text NOT NULL);
CREATE TABLE packers (id text PRIMARY KEY, name text NOT NULL, email text NOT NULL);
CREATE TABLE subscriptions (
    customer_id text PRIMARY KEY, plan text NOT NULL, price int NOT NULL, status text NOT NULL,
    next_box_on date, paused_until date, ends_on date);
CREATE TABLE boxes (
    customer_id text NOT NULL, number text NOT NULL, month text NOT NULL, status text NOT NULL, carrier text,
    tracking text, arrives_on date, PRIMARY KEY (customer_id, number));
CREATE TABLE invoices (
    customer_id text NOT NULL, number text NOT NULL, amount int NOT NULL, refunded int NOT NULL DEFAULT 0,
    issued_on date NOT NULL, status text NOT NULL, PRIMARY KEY (customer_id, number),
    CHECK (refunded BETWEEN 0 AND amount));
CREATE TABLE refunds (
    customer_id text NOT NULL, invoice_number text NOT NULL, n int NOT NULL, amount int NOT NULL CHECK (amount > 0),
    reason text NOT NULL, PRIMARY KEY (customer_id, invoice_number, n));
CREATE TABLE pay_runs (
    packer_id text NOT NULL, period text NOT NULL, pays_on date NOT NULL, amount int NOT NULL, status text NOT NULL,
    PRIMARY KEY (packer_id, period));
CREATE TABLE login_links (account_id text NOT NULL, n int NOT NULL, PRIMARY KEY (account_id, n));
"""
DUMPED = ("customers", "packers", "subscriptions", "boxes", "invoices", "refunds", "pay_runs", "login_links")

PRICE = 3900


def first_of_month(day: date, ahead: int) -> date:
    """The first day of the month so many months on."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


async def seed(connection: Connection) -> None:
    """Four customers whose subscriptions stand in different ways, two packers."""
    for n, (name, status) in enumerate(
        (("Hugo Horvat", "active"), ("Ines Ivanov", "active"), ("Jonas Jensen", "paused"), ("Kira Kaya", "cancelled"))
    ):
        await add_customer(connection, f"crt-{5001 + n}", name, status)
    for n, name in enumerate(("Luis Lind", "Mara Moss"), start=1):
        await add_packer(connection, f"pck-{6000 + n}", name)


async def add_customer(connection: Connection, id_: str, name: str, status: str = "active", *more: str) -> None:
    """A customer with a monthly plan, a box on its way, last month's box, and an invoice for each."""
    today = datetime.now(UTC).date()
    following = first_of_month(today, 1) + timedelta(days=9)
    await connection.execute(
        "INSERT INTO customers VALUES ($1, $2, $3, '+34 600 000 000', 'Calle Mayor 5', 'Madrid')",
        id_, name, f"{id_}@people.example",
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO subscriptions VALUES ($1, 'monthly', $2, $3, $4, $5, $6)",
        id_, PRICE, status, following if status == "active" else None,
        following + timedelta(days=31) if status == "paused" else None, today if status == "cancelled" else None,
    )  # fmt: skip
    boxes = [(f"C-{70010 + at}", at) for at in range(2)] + [(number, 0) for number in more]
    for number, months_ago in boxes:
        month = first_of_month(today, -months_ago)
        shipped = "on_the_way" if months_ago == 0 else "delivered"
        await connection.execute(
            "INSERT INTO boxes VALUES ($1, $2, $3, $4, 'Parcelo', $5, $6) ON CONFLICT DO NOTHING",
            id_, number, month.strftime("%Y-%m"), shipped, f"PL{number[2:]}ES",
            today + timedelta(days=2) if months_ago == 0 else month + timedelta(days=12),
        )  # fmt: skip
    for months_ago in range(3):
        month = first_of_month(today, -months_ago)
        await connection.execute(
            "INSERT INTO invoices VALUES ($1, $2, $3, 0, $4, 'paid')",
            id_, f"INV-{month:%Y%m}", PRICE, month + timedelta(days=5),
        )  # fmt: skip


async def add_packer(connection: Connection, id_: str, name: str) -> None:
    """A packer with this month's pay to come."""
    await connection.execute("INSERT INTO packers VALUES ($1, $2, $3)", id_, name, f"{id_}@people.example")
    today = datetime.now(UTC).date()
    for ahead, amount, state in ((1, 118440, "planned"), (0, 112035, "paid")):
        pays_on = first_of_month(today, ahead) + timedelta(days=4)
        await connection.execute(
            "INSERT INTO pay_runs VALUES ($1, $2, $3, $4, $5)",
            id_, first_of_month(today, ahead - 1).strftime("%Y-%m"), pays_on, amount, state,
        )  # fmt: skip
