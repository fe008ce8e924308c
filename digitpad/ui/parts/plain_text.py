"""Text from outside, such as a file's name, is shown as it is and never taken for HTML.

Qt takes for HTML what looks like it: a file's name could show pictures, or read a device.
"""

import re
import textwrap

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.core.data.hands import Hand
from digitpad.core.text import counted, middle_left_out

LONGEST_LINE = 60  # letters of a name
LONGEST_WORD = 80  # letters that cannot be broken into lines
LONGEST_TEXT = 600
TOOLTIP_WIDTH = 56  # letters


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    """Text on one line of at most `most` letters; a longer one loses its middle."""
    return middle_left_out(text, most)


def hand_text(hand: Hand) -> str:
    """A hand, and how many digits it has: My hand (42 digits)."""
    return f"{one_line(hand.name)} ({counted(len(hand.digits), 'digit')})"


def readable(text: str) -> str:
    """Sentences, shortened so that neither their length nor a long word makes a box too large."""
    lines = text[: 4 * LONGEST_TEXT].split("\n")
    # A path may be broken at its slashes.
    text = "\n".join(
        re.sub(r"[^ /\\]+", lambda word: one_line(word.group(), LONGEST_WORD), line)
        for line in lines
    )
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def tooltip(text: str) -> str:
    """A tooltip that says just this, in lines that are comfortable to read: Qt breaks none."""
    text = "\n".join(
        textwrap.fill(line, TOOLTIP_WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in readable(text).split("\n")
    )
    if Qt.mightBeRichText(text):  # a word joiner, which is not seen, makes a tag none
        text = text.replace("<", "<\u2060").replace("&", "&\u2060")
    return text


def window_title(text: str) -> str:
    """A window's title that says just this. Qt replaces [*] by its mark of a modified file."""
    return one_line(text).replace("[*]", "[*][*]")


def make_plain(widget: QWidget) -> None:
    """Let all labels in a widget show their text as it is, unless they say otherwise."""
    for label in widget.findChildren(QLabel):
        if label.textFormat() == Qt.TextFormat.AutoText:
            label.setTextFormat(Qt.TextFormat.PlainText)
