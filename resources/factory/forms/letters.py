"""Capital letters that look like no digit, as strokes; see `forms_0_3.py`."""

import numpy as np

from forms.hand import Dice, write
from forms.lines import Stroke, arc, curve, joined, line


def draw_letter(rng: np.random.Generator) -> list[Stroke]:
    """One of the letters A, E, H, K, M, R, W and X, different each time.

    Each stroke is an array (n, 2) of x, y, y down, within about 1 of the middle (0, 0).
    """
    drawn = LETTERS[int(rng.integers(len(LETTERS)))]
    return write(drawn(Dice(rng)), rng)


def _a(u: Dice) -> list[Stroke]:
    left, right, y = -u(0.25, 0.5), u(0.25, 0.5), u(0.5, 0.75)
    top = (u(-0.08, 0.08), 0.0)
    bar = line((left * y + u(-0.12, 0.06), y + u(-0.05, 0.05)), (right * y + u(-0.06, 0.15), y))
    if u.maybe(0.3):  # a round top
        wide = u(0.25, 0.4)
        arch = arc(0, u(0.3, 0.45), wide, 0.4, -90, 90)
        return [joined(line((-wide, 1)), arch, line((wide, 1))), bar]
    if u.maybe(0.4):
        return [line((left, 1), top, (right, 1)), bar]
    return [line(top, (left, 1)), line(top, (right, 1)), bar]


def _e(u: Dice) -> list[Stroke]:
    w, middle = u(0.35, 0.7), u(0.42, 0.58)
    bar = line((0, middle), (w * u(0.5, 1.1), middle + u(-0.08, 0.04)))
    if u.maybe(0.5):
        return [line((w, u(-0.06, 0.03)), (0, 0), (0, 1), (w * u(0.8, 1.1), u(0.95, 1.03))), bar]
    top, foot = line((0, 0), (w, u(-0.08, 0.04))), line((0, 1), (w, u(0.92, 1.04)))
    return [line((0, 0), (0, 1)), top, bar, foot]


def _h(u: Dice) -> list[Stroke]:
    w, y = u(0.4, 0.85), u(0.4, 0.6)
    bar = line((u(-0.08, 0.04), y + u(-0.05, 0.05)), (w + u(-0.04, 0.08), y))
    return [line((u(-0.05, 0.05), 0), (0, 1)), line((w, u(-0.05, 0.05)), (w, u(0.9, 1.05))), bar]


def _k(u: Dice) -> list[Stroke]:
    w, y = u(0.35, 0.65), u(0.42, 0.62)
    touch = (u(0, 0.1), y)
    arms = [(w, u(-0.04, 0.1)), touch, (w * u(0.8, 1.2), 1.0)]
    if u.maybe(0.6):
        return [line((0, 0), (0, 1)), line(*arms)]
    return [line((0, 0), (0, 1)), line(*arms[:2]), line(*arms[1:])]


def _m(u: Dice) -> list[Stroke]:
    w, deep = u(0.6, 1.0), u(0.4, 1.0)
    lean = u(0, 0.2)
    if u.maybe(0.25):  # two arches
        left, right = (arc(w * x, 0.35, w / 4, 0.35, -90, 90) for x in (0.25, 0.75))
        return [line((0, 0), (0, 1)), joined(left, line((w / 2, 0.9)), right, line((w, 1)))]
    body = line((lean, 0), (w / 2, deep), (w - lean, u(-0.05, 0.05)), (w, 1))
    stem = line((0, 1), (lean, 0))
    return [joined(stem, body)] if u.maybe(0.6) else [stem, body]


def _r(u: Dice) -> list[Stroke]:
    w, y = u(0.3, 0.55), u(0.42, 0.6)
    bowl = curve((0, 0), (w * 0.7, u(-0.03, 0.03)), (w, y / 2), (w * 0.6, y), (u(0, 0.1), y))
    leg = line((w * u(0.9, 1.3), 1))
    stem = line((0, u(0, 0.1)), (0, 1))
    return [stem, joined(bowl, leg)]


def _w(u: Dice) -> list[Stroke]:
    w, high, lean = u(0.7, 1.1), u(0, 0.6), u(0.1, 0.25)
    if u.maybe(0.25):  # two bowls
        left, right = (arc(w * x, 0.65, w / 4, 0.35, 270, 90) for x in (0.25, 0.75))
        return [joined(line((0, 0)), left, right, line((w, 0)))]
    return [line((0, 0), (lean, 1), (w / 2, high), (w - lean, 1), (w, u(-0.06, 0.06)))]


def _x(u: Dice) -> list[Stroke]:
    w = u(0.45, 0.9)
    first = curve((0, 0), (w / 2 + u(-0.05, 0.05), 0.5 + u(-0.05, 0.05)), (w, 1))
    return [first, line((w + u(-0.06, 0.06), u(-0.05, 0.05)), (u(-0.06, 0.06), u(0.92, 1.05)))]


LETTERS = (_a, _e, _h, _k, _m, _r, _w, _x)
