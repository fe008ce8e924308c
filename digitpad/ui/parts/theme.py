"""Colours, for the light and for the dark scheme, that the colour-blind can tell apart.

The hues are Okabe and Ito's (*Color Universal Design*, 2008), the dark scheme's the lighter of
each pair. Everything else is the system's palette.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that the system's palette does not have."""

    paper: QColor
    ink: QColor
    border: QColor
    muted: QColor  # text of less weight: units, hints
    accent: QColor  # what has the focus, and what is under way
    bar: QColor  # an activation that was not read
    track: QColor
    evaluation: QColor
    training: QColor
    grid: QColor
    error: QColor
    misread: QColor  # text about what is read wrong
    misread_mark: QColor  # rings and cells of it
    below: QColor  # numbers below 0: blue
    above: QColor  # numbers above 0: red, which the colour-blind can tell from blue
    runs: tuple[QColor, ...]  # by turns
    digits: tuple[QColor, ...]  # of their marks on a map; orange is for what is misread

    def run(self, number: int) -> QColor:
        """The colour of the run of this number, which counts from 1."""
        return self.runs[(number - 1) % len(self.runs)]

    @property
    def error_ground(self) -> QColor:
        """The ground of a field whose text is in the colour of an error."""
        return mixed(self.paper, self.error, _MARKED)

    @property
    def accent_ground(self) -> QColor:
        """The ground of a field whose text is in the colour of the accent."""
        return mixed(self.paper, self.accent, _MARKED)


def _colors(names: str) -> tuple[QColor, ...]:
    return tuple(map(QColor, names.split()))


LIGHT = Theme(
    paper=QColor("#ffffff"),
    ink=QColor("#1c2430"),
    border=QColor("#848b95"),
    muted=QColor("#5b6672"),
    accent=QColor("#0072b2"),
    bar=QColor("#758693"),
    track=QColor("#e4e8ec"),
    evaluation=QColor("#0072b2"),
    training=QColor("#d55e00"),
    grid=QColor("#e3e6ea"),
    error=QColor("#b3261e"),
    misread=QColor("#a85800"),
    misread_mark=QColor("#ca6b00"),
    below=QColor("#0060a8"),
    above=QColor("#c4281c"),
    runs=_colors("#257dad #c2185b #8a6d00 #332288 #117733 #1c2430 #aa4499 #7c3dff"),
    digits=_colors(
        "#332288 #1b8a7a #549bc6 #117733 #8f8f22 #b5547a #5b6672 #aa4499 #7a4a2b #7d6bd0"
    ),
)

DARK = Theme(
    paper=QColor("#15181c"),
    ink=QColor("#eef1f4"),
    border=QColor("#7a818b"),
    muted=QColor("#a3adb8"),
    accent=QColor("#56b4e9"),
    bar=QColor("#7a8591"),
    track=QColor("#343a41"),
    evaluation=QColor("#56b4e9"),
    training=QColor("#e69f00"),
    grid=QColor("#30353b"),
    error=QColor("#ff8a80"),
    misread=QColor("#ffae42"),
    misread_mark=QColor("#e69f00"),
    below=QColor("#5bb8f5"),
    above=QColor("#ff6f61"),
    runs=_colors("#8468fc #e93789 #ff9448 #ffffff #2cc49a #b5e853 #d0a0ff #88ccee"),
    digits=_colors(
        "#a79bff #44c2a9 #88ccee #4fae62 #d6d36a #f29ac0 #c3c9d1 #cf7fdc #c09a7a #6f8fe8"
    ),
)


def current() -> Theme:
    """The theme that fits the palette the application has now."""
    # Asked of the palette, not of the system's scheme: a style or a stylesheet may differ.
    return _that_fits(QApplication.palette().cacheKey())


@lru_cache(maxsize=2)  # everything that is painted asks, at each movement of the pen
def _that_fits(_palette_key: int) -> Theme:
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


TEXT = 4.5  # the least contrast of text, as WCAG 2.2 asks at level AA
_MARKED = 1 / 12  # of a colour in the ground of a field that it marks

# What the menu calls each scheme, by its name in the preferences.
CHOICES = {"system": "As the &System", "light": "&Light", "dark": "&Dark"}
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def choose_by_name(name: str) -> None:
    """Show the scheme of one of CHOICES."""
    choose(_SCHEMES[name])


def choose(scheme: Qt.ColorScheme) -> None:
    """Show the light or the dark scheme, or the system's own for Unknown."""
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(scheme)
    # On a desktop that knows no schemes this changes nothing: then we set the palette.
    if scheme is Qt.ColorScheme.Unknown or hints.colorScheme() == scheme:
        QApplication.setPalette(QPalette())
    else:
        QApplication.setPalette(palette_of(LIGHT if scheme is Qt.ColorScheme.Light else DARK))


def palette_of(theme: Theme) -> QPalette:
    """A whole palette that goes with the theme's paper and ink."""
    dark = theme is DARK
    window = QColor("#24282d" if dark else "#eff0f1")
    button = QColor("#25292e" if dark else "#f6f7f8")
    palette = QPalette(button, window)
    role = QPalette.ColorRole
    for roles, color in (
        ((role.Base,), theme.paper),
        ((role.AlternateBase, role.ToolTipBase), window),
        ((role.Text, role.WindowText, role.ButtonText, role.ToolTipText), theme.ink),
        ((role.Highlight, role.Link, role.Accent), theme.accent),
        ((role.HighlightedText,), theme.paper),
        ((role.PlaceholderText,), theme.muted),
    ):
        for one in roles:
            palette.setColor(one, color)
    faded = QColor(theme.ink)
    faded.setAlphaF(0.4)
    for one in (role.Text, role.WindowText, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Base, window)
    return palette


# Fusion frames what can be checked in the window's colour, darkened: nearly black in a dark scheme,
# and too faint in a light one.
_FRAMED = ("QCheckBox", "QRadioButton")
_DARKENED = 140  # percent


def adjust_palette() -> None:
    """Make the application's palette readable, and unchecked boxes visible in it."""
    palette = readable(QApplication.palette(), current())
    if palette != QApplication.palette():
        QApplication.setPalette(palette)
    _frame_boxes(palette)


def readable(palette: QPalette, theme: Theme) -> QPalette:
    """A palette that takes the theme's colours where its own text could hardly be read."""
    # Fusion's own have a contrast of 4 for hints in fields, and of 3.7 for what is chosen.
    role, changed = QPalette.ColorRole, QPalette(palette)
    base, hint = palette.color(role.Base), palette.color(role.PlaceholderText)
    if contrast(mixed(base, hint, hint.alphaF()), base) < TEXT:
        _set_enabled(changed, role.PlaceholderText, theme.muted)
    if contrast(palette.color(role.HighlightedText), palette.color(role.Highlight)) < TEXT:
        _set_enabled(changed, role.Highlight, theme.accent)
        _set_enabled(changed, role.HighlightedText, theme.paper)
    if contrast(palette.color(role.Link), base) < TEXT:
        _set_enabled(changed, role.Link, theme.accent)
    return changed


def _set_enabled(palette: QPalette, role: QPalette.ColorRole, color: QColor) -> None:
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, role, color)


def _frame_boxes(palette: QPalette) -> None:
    """Give boxes that are not checked a frame that can be seen."""
    palette = with_framed_boxes(palette)
    for name in _FRAMED:  # PySide takes text alone, whatever its types say
        before = QApplication.palette(name)  # type: ignore[call-overload]
        if before.window().color() != palette.window().color():
            QApplication.setPalette(palette, name)  # type: ignore[arg-type]


def with_framed_boxes(palette: QPalette) -> QPalette:
    """A palette in which boxes that are not checked have a frame that can be seen."""
    framed = QPalette(palette)
    framed.setColor(QPalette.ColorRole.Window, current().muted.lighter(_DARKENED))
    return framed


def mixed(low: QColor, high: QColor, part: float) -> QColor:
    """The colour that is this part of the way from `low` to `high`."""
    return QColor.fromRgbF(*(a + (b - a) * part for a, b in zip(_parts(low), _parts(high))))


def _parts(color: QColor) -> tuple[float, float, float]:
    """Red, green and blue, from 0 to 1."""
    return color.redF(), color.greenF(), color.blueF()


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours without transparency, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(ground: QColor) -> QColor:
    """Black or white, which is better read: one of both has a contrast of 4.58 on any colour."""
    return max((QColor("black"), QColor("white")), key=lambda color: contrast(color, ground))


def _luminance(color: QColor) -> float:
    """From 0 for black to 1 for white."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_COLORED = "theme_colors"  # a property of widgets: the names of their colours by their roles


class _Follower(QObject):
    """Colours widgets anew when the scheme, and with it their palette, has changed."""

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange and isinstance(widget, QWidget):
            _take_colors(widget)
        return False


_FOLLOWER = _Follower()


def set_colors(widget: QWidget, colors: Mapping[QPalette.ColorRole, str]) -> None:
    """Give a widget colours of the theme, by their names, in each scheme; no names: the usual ones.

    set_colors(button, {Role.Button: "ink", Role.ButtonText: "paper"})
    """
    if colors != (widget.property(_COLORED) or {}):
        widget.setProperty(_COLORED, colors)
        widget.installEventFilter(_FOLLOWER)
        _take_colors(widget)


def set_text_color(widget: QWidget, color: str) -> None:
    """Give a label's text a colour of the theme, by its name, in each scheme."""
    set_colors(widget, {QPalette.ColorRole.WindowText: color})


def _take_colors(widget: QWidget) -> None:
    palette = QPalette()
    for role, name in widget.property(_COLORED).items():
        palette.setColor(role, getattr(current(), name))
    widget.setPalette(palette)
