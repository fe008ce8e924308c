"""The ten digits as a person writes them: the points that a pen passes, stroke by stroke.

A digit stands in a box of its own, 0 to 1 in x and y, y down, and is placed on the canvas by
`placed`. Nothing here comes from MNIST or from digitpad.
"""

import numpy as np

from digitpad.core.data.hands import WrittenDigit

Point = tuple[float, float]
Stroke = list[Point]

# fmt: off
DIGITS: dict[int, list[Stroke]] = {
    0: [[(.55, .02), (.36, .06), (.22, .24), (.17, .48), (.20, .72), (.33, .92), (.52, .99),
         (.70, .92), (.82, .72), (.84, .46), (.77, .22), (.65, .07), (.53, .02)]],
    1: [[(.54, .00), (.52, .25), (.50, .50), (.48, .75), (.46, 1.00)]],
    2: [[(.18, .26), (.26, .09), (.45, .00), (.66, .04), (.78, .20), (.74, .42), (.58, .62),
         (.36, .82), (.16, .97), (.40, .94), (.64, .95), (.90, .97)]],
    3: [[(.20, .14), (.36, .02), (.58, .01), (.74, .12), (.74, .29), (.60, .42), (.42, .47),
         (.62, .52), (.78, .66), (.76, .84), (.58, .97), (.36, .98), (.18, .87)]],
    4: [[(.28, .02), (.22, .22), (.15, .42), (.12, .54), (.35, .55), (.60, .54), (.86, .51)],
        [(.66, .06), (.65, .30), (.63, .55), (.61, .78), (.59, 1.00)]],
    5: [[(.32, .03), (.28, .22), (.25, .42), (.44, .38), (.64, .43), (.76, .58), (.75, .78),
         (.60, .94), (.38, .98), (.18, .90)],
        [(.32, .03), (.55, .03), (.80, .01)]],
    6: [[(.66, .00), (.46, .14), (.30, .36), (.22, .60), (.26, .84), (.42, .98), (.62, .97),
         (.76, .83), (.74, .66), (.58, .56), (.40, .61), (.27, .76)]],
    7: [[(.14, .06), (.36, .05), (.60, .04), (.84, .03), (.72, .24), (.60, .48), (.50, .72),
         (.42, 1.00)]],
    8: [[(.72, .14), (.56, .02), (.36, .05), (.27, .20), (.37, .36), (.54, .47), (.70, .62),
         (.74, .80), (.62, .95), (.42, .99), (.26, .88), (.26, .70), (.42, .54), (.60, .42),
         (.72, .28), (.72, .14)]],
    9: [[(.74, .16), (.58, .03), (.38, .05), (.25, .20), (.28, .38), (.44, .47), (.62, .42),
         (.73, .26), (.75, .12), (.73, .40), (.69, .66), (.62, .84), (.56, 1.00)]],
}
# fmt: on


def placed(digit: int, left: float = 0.1, top: float = 0.1, side: float = 0.8) -> list[Stroke]:
    """A digit's strokes in a box with this corner and side, all in parts of the canvas's side.

    By default on most of the canvas.
    """
    return [[(left + x * side, top + y * side) for x, y in stroke] for stroke in DIGITS[digit]]


SIX = placed(6)


def side_by_side(drawings, rng, gaps=(0.1, 0.5)):
    """Drawings as the figures of a number on one line: their strokes, and the strokes of each.

    gaps: the least and the most between two of them, as parts of the higher one's height.
    """
    strokes, owners, right, height = [], [], 0.0, 0.0
    for drawing in drawings:
        points = np.concatenate(drawing)
        (left, top), (end, foot) = points.min(axis=0), points.max(axis=0)
        before, height = height, foot - top
        if strokes:
            right += rng.uniform(*gaps) * max(before, height)
        owners.append(list(range(len(strokes), len(strokes) + len(drawing))))
        strokes += [stroke + (right - left, -foot) for stroke in drawing]
        right += end - left
    return strokes, owners


def lines(of_each, labels=range(10), rng=None):
    """Written digits, each a slightly shaky line; the angle depends on the label alone."""
    rng = rng or np.random.default_rng(5)
    found = []
    for number in range(of_each):
        for label in labels:
            turn = np.pi * label / 10
            x, y = 0.4 * np.cos(turn), 0.4 * np.sin(turn)
            a, b = rng.normal(0, 0.02, (2, 2)) + [[0.5 - x, 0.5 - y], [0.5 + x, 0.5 + y]]
            stroke = tuple(map(float, a)), tuple(map(float, b))
            found.append(WrittenDigit((stroke,), label, float(100 * number + label)))
    return tuple(found)
