"""The look: colours in a light and in a dark theme, and the stylesheet that is made of them.

Blue and red mean signs of numbers and nothing else, so the focus and the primary button are indigo.
The colour-blind can tell the hues of curves apart (Okabe and Ito, *Color Universal Design*, 2008).
resources/look has the icons and the stylesheet; @names there are fields of Theme.
"""

import re
from dataclasses import dataclass

from PySide6.QtCore import QDir, QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.resources import resource_path

# Sizes of type as multiples of the application's, by their names in the stylesheet.
SIZES = {
    "title": 1.5, "long_title": 1.1, "text": 1.0, "caption": 0.9, "figure": 2.4, "number": 3.2,
    "reading": 4.6,
}  # fmt: skip
# Icons and arrows, in pixels for text of the usual size, by their names in the stylesheet.
PIXELS = {"icon": 20, "tick": 16, "arrow": 14, "small": 10}
CHECK = 13  # pixels of a check box inside its frame of one pixel, for usual text
BRIGHT = 0.18  # on a luminance above this, black has more contrast than white (WCAG 2.2)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one scheme, by their use."""

    name: str  # in the names of the icons' files
    window: QColor  # the ground of the side, the menu and the foot
    page: QColor  # the ground of the tabs
    paper: QColor  # of the canvas, of fields and of pictures
    ink: QColor
    muted: QColor  # text of less weight; what was measured on training data
    disabled: QColor
    line: QColor  # hairlines, and grids of plots
    edge: QColor  # borders of buttons and fields
    hover: QColor
    pressed: QColor
    soft: QColor  # a chosen row
    accent: QColor  # the primary button, the focus, what was measured on evaluation data
    accent_hover: QColor
    on_accent: QColor
    track: QColor  # an empty bar
    faint: QColor
    error: QColor
    misread: QColor  # text about mistakes: orange
    cell: QColor  # the fullest cell of mistakes in the confusion matrix
    below: QColor  # numbers below 0: blue
    above: QColor  # numbers above 0: red, which the colour-blind can tell from blue
    runs: tuple[QColor, ...]  # of curves, in turn
    digits: tuple[QColor, ...]  # of their marks on a map; none is orange

    def run(self, number: int) -> QColor:
        """The colour of a curve. number: from 1; after the last colour comes the first again."""
        return self.runs[(number - 1) % len(self.runs)]


def _theme(name: str, runs: str, digits: str, **colors: str) -> Theme:
    tokens = {token: QColor(color) for token, color in colors.items()}
    of_runs, of_digits = (tuple(map(QColor, names.split())) for names in (runs, digits))
    return Theme(name=name, runs=of_runs, digits=of_digits, **tokens)


LIGHT = _theme(
    "light",
    window="#f2f3f5", page="#ffffff", paper="#ffffff",
    ink="#1b222c", muted="#5a6470", disabled="#9aa1ab", line="#e3e6ea", edge="#808893",
    hover="#e9ebee", pressed="#dde0e5", soft="#ebebfa",
    accent="#4744c2", accent_hover="#3a37ac", on_accent="#ffffff", track="#e4e7eb",
    faint="#c3c9d1", error="#b3261e", misread="#a04f00", cell="#e4a056",
    below="#0067ad", above="#c02a1d",
    runs="#257dad #c2185b #8a6d00 #332288 #117733 #1c2430 #aa4499 #7c3dff",
    digits="#332288 #1b8a7a #549bc6 #117733 #8f8f22 #b5547a #5b6672 #aa4499 #7a4a2b #7d6bd0",
)  # fmt: skip

DARK = _theme(
    "dark",
    window="#1a1d21", page="#22262b", paper="#15181b",
    ink="#e8ecf1", muted="#a3adb9", disabled="#6a727c", line="#343a41", edge="#78818c",
    hover="#2d3238", pressed="#383e46", soft="#34355a",
    accent="#a7a4ff", accent_hover="#bbb9ff", on_accent="#17182b", track="#32383f",
    faint="#4c545e", error="#ff8a80", misread="#ffb057", cell="#8a5a1e",
    below="#5bb8f5", above="#ff7466",
    runs="#9a84ff #f2569c #ff9448 #ffffff #2cc49a #b5e853 #d0a0ff #88ccee",
    digits="#a79bff #44c2a9 #88ccee #4fae62 #d6d36a #f29ac0 #c3c9d1 #cf7fdc #c09a7a #6f8fe8",
)  # fmt: skip

# Events after a change of the colours or of the font.
CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange)

# The size of all text, in percent of the system's.
LEAST_TEXT, USUAL, MOST_TEXT, STEP = 70, 100, 200, 10
_percent = USUAL
_usual_points = 0.0  # of the application's font at its usual size

# The schemes by their names in the preferences, with their texts in the menu.
CHOICES = {
    "system": (Qt.ColorScheme.Unknown, "As the &System"),
    "light": (Qt.ColorScheme.Light, "&Light"),
    "dark": (Qt.ColorScheme.Dark, "&Dark"),
}
_chosen = Qt.ColorScheme.Unknown


def current() -> Theme:
    """The theme of the chosen scheme, or of the system's."""
    scheme = _chosen
    if scheme is Qt.ColorScheme.Unknown:
        scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def choose(name: str) -> None:
    """Use the scheme of this name in CHOICES."""
    global _chosen
    _chosen, _ = CHOICES[name]
    QGuiApplication.styleHints().setColorScheme(_chosen)  # for the system's own dialogs
    dress()


def percent() -> int:
    """The chosen size of text, in percent of the system's."""
    return _percent


def broadness() -> float:
    """How many times as large as usual lines and points are."""
    return max(1.0, enlargement())


def enlargement() -> float:
    """How many times as large as usual text is."""
    return _percent / USUAL


def choose_size(wanted: int) -> None:
    """Set the size of all text, in percent, clipped to LEAST_TEXT and MOST_TEXT."""
    global _percent, _usual_points
    font, before = QApplication.font(), enlargement()
    if before == 1.0:
        _usual_points = QFontInfo(font).pointSizeF()
    _percent = min(max(LEAST_TEXT, wanted), MOST_TEXT)
    if before != enlargement():
        font.setPointSizeF(_usual_points * enlargement())
        QApplication.setFont(font)


def dress() -> None:
    """Give the application the palette of the theme; windows follow by calling `style`."""
    if not QDir.searchPaths("look"):  # the first time
        QDir.addSearchPath("look", str(resource_path("look")))
        QApplication.setStyle("Fusion")  # the same on all systems, and the stylesheet's ground
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: dress())
    QApplication.setPalette(palette_of(current()))


def style(window: QWidget) -> None:
    """Give a window the stylesheet of the theme and of the application's font.

    The application has none, so that a widget is styled once, when it comes into the window.
    """
    sheet = stylesheet(current(), QApplication.font())
    if sheet != window.styleSheet():
        window.setStyleSheet(sheet)


def stylesheet(theme: Theme, font: QFont) -> str:
    """The stylesheet in the colours of a theme, with sizes of type relative to a font's."""
    values = {name: f"{points_of(name, font)}pt" for name in SIZES}
    pixels = {name: round(side * enlargement()) for name, side in PIXELS.items()}
    # A check box keeps its size, whatever its frame: usual, in focus, or around a chosen dot.
    inside = round(CHECK * enlargement())
    whole = inside + 2
    pixels |= {"check": inside, "check_in_focus": whole - 4, "check_round": whole // 2}
    pixels |= {"check_ring": round(whole / 3), "check_dot": whole - 2 * round(whole / 3)}
    values |= {name: f"{side}px" for name, side in pixels.items()}

    def value(found: re.Match[str]) -> str:
        token = found[1]
        if token in values:
            return values[token]
        color: str | QColor = getattr(theme, token)
        return color if isinstance(color, str) else color.name()

    return re.sub(r"@(\w+)", value, resource_path("look", "look.qss").read_text("utf-8"))


def points_of(size: str, font: QFont) -> float:
    """One of SIZES in points. font: the application's."""
    return round(QFontInfo(font).pointSizeF() * SIZES[size], 2)


def palette_of(theme: Theme) -> QPalette:
    palette = QPalette(theme.page, theme.window)
    role = QPalette.ColorRole
    for color, *roles in (
        (theme.paper, role.Base),
        (theme.window, role.AlternateBase),
        (theme.page, role.ToolTipBase),
        (theme.ink, role.Text, role.WindowText, role.ButtonText, role.ToolTipText),
        (theme.accent, role.Link, role.Accent),
        (theme.soft, role.Highlight),
        (theme.ink, role.HighlightedText),
        (theme.muted, role.PlaceholderText),
    ):
        for one in roles:
            palette.setColor(one, color)
    for one in (role.Text, role.WindowText, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, theme.disabled)
    return palette


def give_role(widget: QWidget, role: str) -> None:
    """Give a widget one of the looks of look.qss, such as primary, title, muted or error; an empty
    role is the usual look."""
    if role != (widget.property("role") or ""):
        widget.setProperty("role", role)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            widget.style().polish(widget)


def icon(name: str) -> QIcon:
    """An icon of resources/look in the colours of the theme, enabled and disabled."""
    made, theme = QIcon(), current().name
    made.addFile(f"look:{name}-ink-{theme}.svg", QSize(20, 20))
    made.addFile(f"look:{name}-disabled-{theme}.svg", QSize(20, 20), QIcon.Mode.Disabled)
    return made


def mixed(low: QColor, high: QColor, part: float) -> QColor:
    """The colour at this part of the way from `low` to `high`; part is clipped to 0 and 1."""
    part = min(max(part, 0.0), 1.0)  # an activation of rectified linear neurons has no bound
    parts = ((c.redF(), c.greenF(), c.blueF()) for c in (low, high))
    return QColor.fromRgbF(*(a + (b - a) * part for a, b in zip(*parts)))


def text_on(ground: QColor) -> QColor:
    """Black or white, whichever has more contrast with a ground."""
    red, green, blue = (part**2.2 for part in (ground.redF(), ground.greenF(), ground.blueF()))
    is_bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue > BRIGHT
    return QColor("black") if is_bright else QColor("white")
