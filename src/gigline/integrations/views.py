"""A brand's own tables as questions: one plain SELECT, its rows cut down to the requester's by the platform.

What the brand writes is parsed and must be a single SELECT of tables and harmless functions; what is sent is

    SELECT * FROM (what the brand wrote) AS own WHERE own.owner = $1 LIMIT n

so that no mistake in it can show the rows of somebody else. It runs read only, with a time-out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlglot
import structlog
from sqlglot import exp

from gigline.integrations import answers, queries
from gigline.integrations.compiling import Callee, Problems, Wrong, build, finished
from gigline.integrations.models import Action, Compiled, SqlCall
from gigline.integrations.openapi import Document, Parameter
from gigline.integrations.schemas import ActionSettings, ConnectorFile

log = structlog.get_logger()

MOST_ROWS = answers.MOST_ROWS
CONNECT_S = 5.0
_FUNCTIONS = (
    exp.AggFunc, exp.Coalesce, exp.Nullif, exp.Lower, exp.Upper, exp.Trim, exp.Round, exp.Abs, exp.Greatest, exp.Least,
    exp.Cast, exp.TryCast, exp.Extract, exp.Concat, exp.Substring, exp.Length, exp.TimestampTrunc, exp.DateTrunc,
    exp.CurrentDate, exp.CurrentTimestamp, exp.TimeToStr, exp.And, exp.Or, exp.Case, exp.If, exp.Ceil, exp.Floor,
    exp.RowNumber, exp.DPipe,
)  # fmt: skip
_REFUSED = (
    exp.Into, exp.Lock, exp.Command, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Set,
    exp.Parameter, exp.SessionParameter, exp.Anonymous,
)  # fmt: skip
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TYPES = {
    "text": "string", "choice": "string", "date": "string", "integer": "integer", "money": "integer",
    "number": "number", "boolean": "boolean",
}  # fmt: skip

_EMPTY = Document('{"openapi": "3.1.0", "paths": {}}')


def compile_file(name: str, file: ConnectorFile) -> tuple[Compiled | None, list[Wrong]]:
    """The connector of these views, and what is wrong; None with any problem."""
    actions, problems = list[Action](), list[Wrong]()
    for key, settings in file.actions.items():
        under = Problems(("actions", key))
        columns = _columns(settings, under)
        if columns is not None:
            actions.append(_view(name, key, file, settings, columns, under))
        problems += under.found
    return finished(name, file, actions, problems, {})


def _columns(settings: ActionSettings, wrong: Problems) -> list[str] | None:
    """What the checked statement's columns are called; None when it is not checked through."""
    if settings.select is None:
        wrong.add("it has no select")
        return None
    why = refused(settings.select)
    if why is not None:
        wrong.add(why, "select")
        return None
    columns = [one.alias_or_name for one in _tree(settings.select).selects]
    if not all(_NAME.fullmatch(one) for one in columns) or len(set(columns)) != len(columns):
        wrong.add("each column has a name of its own, in small letters", "select")
        return None
    if settings.risk != "read_own" or len(settings.bind) != 1 or next(iter(settings.bind)) not in columns:
        wrong.add("a view is read_own and binds the one column that says whose a row is", "bind")
        return None
    return columns


def refused(select: str) -> str | None:
    """Why this statement is not run, or None."""
    try:
        statements = sqlglot.parse(select, dialect="postgres")
    except (sqlglot.errors.SqlglotError, RecursionError):
        return "this is no SQL that we understand"
    if len(statements) != 1 or not isinstance(statements[0], exp.Select):
        return "a view is exactly one SELECT"
    for node in statements[0].walk():
        if isinstance(node, _REFUSED):
            return "a view only reads: no locks, no INTO, no functions but the usual ones"
        if isinstance(node, exp.Func) and not isinstance(node, _FUNCTIONS):
            return f"the function {node.sql_name()} is not among those that a view may use"
        if isinstance(node, exp.With) and node.args.get("recursive"):
            return "a view is not recursive"
        if isinstance(node, exp.Table) and (not node.name or node.db in {"pg_catalog", "information_schema"}):
            return "a view is of the brand's own tables"
        if isinstance(node, exp.Table) and node.name.startswith("pg_"):
            return "a view is of the brand's own tables"
    return None


def _view(
    connector: str, name: str, file: ConnectorFile, settings: ActionSettings, columns: Sequence[str], wrong: Problems
) -> Action:
    owner = next(iter(settings.bind))
    tree = _tree(settings.select or "")
    asked = list(dict.fromkeys(str(one.this) for one in tree.find_all(exp.Placeholder)))
    parameters = [Parameter(owner, "query", True, {"type": "string"}, "")]
    for one in asked:
        given = settings.inputs.get(one)
        kind = given.type if given is not None and given.type is not None else "text"
        parameters.append(Parameter(one, "query", True, {"type": _TYPES.get(kind)}, ""))
    rows = {"type": "array", "items": {"type": "object", "properties": {one: {} for one in columns}}}
    shape = {"type": "object", "properties": {**{one: {} for one in columns}, "rows": rows}}
    order = (owner, *asked)
    call = SqlCall(_scoped(tree, owner, order), order)
    return build(connector, name, file, settings, Callee(tuple(parameters), shape, False, _EMPTY), call, wrong)


def _tree(select: str) -> exp.Select:
    """A statement that `refused` has nothing against."""
    tree = sqlglot.parse_one(select, dialect="postgres")
    assert isinstance(tree, exp.Select), "it was checked"
    return tree


def _scoped(tree: exp.Select, owner: str, order: Sequence[str]) -> str:
    """The statement as we understood it, written anew, around it the rows of the requester alone."""
    for node in list(tree.find_all(exp.Placeholder)):
        node.replace(exp.Parameter(this=exp.Literal.number(order.index(str(node.this)) + 1)))
    inner = tree.sql(dialect="postgres", comments=False)
    return queries.OWN_ROWS.format(inner=inner, owner=owner, most=MOST_ROWS)
