"""What every migration does alike: time-outs first, then its statements one by one."""

from __future__ import annotations

from alembic import op

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


def execute(script: str, *, lock_timeout: str = LOCK_TIMEOUT, statement_timeout: str = STATEMENT_TIMEOUT) -> None:
    """Run a script of SQL statements, each ended by `;` at the end of its line."""
    op.execute(f"SET LOCAL lock_timeout = '{lock_timeout}'")
    op.execute(f"SET LOCAL statement_timeout = '{statement_timeout}'")
    for statement in statements(script):
        op.execute(statement)


def statements(script: str) -> list[str]:
    """Split at `;` that ends a line, outside $$ bodies: the driver prepares one statement at a time."""
    found, current, in_body = [], [], False
    for line in script.splitlines():
        current.append(line)
        in_body ^= line.count("$$") % 2 == 1
        if line.rstrip().endswith(";") and not in_body:
            found.append("\n".join(current))
            current = []
    return found


def no_way_back() -> None:
    """What every downgrade does."""
    raise RuntimeError("migrations go forward only: restore a backup, or write a new migration")
