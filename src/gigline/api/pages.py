"""The API's documentation as one plain page, made from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
h2 { margin-top: 2.5rem; text-transform: capitalize }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d0d7de }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
.method { font-weight: 600; width: 4.5rem }
@media (prefers-color-scheme: dark) {
  body { background: #14171b; color: #e6e9ee } a { color: #8ab4f8 } td, th { border-color: #3a4149 } }
"""


def operations(document: Mapping[str, Any]) -> str:
    """The page: every operation under its tag, with its parameters, its body and its answer."""
    info = document["info"]
    by_tag: dict[str, list[str]] = {}
    for path, methods in document.get("paths", {}).items():
        for method in _METHODS:
            if method in methods:
                tag = (methods[method].get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_row(path, method, methods[method]))
    sections = "".join(_section(tag, rows) for tag, rows in sorted(by_tag.items()))
    title = f"{escape(info['title'])} API {escape(info['version'])}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><h1>{title}</h1>'
        f"<p>{escape(info.get('description', ''))}</p>"
        '<p>The whole description for programs: <a href="/api/openapi.json">openapi.json</a>.</p>'
        f"{sections}</body></html>"
    )


def _section(tag: str, rows: list[str]) -> str:
    head = "<tr><th>Method</th><th>Address</th><th>What it does</th></tr>"
    return f"<h2>{escape(tag)}</h2><table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _row(path: str, method: str, operation: Mapping[str, Any]) -> str:
    text = escape(operation.get("description") or operation.get("summary", ""))
    details = "".join(f"<br><small>{line}</small>" for line in _details(operation))
    return (
        f'<tr><td class="method">{method.upper()}</td><td><code>{escape(path)}</code></td><td>{text}{details}</td></tr>'
    )


def _details(operation: Mapping[str, Any]) -> Iterator[str]:
    named = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
    if named:
        yield "Parameters: " + ", ".join(f"<code>{escape(name)}</code>" for name in named)
    body = _schema(operation.get("requestBody", {}))
    if body:
        yield f"Takes <code>{escape(body)}</code>"
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            answer = _schema(response)
            yield f"Answers {escape(status)}" + (f" <code>{escape(answer)}</code>" if answer else "")


def _schema(holder: Mapping[str, Any]) -> str:
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", schema.get("title", ""))).rpartition("/")[2]
