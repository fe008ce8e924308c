"""Text and lines stand out from what they are painted on, as WCAG 2.2, level AA, asks.

4.5 for text (1.4.3), 3 for lines and marks that say something, and for large type (1.4.11). Free of
it are the lines of a plot's grid and the empty part of a bar, which decorate, and what is disabled.
"""

import re

import pytest
from contrast import contrast
from PySide6.QtGui import QColor, QFont

from digitpad.ui.parts import theme
from digitpad.ui.parts.theme import DARK, LIGHT, Theme

TEXT, LINE = 4.5, 3.0
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])

# Colours, what they are painted on, and the contrast that they need.
PAIRS = [
    ("ink", "window page paper hover pressed soft track cell", TEXT),
    ("muted", "window page paper soft track", TEXT),
    ("accent", "window page paper soft", TEXT),
    ("error misread", "window page paper", TEXT),
    ("on_accent", "accent accent_hover", TEXT),
    ("paper", "misread", TEXT),  # a digit in a corner
    ("edge below above", "window page paper", LINE),
    ("ink muted accent", "track", LINE),  # a bar, where its empty part begins
]


@BOTH
def test_the_tokens_stand_out_from_one_another(colors):
    for inks, grounds, least in PAIRS:
        for ink in inks.split():
            for ground in grounds.split():
                found = contrast(getattr(colors, ink), getattr(colors, ground))
                assert found >= least, (ink, ground, found)
    for run in colors.runs:  # the names beside their lines
        assert contrast(run, colors.page) >= TEXT
    for digit in colors.digits:
        assert contrast(digit, colors.page) >= LINE


@BOTH
def test_numbers_can_be_read_on_every_shade(colors):
    for strongest in (colors.below, colors.above, colors.ink, colors.cell, colors.muted):
        for part in range(101):
            ground = theme.mixed(colors.paper, strongest, part / 100)
            assert contrast(theme.text_on(ground), ground) >= TEXT, (strongest.name(), part)


@BOTH
def test_no_sign_has_the_colour_of_a_mistake_or_of_a_button(colors):
    above, below = colors.above.hue(), colors.below.hue()
    assert min(above, 360 - above) < 10 and 190 < below < 230  # red, and blue
    assert all(25 < orange.hue() < 45 for orange in (colors.misread, colors.cell))
    assert 235 < colors.accent.hue() < 260  # indigo


@BOTH
def test_the_stylesheet_and_the_palette_have_the_colours_of_the_theme(qapp, colors):
    sheet = theme.stylesheet(colors, QFont("Sans", 10))
    title, caption = (
        float(re.findall(rf'role="{role}"\] {{ font-size: ([\d.]+)pt', sheet)[0])
        for role in ("title", "caption")
    )
    assert "@" not in sheet and title / caption == pytest.approx(1.5 / 0.9, abs=0.01)
    ours = {color.name() for color in vars_of(colors)}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= ours
    palette = theme.palette_of(colors)
    for text, ground in (
        (palette.text(), palette.base()),
        (palette.windowText(), palette.window()),
        (palette.buttonText(), palette.button()),
        (palette.toolTipText(), palette.toolTipBase()),
        (palette.highlightedText(), palette.highlight()),
        (palette.placeholderText(), palette.base()),
        (palette.link(), palette.base()),
    ):
        assert contrast(text.color(), ground.color()) >= TEXT


def vars_of(colors: Theme) -> list[QColor]:
    values = (getattr(colors, name) for name in colors.__slots__)
    return [value for value in values if isinstance(value, QColor)]
