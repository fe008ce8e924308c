"""The text of the guide, made of the files in resources/guide. No widgets.

A heading may end in the names of widgets, in braces: there the guide says what they are. Where
it has a widget’s name in double braces, the explanation of that widget stands, so that the guide
says what tool tips and the line at the foot say.
"""

import re
from collections.abc import Callable

from digitpad.resources import resource_path

NAMED = re.compile(r"^#+ (.*?) \{([\w ]+)\}$", re.MULTILINE)
FILLED = re.compile(r"\{\{(.+?)\}\}")


def chapters() -> list[str]:
    """The chapters in order, each in Markdown, as they are written."""
    return [path.read_text("utf-8") for path in sorted(resource_path("guide").glob("*.md"))]


def title_of(chapter: str) -> str:
    """The first heading of a chapter."""
    return chapter.split("\n", 1)[0].lstrip("# ")


def headings() -> dict[str, str]:
    """The heading under which the guide speaks of a widget, by the widgets' names."""
    found = (match.groups() for chapter in chapters() for match in NAMED.finditer(chapter))
    return {name: heading for heading, names in found for name in names.split()}


def text(about: Callable[[str], str]) -> str:
    """The whole guide in Markdown. about: the explanation of a name in double braces."""
    plain = re.sub(r"^(#+ .*?) \{[\w ]+\}$", r"\1", "\n\n".join(chapters()), flags=re.MULTILINE)
    return FILLED.sub(lambda match: about(match[1]), plain)
