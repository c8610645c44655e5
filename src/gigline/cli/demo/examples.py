"""Where the example brands are: in the checkout when there is one, otherwise in the installed package."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from gigline.kit.errors import NotFound

KEYS = ("hoplane", "crateful")


class NoExamples(NotFound):
    """This installation came without the example brands."""

    code = "no_examples"


def folders() -> list[Path]:
    """The example brands' folders, in the order of KEYS; raises NoExamples.

    The package holds them as gigline/examples/brands (the wheel puts them there), the checkout as examples/brands.
    """
    for brands in (root / "brands" for root in _roots()):
        if all((brands / key / "brand.toml").is_file() for key in KEYS):
            return [brands / key for key in KEYS]
    raise NoExamples("The example brands are not in this installation: run it from the repository, or reinstall.")


def backends() -> Path:
    """The folder that holds the package `backends`, the example brands' own systems; raises NoExamples."""
    for root in _roots():
        if (root / "backends" / "__init__.py").is_file():
            return root
    raise NoExamples("The example back ends are not in this installation: run it from the repository, or reinstall.")


def _roots() -> tuple[Path, Path]:
    package = Path(str(resources.files("gigline")))
    return package.parent.parent / "examples", package / "examples"
