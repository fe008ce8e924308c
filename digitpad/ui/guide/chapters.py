"""The text of the guide, from the files in resources/guide.

A heading may end in braces with the names of the widgets and the titles of the tabs that it
explains. A widget’s name in double braces stands for the explanation of that widget, so that the
guide says the same as tool tips and the line at the foot. The name of a group of settings stands
for those of them that no heading names.
"""

import re
from collections.abc import Callable

from digitpad.resources import resource_path
from digitpad.session.runs.settings import GROUPS, SETTINGS

NAMED = re.compile(r"^#+ (.*?) \{([\w ]+)\}$", re.MULTILINE)
FILLED = re.compile(r"\{\{(.+?)\}\}")


def chapters() -> list[str]:
    """The chapters in order, each in Markdown, braces included."""
    texts = [path.read_text("utf-8") for path in sorted(resource_path("guide").glob("*.md"))]
    named = {name for text in texts for match in NAMED.finditer(text) for name in match[2].split()}
    for group in GROUPS:
        rest = [each for each in SETTINGS if each.group == group and each.name not in named]
        rows = [f"- **{each.title}**: {{{{{each.name}}}}}" for each in rest]
        names = " ".join(each.name for each in rest)
        texts = [_with_settings(text, group, names, "\n".join(rows)) for text in texts]
    return texts


def _with_settings(text: str, group: str, names: str, rows: str) -> str:
    """A chapter in which a group of settings stands for their names, and for their rows."""
    text = text.replace(f"{{{{{group}}}}}", rows)
    return re.sub(rf"^(#+ .*? \{{.*?)\b{group}\b", rf"\g<1>{names}", text, flags=re.MULTILINE)


def title_of(chapter: str) -> str:
    """The first heading of a chapter."""
    return chapter.split("\n", 1)[0].lstrip("# ").partition(" {")[0]


def headings() -> dict[str, str]:
    """The headings that explain widgets, by the widgets' names."""
    found = (match.groups() for chapter in chapters() for match in NAMED.finditer(chapter))
    return {name: heading for heading, names in found for name in names.split()}


def whole_text(about: Callable[[str], str]) -> str:
    """The whole guide in Markdown. about: explains a name in double braces."""
    plain = re.sub(r"^(#+ .*?) \{[\w ]+\}$", r"\1", "\n\n".join(chapters()), flags=re.MULTILINE)
    return FILLED.sub(lambda match: about(match[1]), plain)
