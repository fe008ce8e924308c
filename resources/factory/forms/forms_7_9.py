"""Forms of the digits 7 to 9, as strokes; see `forms_0_3.py`."""

from forms.hand import Dice
from forms.lines import Stroke, arc, curve, joined, line


def _top_7(u: Dice) -> Stroke:
    right = (u(0.2, 0.4), u(-0.04, 0.04))
    if u.maybe(0.25):  # a wave
        return curve((-u(0.25, 0.4), u(0.05, 0.15)), (-0.15, 0), (u(0, 0.1), u(0.02, 0.08)), right)
    return line((-u(0.2, 0.45), u(-0.03, 0.08)), right)


def _round_top_7(u: Dice) -> Stroke:
    """It is like the top of a 2; only the bar shows that it is a 7."""
    x, y = u(0.2, 0.34), u(0.12, 0.26)
    return curve((-u(0.25, 0.4), u(0.06, 0.2)), (-u(0.05, 0.2), 0), (x * 0.6, y * 0.2), (x, y))


def _down_7(u: Dice) -> Stroke:
    end = (-u(-0.15, 0.25), 1.0)
    return curve((u(0.05, 0.22), u(0.34, 0.5)), ((end[0] + 0.1) / 2, u(0.65, 0.75)), end)


def _bar_7(u: Dice) -> Stroke:
    y, tilt = u(0.38, 0.72), u(-0.1, 0.06)
    middle = u(-0.02, 0.16)
    left, right = (middle - u(0.1, 0.32), y - tilt), (middle + u(0.08, 0.32), y + tilt)
    if u.maybe(0.2):  # bent
        left = (left[0], left[1] + u(0.05, 0.12))
        return curve(left, (left[0] * 0.6 + middle * 0.4, y - 0.01), right)
    return line(left, right)


def _tick_7(u: Dice) -> Stroke:
    """Up to the start of the top: a short tick, or half a box as in East Asia."""
    x, y = -u(0.24, 0.42), u(0.08, 0.4)
    return line((x + u(-0.06, 0.06), y), (x, u(-0.03, 0.03)))


def plain_7(u: Dice) -> list[Stroke]:
    return [joined(_top_7(u), _down_7(u))]


def barred_7(u: Dice) -> list[Stroke]:
    """As most of Europe and Latin America learn it."""
    body = joined(_round_top_7(u), _down_7(u)) if u.maybe(0.3) else plain_7(u)[0]
    return [body, _bar_7(u)]


def looped_7(u: Dice) -> list[Stroke]:
    """Its bar is drawn without lifting the pen: back up from the foot, in a loop, and across."""
    top = _round_top_7(u) if u.maybe(0.3) else _top_7(u)
    down = _down_7(u)
    foot, bar = down[-1], _bar_7(u)
    back = curve(foot, (bar[0, 0] - u(-0.05, 0.1), bar[0, 1] + u(0.1, 0.25)), *bar)
    return [joined(top, down, back)]


def ticked_7(u: Dice) -> list[Stroke]:
    return [joined(_tick_7(u), line((u(0.2, 0.38), u(-0.04, 0.04))), _down_7(u))]


def ticked_barred_7(u: Dice) -> list[Stroke]:
    return [*ticked_7(u), _bar_7(u)]


def barbed_7(u: Dice) -> list[Stroke]:
    """At its foot the pen turns back, up to the right."""
    (body,) = plain_7(u)
    x = float(body[-1, 0])
    return [joined(body, line((x + u(0.06, 0.25), 1 - u(0.06, 0.28))))]


def box_7(u: Dice) -> list[Stroke]:
    """Its left comes as a stroke of its own, as in East Asia; or its right stands upright."""
    x = u(0.2, 0.36)
    body = joined(line((-u(0.22, 0.38), u(-0.03, 0.04)), (x, 0)), line((x - u(-0.03, 0.2), 1)))
    if u.maybe(0.5):
        return [body]
    left = float(body[0, 0])
    return [line((left, u(-0.05, 0.03)), (left - u(-0.04, 0.06), u(0.2, 0.42))), body]


def _eight(u: Dice) -> tuple[float, float, float]:
    """The place of an 8's waist, and half the widths of its upper and its lower loop."""
    upper = u(0.16, 0.28)
    return u(0.38, 0.54), upper, upper * u(0.95, 1.5)


def plain_8(u: Dice) -> list[Stroke]:
    """Begun at the top right, down like an S, and up again."""
    y, upper, lower = _eight(u)
    stroke = curve(
        (upper * u(0.4, 1.1), u(0.02, 0.14)),
        (u(-0.04, 0.04), 0),
        (-upper, y * u(0.4, 0.55)),
        (-upper * 0.3, y * 0.88),
        (lower * 0.45, y + (1 - y) * 0.16),
        (lower, y + (1 - y) * u(0.5, 0.6)),
        (u(-0.04, 0.04), 1),
        (-lower, y + (1 - y) * u(0.5, 0.62)),
        (-lower * 0.4, y + (1 - y) * 0.14),
        (upper * 0.5, y * 0.8),
        (upper * u(0.7, 1.1), y * u(0.3, 0.5)),
        (upper * u(0.2, 0.8), u(-0.02, 0.08)),
    )
    return [stroke]


def middle_8(u: Dice) -> list[Stroke]:
    """Begun where its loops meet, up and to either side."""
    y, upper, lower = _eight(u)
    if u.maybe(0.5):
        upper, lower = -upper, -lower
    start, end = (u(-0.05, 0.08), y + u(-0.04, 0.06)), (u(-0.06, 0.06), y + u(-0.08, 0.04))
    stroke = curve(
        start,
        (-upper, y * u(0.45, 0.6)),
        (u(-0.03, 0.03), 0),
        (upper, y * u(0.4, 0.55)),
        (u(-0.03, 0.03), y),
        (-lower, y + (1 - y) * u(0.45, 0.6)),
        (u(-0.03, 0.03), 1),
        (lower, y + (1 - y) * u(0.4, 0.6)),
        end,
    )
    return [stroke]


def two_ring_8(u: Dice) -> list[Stroke]:
    """A snowman. One of its rings may stay open, the upper one at its top."""
    y, upper, lower = _eight(u)
    start, again = u(-180, 180), u(-60, 60)
    turn, turn_again = u(330, 385), u(330, 385)
    if u.maybe(0.15):
        start, turn = u(-70, -20), u(260, 320)
    elif u.maybe(0.15):
        again, turn_again = u(-20, 20), -u(280, 330)
    top = arc(u(-0.04, 0.04), y / 2, upper, y / 2, start, start - turn)
    foot = arc(0, (y + 1) / 2, lower, (1 - y) / 2 + u(-0.02, 0.03), again, again - turn_again)
    return [top, foot]


def open_8(u: Dice) -> list[Stroke]:
    """Its end and its start stay apart, or cross."""
    y, upper, lower = _eight(u)
    apart = u(-0.1, 0.12)
    stroke = curve(
        (upper * u(0.7, 1.1) - apart, u(0, 0.1)),
        (-upper * 0.3, u(0, 0.05)),
        (-upper, y * 0.55),
        (0, y),
        (lower, y + (1 - y) * 0.55),
        (0, 1),
        (-lower, y + (1 - y) * 0.6),
        (-lower * 0.2, y + 0.02),
        (upper + apart, u(-0.1, 0.12)),
    )
    return [stroke]


def topless_8(u: Dice) -> list[Stroke]:
    """Its upper loop lacks a part of its left, or of its right."""
    y, upper, lower = _eight(u)
    body = curve(
        (upper * u(-0.7, 0.6), u(0, 0.06)),
        (upper * u(0.6, 1), y * u(0.25, 0.45)),
        (u(-0.03, 0.03), y),
        (-lower, y + (1 - y) * u(0.55, 0.7)),
        (u(-0.03, 0.03), 1),
        (lower, y + (1 - y) * u(0.55, 0.7)),
        (u(-0.03, 0.05), y + u(0, 0.06)),
        (-upper * u(0.5, 1.2), y * u(0.3, 0.7)),
    )
    return [body * (-1, 1)] if u.maybe(0.4) else [body]


def square_8(u: Dice) -> list[Stroke]:
    w, middle = u(0.22, 0.4), u(0.42, 0.56)
    ring = line((-w, 0), (-w, 1), (w, 1), (w, 0), (-w, u(-0.03, 0.03)))
    return [ring, line((-w, middle), (w, middle))]


def _ring_9(u: Dice) -> tuple[Stroke, float, float]:
    """The ring of a 9, begun at its upper right, half its width, and its foot's y."""
    width, foot = u(0.2, 0.34), u(0.42, 0.62)
    start = u(30, 90)
    ring = arc(0, foot / 2, width, foot / 2, start, -u(270, 285), grow=u(0.92, 1.05))
    return ring, width, foot


def straight_9(u: Dice) -> list[Stroke]:
    ring, width, _ = _ring_9(u)
    return [joined(ring, line((width + u(-0.04, 0.05), u(0.02, 0.2)), (width - u(-0.05, 0.3), 1)))]


def bent_9(u: Dice) -> list[Stroke]:
    """Its tail swings to the left."""
    ring, width, foot = _ring_9(u)
    end = (width - u(0.3, 0.6), 1)
    return [joined(ring, curve((width, foot * 0.4), (width * u(0.8, 1.1), u(0.6, 0.75)), end))]


def curled_9(u: Dice) -> list[Stroke]:
    """It has a tail like a g."""
    ring, width, foot = _ring_9(u)
    tail = curve(
        (width, foot * 0.4),
        (width + u(-0.05, 0.03), u(0.68, 0.8)),
        (u(-0.05, 0.08), 1),
        (-u(0.18, 0.4), u(0.8, 0.97)),
    )
    return [joined(ring, tail)]


def hooked_9(u: Dice) -> list[Stroke]:
    """Its foot swings to the right."""
    ring, width, foot = _ring_9(u)
    x = width - u(-0.03, 0.2)
    tail = curve((width, foot * 0.4), (x, 0.75), (x + u(-0.04, 0.05), 0.97), (x + u(0.1, 0.25), 1))
    return [joined(ring, tail)]


def open_9(u: Dice) -> list[Stroke]:
    """Its ring does not close at the top right."""
    width, foot = u(0.2, 0.34), u(0.42, 0.6)
    start = u(-10, 35)
    ring = arc(0, foot / 2, width, foot / 2, start, -u(225, 255))
    tail = curve((width, foot * u(0.25, 0.5)), (width, 0.65), (width - u(-0.02, 0.45), 1))
    return [joined(ring, tail)]


def two_stroke_9(u: Dice) -> list[Stroke]:
    """A ring, and a stem that begins above or below its top."""
    width, foot, start = u(0.2, 0.34), u(0.42, 0.62), u(-60, 90)
    ring = arc(0, foot / 2, width, foot / 2, start, start - u(330, 380))
    x = width + u(-0.05, 0.06)
    stem = curve((x, u(-0.08, 0.2)), (x + u(-0.05, 0.02), 0.6), (x - u(-0.04, 0.35), 1))
    return [ring, stem]


def small_9(u: Dice) -> list[Stroke]:
    """Long, with a ring so small or flat that it may fill with ink."""
    width, foot, start = u(0.1, 0.23), u(0.14, 0.36), u(0, 90)
    ring = arc(0, foot / 2, width, foot / 2, start, -u(260, 285))
    if u.maybe(0.5):
        tail = curve((width, foot * 0.5), (width - u(0, 0.08), 0.6), (width - u(0.05, 0.4), 1))
    else:  # that of a g
        x = width + u(-0.06, 0.08)
        end = (x - u(0.35, 0.75), u(0.84, 1))
        tail = curve((width, foot * 0.5), (x, u(0.6, 0.75)), (x - u(0.1, 0.25), 1), end)
    return [joined(ring, tail)]


def square_9(u: Dice) -> list[Stroke]:
    w, middle = u(0.22, 0.4), u(0.42, 0.56)
    body = [(w, middle), (-w, middle), (-w, 0.0), (w, 0.0), (w, 1.0)]
    return [line(*body, (-w, u(0.97, 1.03))) if u.maybe(0.6) else line(*body)]
