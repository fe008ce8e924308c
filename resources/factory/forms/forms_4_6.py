"""Forms of the digits 4 to 6, as strokes; see `forms_0_3.py`."""

from forms.hand import Dice
from forms.lines import Stroke, arc, curve, joined, line


def _bar_4(u: Dice) -> tuple[float, float, float]:
    """The bar of a 4: from x on the left, to x on the right, at y."""
    return -u(0.25, 0.45), u(0.2, 0.5), u(0.48, 0.74)


def open_4(u: Dice) -> list[Stroke]:
    left, right, y = _bar_4(u)
    stem = u(0.02, 0.22)
    first = line((left + u(0, 0.3), u(-0.02, 0.15)), (left, y), (right, y + u(-0.08, 0.06)))
    return [first, line((stem, u(-0.05, 0.45) * y), (stem + u(-0.1, 0.05), 1))]


def round_open_4(u: Dice) -> list[Stroke]:
    """Its left is a bowl."""
    left, right, y = _bar_4(u)
    bowl = curve(
        (left + u(0, 0.12), u(-0.02, 0.12)),
        (left, y * 0.65),
        (left + 0.12, y),
        (u(0.05, 0.12), y),
        (right, y - u(0.02, 0.16)),
    )
    stem = u(0.1, 0.28)
    return [bowl, curve((stem, u(-0.05, 0.4) * y), (stem - 0.03, y), (stem + u(-0.12, 0.02), 1))]


def closed_4(u: Dice) -> list[Stroke]:
    left, right, y = _bar_4(u)
    top = (u(0, 0.2), 0)
    first = line(top, (left, y), (right, y + u(-0.08, 0.06)))
    stem = line((top[0] + u(-0.04, 0.06), u(-0.05, 0.08)), (top[0] + u(-0.1, 0.04), 1))
    return [first, stem]


def one_stroke_4(u: Dice) -> list[Stroke]:
    """Begun with the bar's right end; or on the left, and up again for the stem."""
    left, right, y = _bar_4(u)
    if u.maybe(0.4):
        top = u(0, 0.2)
        return [line((right, y + u(-0.06, 0.08)), (left, y), (top, 0), (top + u(-0.1, 0.05), 1))]
    stem = u(0.15, 0.3)
    bowl = curve((left + u(0, 0.1), 0.05), (left, y * 0.6), (0, y), (stem, y * 0.55), (stem, 0))
    return [joined(bowl, line((stem + u(-0.12, 0.04), 1)))]


def zigzag_4(u: Dice) -> list[Stroke]:
    """A stroke of lightning: the bar's right end goes straight on into the stem, or in a curve."""
    left, right, y = _bar_4(u)
    top, foot = (u(-0.1, 0.22), 0), (u(-0.1, 0.22), 1)
    if u.maybe(0.6):
        return [line(top, (left, y), (right * u(0.5, 1), y + u(-0.12, 0.04)), foot)]
    left, y = left * u(0.5, 1), u(0.34, 0.56)
    bend = (right * u(0.3, 0.6), y + u(0.08, 0.22))
    return [curve(top, (left, y - u(0.02, 0.1)), (left * 0.7, y), bend, (right * u(0.2, 0.8), 1))]


def looped_4(u: Dice) -> list[Stroke]:
    """The pen turns in a loop at the bar's left end."""
    left, right, y = _bar_4(u)
    size, stem = u(0.06, 0.14), u(0.02, 0.22)
    first = curve(
        (u(-0.1, 0.15), 0),
        (left * 0.6, y * 0.55),
        (left, y),
        (left - size * 0.4, y + size * 0.6),
        (left - size, y),
        (left, y - size * 0.3),
        (0, y),
        (right, y + u(-0.08, 0.05)),
    )
    return [first, line((stem, u(0, 0.4) * y), (stem + u(-0.1, 0.05), 1))]


def square_4(u: Dice) -> list[Stroke]:
    w, y = u(0.22, 0.36), u(0.45, 0.6)
    return [line((-w, 0), (-w, y), (w, y)), line((w, u(-0.03, 0.1)), (w, 1))]


def _body_5(u: Dice) -> tuple[Stroke, float]:
    """A 5 without its bar, and the point at which the bar begins."""
    x, y = -u(0.14, 0.3), u(0.34, 0.5)
    corner = (x - u(-0.03, 0.06), y)
    wide = u(0.24, 0.42)
    bowl = curve(
        corner,
        (u(-0.06, 0.1), y - u(0.02, 0.12)),
        (wide, y + (1 - y) * u(0.38, 0.5)),
        (u(0, 0.12), u(0.97, 1.02)),
        (-u(0.25, 0.42), u(0.82, 0.98)),
    )
    return joined(line((x, 0), corner), bowl), x


def two_stroke_5(u: Dice) -> list[Stroke]:
    """The bar comes last, and does not always meet the body."""
    body, x = _body_5(u)
    y = u(-0.1, 0.04)
    return [body, line((x + u(-0.08, 0.12), y), (u(0.18, 0.5), y + u(-0.08, 0.05)))]


def one_stroke_5(u: Dice) -> list[Stroke]:
    body, x = _body_5(u)
    return [joined(line((u(0.15, 0.42), u(-0.06, 0.05)), (x, u(-0.02, 0.02))), body)]


def smooth_5(u: Dice) -> list[Stroke]:
    """Like an S."""
    wide = u(0.22, 0.36)
    stroke = curve(
        (u(0.2, 0.4), u(-0.02, 0.08)),
        (u(-0.05, 0.08), u(-0.02, 0.03)),
        (-u(0.18, 0.3), u(0.15, 0.26)),
        (-u(0.08, 0.16), u(0.38, 0.46)),
        (wide * u(0.5, 0.7), u(0.5, 0.58)),
        (wide, u(0.7, 0.8)),
        (u(-0.02, 0.08), 1),
        (-u(0.22, 0.4), u(0.82, 0.97)),
    )
    return [stroke]


def slanting_5(u: Dice) -> list[Stroke]:
    """Its bar rises, far to the right and often apart from the body."""
    body, x = _body_5(u)
    gap = u(0, 0.15)
    return [body, line((x + gap, -u(0, 0.08)), (u(0.4, 0.65), -u(0.06, 0.25)))]


def capped_5(u: Dice) -> list[Stroke]:
    """A short bar floats above a body that has hardly a neck."""
    x, y, wide = -u(0.14, 0.3), u(0.22, 0.38), u(0.24, 0.42)
    body = curve(
        (x, y),
        (u(-0.06, 0.1), y - u(0.02, 0.1)),
        (wide, y + (1 - y) * u(0.38, 0.5)),
        (u(0, 0.12), u(0.97, 1.02)),
        (-u(0.25, 0.42), u(0.82, 0.98)),
    )
    left, high = x + u(-0.05, 0.3), u(-0.05, 0.08)
    bar = line((left, high), (left + u(0.2, 0.45), high - u(-0.02, 0.12)))
    neck = line((x + u(-0.04, 0.04), y - u(0.02, 0.12)))
    return [bar, joined(neck, body)] if u.maybe(0.5) else [joined(neck, body), bar]


def curled_5(u: Dice) -> list[Stroke]:
    """Its end turns back into its bowl."""
    (body,) = one_stroke_5(u)
    return [joined(body, line((u(-0.14, 0.08), u(0.58, 0.74))))]


def square_5(u: Dice) -> list[Stroke]:
    w, middle = u(0.22, 0.4), u(0.42, 0.56)
    return [line((w, u(-0.03, 0.03)), (-w, 0), (-w, middle), (w, middle), (w, 1), (-w, 1))]


def _loop_6(u: Dice, high: float) -> list[tuple[float, float]]:
    """The loop of a 6 from its left side on; `high` is its top's y."""
    wide, middle = u(0.22, 0.36), (high + 1) / 2
    return [
        (-u(0.26, 0.34), middle),
        (-u(0.1, 0.2), u(0.92, 0.97)),
        (u(0.02, 0.1), 1),
        (wide, middle + u(-0.02, 0.06)),
        (u(0.05, 0.15), high + u(-0.01, 0.03)),
        (-u(0.1, 0.2), high + u(0.04, 0.12)),
        (-u(0.2, 0.36), middle + u(0, 0.12)),
    ]


def long_arch_6(u: Dice) -> list[Stroke]:
    high = u(0.45, 0.66)
    stroke = curve(
        (u(0.12, 0.36), u(-0.02, 0.08)),
        (u(-0.08, 0.06), u(0.08, 0.14)),
        (-u(0.2, 0.28), u(0.3, 0.42)),
        *_loop_6(u, high),
    )
    return [stroke]


def short_arch_6(u: Dice) -> list[Stroke]:
    """Nearly all of it is the loop."""
    high = u(0.27, 0.45)
    return [
        curve((u(0, 0.25), u(-0.02, 0.05)), (-u(0.12, 0.22), high * u(0.6, 0.9)), *_loop_6(u, high))
    ]


def straight_6(u: Dice) -> list[Stroke]:
    """Its arch is a straight line, upright or leaning."""
    high = u(0.42, 0.66)
    loop = _loop_6(u, high)
    x, y = loop[0]
    return [joined(line((x + u(-0.02, 0.45), 0), (x, y - u(0, 0.1))), curve(*loop))]


def open_6(u: Dice) -> list[Stroke]:
    """Its loop does not reach back to the arch, or curls in."""
    high = u(0.42, 0.62)
    arch = [(u(0.1, 0.32), u(0, 0.08)), (u(-0.08, 0.04), 0.12), (-u(0.2, 0.28), u(0.32, 0.42))]
    loop = _loop_6(u, high)[:-1]
    if u.maybe(0.6):
        loop[-1] = (-u(0.02, 0.12), high + u(0.1, 0.2))
    return [curve(*arch, *loop)]


def small_6(u: Dice) -> list[Stroke]:
    """Long, with a ring so small that it may fill with ink."""
    high, wide = u(0.66, 0.84), u(0.08, 0.18)
    x, middle = -u(0.05, 0.2), (high + 1) / 2
    ring = arc(x + wide, middle, wide, 1 - middle, -90, -90 - u(300, 400))
    return [curve((x + u(0, 0.35), 0), (x + u(-0.02, 0.08), high * 0.55), *ring[::2])]


def tailed_6(u: Dice) -> list[Stroke]:
    """Its loop crosses itself, and ends in a tail to the right."""
    high = u(0.3, 0.55)
    stroke = curve(
        (u(-0.15, 0.1), 0),
        (-u(0.25, 0.35), u(0.35, 0.55)),
        (-u(0.12, 0.22), u(0.84, 0.92)),
        (u(0, 0.12), u(0.74, 0.84)),
        (u(0.24, 0.38), high + u(0.06, 0.14)),
        (u(0.1, 0.24), high),
        (u(-0.06, 0.06), u(0.7, 0.8)),
        (u(0, 0.12), 1),
        (u(0.28, 0.5), u(0.74, 0.95)),
    )
    return [stroke]


def square_6(u: Dice) -> list[Stroke]:
    w, middle = u(0.22, 0.4), u(0.42, 0.56)
    body = [(-w, 0.0), (-w, 1.0), (w, 1.0), (w, middle), (-w, middle)]
    return [line((w, u(-0.03, 0.03)), *body) if u.maybe(0.75) else line(*body)]
