"""Colours, for the light and for the dark scheme, that the colour-blind can tell apart.

The hues are Okabe and Ito's (*Color Universal Design*, 2008), the dark scheme's the lighter of
each pair. Everything else is the system's palette.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that the system's palette does not have."""

    paper: QColor
    ink: QColor
    frame: QColor
    muted: QColor  # text of less weight: units, hints
    accent: QColor  # the digit read, and what is under way
    runner_up: QColor
    bar: QColor  # an activation that is neither
    track: QColor
    evaluation: QColor
    training: QColor
    grid: QColor
    error: QColor


LIGHT = Theme(
    paper=QColor("#ffffff"),
    ink=QColor("#1c2430"),
    frame=QColor("#c3c9d1"),
    muted=QColor("#5b6672"),
    accent=QColor("#0072b2"),
    runner_up=QColor("#e69f00"),
    bar=QColor("#9aa5b1"),
    track=QColor("#e4e8ec"),
    evaluation=QColor("#0072b2"),
    training=QColor("#d55e00"),
    grid=QColor("#e3e6ea"),
    error=QColor("#b3261e"),
)

DARK = Theme(
    paper=QColor("#15181c"),
    ink=QColor("#eef1f4"),
    frame=QColor("#4a525b"),
    muted=QColor("#a3adb8"),
    accent=QColor("#56b4e9"),
    runner_up=QColor("#e69f00"),
    bar=QColor("#77828e"),
    track=QColor("#343a41"),
    evaluation=QColor("#56b4e9"),
    training=QColor("#e69f00"),
    grid=QColor("#30353b"),
    error=QColor("#ff8a80"),
)


def current() -> Theme:
    """The theme that fits the palette the application has now."""
    # Asked of the palette, not of the system's scheme: a style or a stylesheet may differ.
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def set_text_color(widget: QWidget, color: QColor) -> None:
    """Give a label's text a colour of the theme."""
    palette = widget.palette()
    if palette.color(QPalette.ColorRole.WindowText) != color:
        palette.setColor(QPalette.ColorRole.WindowText, color)
        widget.setPalette(palette)
