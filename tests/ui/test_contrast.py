"""Text and lines stand out from what they are painted on, as WCAG 2.2, level AA, asks.

4.5 for text (1.4.3), 3 for lines and marks that say something (1.4.11). Free of it are the lines
of a plot's grid and the empty part of a bar, which decorate, and what is disabled.
"""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory, QStyleOptionTabWidgetFrame
from pytestqt.qtbot import QtBot

from digitpad.ui.parts import theme
from digitpad.ui.parts.checked_button import CheckedButton, CheckedToolButton
from digitpad.ui.parts.theme import DARK, LIGHT, Theme

TEXT, LINE = 4.5, 3.0
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
Role = QPalette.ColorRole


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio, of its relative luminances."""
    bright = []
    for color in (one, other):
        assert color.alpha() == 255
        parts = [int(color.name()[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in parts)
        bright.append(0.2126 * r + 0.7152 * g + 0.0722 * b)
    return (max(bright) + 0.05) / (min(bright) + 0.05)


def missed(
    inks: dict[str, QColor], grounds: dict[str, QColor], least: float
) -> dict[tuple[str, str], float]:
    """What has less contrast, and how much it has."""
    found = {
        (ink, ground): contrast(color, behind)
        for ink, color in inks.items()
        for ground, behind in grounds.items()
    }
    return {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least}


def grounds_of(colors: Theme) -> dict[str, QColor]:
    palette = theme.palette_of(colors)
    return {
        "paper": colors.paper,
        "window": palette.color(Role.Window),
        "button": palette.color(Role.Button),
        "page of a tab": page_of_a_tab(palette),
    }


def page_of_a_tab(palette: QPalette) -> QColor:
    """What Fusion makes of the colour of a button."""
    option, side = QStyleOptionTabWidgetFrame(), 60
    option.rect, option.palette, option.lineWidth = QRect(0, 0, side, side), palette, 1  # type: ignore[attr-defined]
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(palette.color(Role.Window))
    with QPainter(image) as painter:
        frame = QStyle.PrimitiveElement.PE_FrameTabWidget
        QStyleFactory.create("Fusion").drawPrimitive(frame, option, painter)
    return image.pixelColor(side // 2, side // 2)


@BOTH
def test_text_can_be_read_wherever_it_stands(qapp: QApplication, colors: Theme) -> None:
    names = ("ink", "muted", "accent", "error", "misread")
    texts = {name: getattr(colors, name) for name in names}
    assert not missed(texts, grounds_of(colors), TEXT)
    assert not missed({"ink": colors.ink, "muted": colors.muted}, {"track": colors.track}, TEXT)
    assert not missed({"paper": colors.paper}, {"accent": colors.accent, "ink": colors.ink}, TEXT)
    assert not missed({"paper": colors.paper}, {"misread": colors.misread}, TEXT)
    assert contrast(colors.accent, colors.accent_ground) >= TEXT  # a field that is marked
    assert contrast(colors.error, colors.error_ground) >= TEXT


@BOTH
def test_names_beside_the_lines_of_runs_can_be_read(colors: Theme) -> None:
    names = {f"run {i}": color for i, color in enumerate(colors.runs, 1)}
    assert not missed(names, {"paper": colors.paper}, TEXT)


@BOTH
def test_lines_and_marks_stand_out(qapp: QApplication, colors: Theme) -> None:
    names = ("border", "bar", "misread_mark", "evaluation", "training", "below", "above")
    lines = {name: getattr(colors, name) for name in names}
    grounds = grounds_of(colors)
    del grounds["button"]  # nothing is painted on one but its text
    assert not missed(lines, grounds, LINE)
    marks = {f"digit {i}": color for i, color in enumerate(colors.digits)}
    assert not missed(marks, {"paper": colors.paper}, LINE)


@BOTH
def test_no_sign_has_the_colour_of_a_mistake(colors: Theme) -> None:
    above, below = colors.above.hue(), colors.below.hue()
    assert min(above, 360 - above) < 10 and 190 < below < 230  # red, and blue
    assert all(25 < orange.hue() < 45 for orange in (colors.misread, colors.misread_mark))


@BOTH
def test_a_bar_ends_where_its_empty_part_begins(colors: Theme) -> None:
    bars = {name: getattr(colors, name) for name in ("bar", "muted", "ink", "accent")}
    assert not missed(bars, {"track": colors.track}, LINE)


def test_black_or_white_can_be_read_on_every_grey() -> None:
    for level in range(256):
        behind = QColor(level, level, level)
        assert contrast(theme.text_on(behind), behind) >= TEXT


@BOTH
def test_texts_of_our_palette_can_be_read(colors: Theme) -> None:
    assert_readable(theme.palette_of(colors))


@BOTH
def test_texts_of_a_palette_that_is_not_ours_become_readable(colors: Theme) -> None:
    faint = theme.palette_of(colors)
    hint = QColor(colors.ink)
    hint.setAlpha(110)  # as Fusion has it, but fainter
    faint.setColor(Role.PlaceholderText, hint)
    faint.setColor(Role.Highlight, QColor("#308cc6"))
    faint.setColor(Role.HighlightedText, QColor("#ffffff"))
    faint.setColor(Role.Link, QColor("#777777"))
    assert_readable(theme.readable(faint, colors))
    ours = theme.palette_of(colors)
    assert theme.readable(ours, colors) == ours  # what can be read stays


def assert_readable(palette: QPalette) -> None:
    for text, ground in (
        (Role.Text, Role.Base),
        (Role.Text, Role.AlternateBase),
        (Role.WindowText, Role.Window),
        (Role.ButtonText, Role.Button),
        (Role.ToolTipText, Role.ToolTipBase),
        (Role.PlaceholderText, Role.Base),
        (Role.HighlightedText, Role.Highlight),
        (Role.Link, Role.Base),
        (Role.Link, Role.Window),
    ):
        assert contrast(palette.color(text), palette.color(ground)) >= TEXT, (text, ground)


@BOTH
@pytest.mark.parametrize("kind", [CheckedButton, CheckedToolButton])
def test_a_button_that_stays_pressed_looks_so(
    qtbot: QtBot, colors: Theme, kind: type[CheckedButton | CheckedToolButton]
) -> None:
    button = kind()
    button.setCheckable(True)
    qtbot.addWidget(button)
    usual = button.palette().color(Role.Button)
    palette = QApplication.palette()
    QApplication.setPalette(theme.palette_of(colors))
    try:
        button.setChecked(True)
        pressed = button.palette()
        released = theme.palette_of(colors).color(Role.Button)
        assert contrast(pressed.color(Role.Button), released) >= LINE
        assert contrast(pressed.color(Role.ButtonText), pressed.color(Role.Button)) >= TEXT
    finally:
        QApplication.setPalette(palette)
    button.setChecked(False)
    assert button.palette().color(Role.Button) == usual
