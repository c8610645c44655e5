"""What a task asks for, and whether the back end stands as it should."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gigline.conversations.models import RequesterKind

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Row = tuple[str, Mapping[str, Any]]

FILE = Path(__file__).parent / "tasks.toml"


@dataclass(frozen=True)
class Wanted:
    """One row that is new or otherwise: `row` finds it, `has` are its values then."""

    table: str
    row: Mapping[str, Any]
    has: Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """`say` are the messages, one turn each. `outcome` is how the last flow ends, or `answered`.

    `facts` are what the requester tells, which the record has to have when a person takes over; `told` and `untold`
    are pieces of text that the bot must and must not say.
    """

    id: str
    brand: str
    kind: RequesterKind
    say: tuple[str, ...]
    outcome: str
    state: tuple[Any, ...] = ()
    end: tuple[Wanted, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    language: str = "en"
    verified: bool = True


def tasks(path: Path = FILE) -> list[Task]:
    """The tasks of a file."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Task(
            **{
                **one,
                "end": tuple(Wanted(**wanted) for wanted in one.get("end", ())),
                "facts": one.get("facts", {}),
                **{key: tuple(one.get(key, ())) for key in ("say", "state", "told", "untold")},
            }
        )
        for one in values["tasks"]
    ]


def differences(before: Rows, after: Rows) -> list[Row]:
    """The rows that are new or otherwise; a row that is gone counts with its old values."""
    found: list[Row] = []
    for table in after:
        old = {_frozen(row): row for row in before.get(table, ())}
        new = {_frozen(row): row for row in after[table]}
        found += [(table, row) for key, row in new.items() if key not in old]
        changed = {_name(table, row) for _, row in found}
        found += [(table, row) for key, row in old.items() if key not in new and _name(table, row) not in changed]
    return found


def _frozen(row: Mapping[str, Any]) -> str:
    return repr(sorted(row.items(), key=lambda one: one[0]))


def _name(table: str, row: Mapping[str, Any]) -> str:
    """By what the rows of a table are told apart: names, numbers and ids."""
    named = {"number", "order_number", "invoice_number", "name", "n"}
    keys = [key for key in row if key.endswith("id") or key in named]
    return f"{table}:{[row[key] for key in keys]}"


def problems(task: Task, person_id: str, changed: Sequence[Row]) -> list[str]:
    """What is not as the task wants it; nothing else may have changed either, for nobody."""
    found = []
    left = list(changed)
    for wanted in task.end:
        fits = [one for one in left if one[0] == wanted.table and _has(one[1], wanted.row)]
        if len(fits) != 1:
            found.append(f"{wanted.table} {dict(wanted.row)}: {len(fits)} rows changed, one should")
            continue
        left.remove(fits[0])
        if not _has(fits[0][1], wanted.has):
            found.append(f"{wanted.table} {dict(wanted.row)}: is not {dict(wanted.has)}")
        if person_id not in map(str, fits[0][1].values()):
            found.append(f"{wanted.table}: somebody else's row was changed")
    found += [f"{table}: a row changed that should not: {dict(row)}" for table, row in left]
    return found


def _has(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(_value(row.get(key)) == _meant(value) for key, value in wanted.items())


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _meant(value: Any) -> Any:
    """A date may be said as months from now: `+2 months, day 10`."""
    if isinstance(value, str) and value.startswith("months+"):
        ahead, day = (int(part) for part in value.removeprefix("months+").split(":"))
        today = datetime.now(UTC).date()
        months = today.year * 12 + today.month - 1 + ahead + (1 if today.day > 5 else 0)
        return (date(months // 12, months % 12 + 1, 1) + timedelta(days=day - 1)).isoformat()
    return value
