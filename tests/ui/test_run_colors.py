"""The lines of eight runs are told apart, also by the colour-blind, on light and dark paper."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from digitpad.ui.parts.theme import DARK, LIGHT

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


def linear(color: QColor) -> np.ndarray:
    values = np.array(color.getRgbF()[:3])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    relative = TO_XYZ @ rgb.clip(0, 1) / WHITE
    f = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_eight_lines_differ_in_colour(colors):
    assert len(colors.runs) == 8
    for people, matrix in SEEN_BY.items():
        for one, other in combinations(colors.runs, 2):
            far = np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other)))
            least = APART if people == "most people" else JUST_APART
            assert far > least, (people, one.name(), other.name(), far)
