"""The chapters of the guide, made of the files in resources/guide. No widgets.

A heading may end in the names of widgets, in braces: the guide says there what they are. Where a
chapter has a widget’s name in double braces, its explanation stands, so that the guide says
what tool tips and the line at the foot say.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from digitpad.resources import resource_path

NAMES = re.compile(r"^(#+ .*?) \{([\w ]+)\}$", re.MULTILINE)
FILLED = re.compile(r"\{\{(.+?)\}\}")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Place:
    """A heading in a chapter."""

    chapter: str
    heading: str


class Chapter:
    """name: its file's, without number and ending. Its text is filled in when it is first read."""

    def __init__(self, name: str, raw: str, text_of: Callable[[str], str]) -> None:
        self.name, self.title = name, raw.split("\n", 1)[0].lstrip("# ")
        self._raw, self._text_of = raw, text_of

    @property
    def beginning(self) -> Place:
        """Its title."""
        return Place(self.name, self.title)

    @cached_property
    def text(self) -> str:
        """Markdown. Raises KeyError where nothing explains a name in double braces."""
        return FILLED.sub(lambda match: self._text_of(match.group(1)), self._raw)

    def sections(self) -> list[tuple[str, str]]:
        """Its headings, each with the text below it, without pictures and links."""
        parts = re.split(r"^#+ (.*)$", LINK.sub(r"\1", self.text), flags=re.MULTILINE)
        return list(zip(parts[1::2], parts[2::2]))


class Chapters:
    """All chapters, in order; `places` says by a widget's name where the guide explains it."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        """text_of: the explanation of a name in double braces."""
        self.all: list[Chapter] = []
        self.places: dict[str, Place] = {}
        for path in sorted(resource_path("guide").glob("*.md")):
            self._add(path.stem.split("_", 1)[1], path.read_text("utf-8"), text_of)

    def _add(self, name: str, text: str, text_of: Callable[[str], str]) -> None:
        for heading, names in NAMES.findall(text):
            place = Place(name, heading.lstrip("# "))
            self.places |= dict.fromkeys(names.split(), place)
        self.all.append(Chapter(name, NAMES.sub(r"\1", text), text_of))

    def chapter(self, name: str) -> Chapter | None:
        """The chapter of this name."""
        return next((chapter for chapter in self.all if chapter.name == name), None)

    def search(self, words: str) -> Sequence[Place]:
        """Where all of these words stand: headings that have them first."""
        wanted = words.casefold().split()
        in_headings, in_texts = [], []
        for chapter in self.all:
            for heading, text in chapter.sections():
                place = Place(chapter.name, heading)
                if all(word in heading.casefold() for word in wanted):
                    in_headings.append(place)
                elif all(word in f"{heading} {text}".casefold() for word in wanted):
                    in_texts.append(place)
        return [*in_headings, *in_texts]
