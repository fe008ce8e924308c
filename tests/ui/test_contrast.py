"""Text and lines stand out from what they are painted on, as WCAG 2.2, level AA, asks.

4.5 for text (1.4.3), 3 for lines and marks that say something, and for large type (1.4.11). Free of
it are the lines of a plot's grid and the empty part of a bar, which decorate, and what is disabled.
"""

import re
from itertools import combinations

import numpy as np
import pytest
from contrast import contrast
from PySide6.QtGui import QColor, QFont

from digitpad.ui.parts import theme
from digitpad.ui.parts.theme import DARK, LIGHT

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


def vars_of(colors):
    values = (getattr(colors, name) for name in colors.__slots__)
    return [value for value in values if isinstance(value, QColor)]


# The lines of eight runs are told apart, also by the colour-blind.

# Machado, Oliveira and Fernandes, IEEE Transactions on Visualization and Computer Graphics 15
# (2009) 1291, severity 1, for linear RGB.
SEEN_BY = {
    "most people": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ @ np.ones(3)
APART, JUST_APART = 20, 5  # CIE 1976; 2.3 can just be noticed. Names stand at the lines, too


def linear(color):
    values = np.array(color.getRgbF()[:3])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    relative = TO_XYZ @ rgb.clip(0, 1) / WHITE
    f = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@BOTH
def test_eight_lines_differ_in_colour(colors):
    assert len(colors.runs) == 8
    for people, matrix in SEEN_BY.items():
        for one, other in combinations(colors.runs, 2):
            far = np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other)))
            least = APART if people == "most people" else JUST_APART
            assert far > least, (people, one.name(), other.name(), far)
