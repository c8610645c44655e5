"""Which kind of connector is compiled by what."""

from __future__ import annotations

from gigline.integrations import mcp_tools, openapi_actions
from gigline.integrations.compiling import Wrong
from gigline.integrations.models import Compiled
from gigline.integrations.schemas import ConnectorFile


def compile_connector(name: str, file: ConnectorFile, document: str) -> tuple[Compiled | None, list[Wrong]]:
    """The connector of this name from its checked file and the text of its document; None with any problem."""
    if file.kind == "sql":
        # Its parser is large, and needed only where a folder with views is read.
        from gigline.integrations import views

        return views.compile_file(name, file)
    if file.kind == "mcp":
        return mcp_tools.compile_file(name, file, document)
    return openapi_actions.compile_file(name, file, document)
