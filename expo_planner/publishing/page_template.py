"""The templates of pages, in the folder `templates`: whatever they are filled with is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def page_template(name: str) -> Template:
    """A template by its name; a name that it does not get is an error."""
    environment = Environment(
        loader=PackageLoader("expo_planner.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
