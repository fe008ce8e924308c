"""Forms of the digits 0 to 3, as strokes, as people around the world write them.

Each public function draws one form of the digit in which its name ends. The proportions differ each
time: `u(low, high)` is a random number between its bounds. Slant and tremor come afterwards, see
`hand.py`. `lines.py` explains the coordinates.
"""

from math import cos, hypot, radians, sin

from forms.hand import Dice
from forms.lines import Stroke, arc, curve, joined, line


def _ring(u: Dice) -> tuple[Stroke, float]:
    """A closed oval begun near the top, and half its width."""
    width, start = u(0.24, 0.48), u(-45, 45)
    turn = u(340, 400) * (1 if u.maybe(0.15) else -1)
    return arc(0, 0.5, width, 0.5, start, start + turn, grow=u(0.88, 1.08)), width


def plain_0(u: Dice) -> list[Stroke]:
    return [_ring(u)[0]]


def slashed_0(u: Dice) -> list[Stroke]:
    """The slash of programmers and some countries' schools tells it from the letter O."""
    ring, width = _ring(u)
    top = (width * u(0.3, 1.4), u(-0.15, 0.3))
    foot = (-width * u(0.3, 1.4), u(0.7, 1.15))
    slash = line(top, foot)
    return [joined(ring, slash)] if u.maybe(0.15) else [ring, slash]


def long_slashed_0(u: Dice) -> list[Stroke]:
    """Its slash goes far beyond the ring, and is flat, steep or upright."""
    width = u(0.28, 0.62)
    start = u(-45, 45)
    ring = arc(0, 0.5, width, 0.5, start, start - u(340, 400), grow=u(0.88, 1.08))
    angle = radians(u(22, 97))
    x, y = cos(angle), -sin(angle)
    inside = 1 / hypot(x / width, y / 0.5)  # from the middle to the ring
    up, down, aside = inside * u(1.2, 2.3), inside * u(1.2, 2.3), width * u(-0.25, 0.25)
    return [ring, line((aside + x * up, 0.5 + y * up), (aside - x * down, 0.5 - y * down))]


def backslashed_0(u: Dice) -> list[Stroke]:
    ring, width = _ring(u)
    return [ring, line((-width * u(0.4, 1.3), u(-0.1, 0.3)), (width * u(0.4, 1.3), u(0.7, 1.1)))]


def barred_0(u: Dice) -> list[Stroke]:
    ring, width = _ring(u)
    y, tilt = u(0.4, 0.6), u(-0.1, 0.08)
    return [ring, line((-width * u(0.5, 2), y - tilt), (width * u(0.5, 2), y + tilt))]


def dotted_0(u: Dice) -> list[Stroke]:
    ring, _ = _ring(u)
    x, y = u(-0.05, 0.05), u(0.42, 0.58)
    return [ring, line((x, y), (x + u(-0.05, 0.05), y + u(0, 0.08)))]


def curled_0(u: Dice) -> list[Stroke]:
    """The pen goes on at the end, into the ring or over it in a loop."""
    width, start = u(0.25, 0.48), u(-30, 60)
    if u.maybe(0.5):
        ring = arc(0, 0.5, width, 0.5, start, start - u(400, 450), grow=u(0.7, 0.9))
        return [ring]
    ring = arc(0, 0.5, width, 0.5, 20, -330)
    end = curve(*[(float(x), float(y)) for x, y in ring[-2:]], (u(-0.1, 0.05), u(-0.12, 0.02)))
    return [joined(ring, end, line((u(0.1, 0.35), u(-0.2, -0.02))))]


def open_0(u: Dice) -> list[Stroke]:
    start = u(-20, 40)
    return [arc(0, 0.5, u(0.25, 0.45), 0.5, start, start - u(310, 340), grow=u(0.95, 1.1))]


def square_0(u: Dice) -> list[Stroke]:
    """As a pocket calculator shows it."""
    w = u(0.22, 0.4)
    return [line((-w, 0), (-w, 1), (w, 1), (w, 0), (-w + u(0, 0.06), u(-0.03, 0.03)))]


def _stem(u: Dice) -> Stroke:
    """The stroke that is a 1's body, from (0, 0) down."""
    x = u(-0.08, 0.04)
    return curve((0, 0), (x / 2 + u(-0.03, 0.03), 0.5), (x, 1))


def _foot(u: Dice) -> Stroke:
    y, tilt = u(0.95, 1.04), u(-0.04, 0.04)
    return line((-u(0.12, 0.45), y + tilt), (u(0.12, 0.42), y - tilt))


def _upstroke(u: Dice) -> Stroke:
    """Up to the top of a 1, from far down."""
    y = u(0.42, 0.9)
    x = -y * u(0.35, 0.75)
    return curve((x, y), (x * u(0.4, 0.6), y * u(0.35, 0.6)), (0, 0))


def bare_1(u: Dice) -> list[Stroke]:
    return [_stem(u)]


def flagged_1(u: Dice) -> list[Stroke]:
    x = u(0.08, 0.24)
    return [joined(line((-x, x * u(0.7, 1.5))), _stem(u))]


def bent_flagged_1(u: Dice) -> list[Stroke]:
    """Its flag is bent, and may stand apart; but its stem is upright."""
    x = u(0.12, 0.26)  # with a longer one it looks like a 7
    y = x * u(0.9, 1.5)
    flag = curve((-x, y), (-x * u(0.4, 0.6), y * u(0.1, 0.5)), (0, u(-0.02, 0.02)))
    stem = curve((0, 0), (u(-0.02, 0.04), 0.5), (u(-0.02, 0.06), 1))
    if u.maybe(0.25):
        return [stem - (0, u(0, 0.12)), flag]
    return [joined(flag, stem)]


def upstroke_1(u: Dice) -> list[Stroke]:
    """As most of Europe and Latin America learn it."""
    return [joined(_upstroke(u), _stem(u))]


def footed_1(u: Dice) -> list[Stroke]:
    return [_stem(u), _foot(u)]


def flag_and_foot_1(u: Dice) -> list[Stroke]:
    return [*flagged_1(u), _foot(u)]


def upstroke_and_foot_1(u: Dice) -> list[Stroke]:
    return [*upstroke_1(u), _foot(u)]


def one_stroke_footed_1(u: Dice) -> list[Stroke]:
    """The pen does not leave the paper: back from the foot's left end, or round a corner."""
    stem = joined(line((-u(0, 0.3), u(0.05, 0.3))), _stem(u))
    return [joined(stem, line((-u(0.1, 0.35), u(0.95, 1.02)), (u(0.1, 0.4), u(0.95, 1.02))))]


def hooked_1(u: Dice) -> list[Stroke]:
    """Its foot swings to the right."""
    start = (-u(0, 0.2), u(0.04, 0.25))
    return [joined(line(start), curve((0, 0), (-0.02, 0.5), (0, 0.93), (u(0.06, 0.2), 1)))]


def barbed_1(u: Dice) -> list[Stroke]:
    """At its foot the pen turns back, up to the right."""
    x = u(0.05, 0.15)
    stem = joined(line((-x, x * u(0.7, 1.5))), _stem(u)) if u.maybe(0.4) else _stem(u)
    return [joined(stem, line((u(0.05, 0.28), 1 - u(0.08, 0.4))))]


def _neck(u: Dice, y: float) -> list[tuple[float, float]]:
    """A 2 from its start to where its diagonal comes down to y."""
    high, wide = u(0.1, 0.3), u(0.22, 0.36)
    return [
        (-u(0.2, 0.38), high),
        (-u(0.12, 0.2), high * u(0.1, 0.4)),
        (u(0, 0.12), u(-0.02, 0.03)),
        (wide, u(0.15, 0.25)),
        (wide * u(0.6, 0.95), u(0.4, 0.5)),
        (u(-0.05, 0.08), y - u(0.2, 0.28)),
    ]


def plain_2(u: Dice) -> list[Stroke]:
    corner = (-u(0.22, 0.42), u(0.93, 1.02))
    base = line(corner, (u(0.2, 0.55), u(0.9, 1.04)))
    return [joined(curve(*_neck(u, 0.95), corner), base)]


def wavy_2(u: Dice) -> list[Stroke]:
    corner = (-u(0.25, 0.4), u(0.95, 1.02))
    base = curve(corner, (-0.1, u(0.84, 0.93)), (0.15, u(0.94, 1.03)), (u(0.35, 0.6), u(0.8, 0.98)))
    return [joined(curve(*_neck(u, 0.95), corner), base)]


def looped_2(u: Dice) -> list[Stroke]:
    """The pen turns in a loop where other 2s have their corner."""
    size = u(0.06, 0.24)
    x, y = -u(0.2, 0.36), u(0.88, 0.98)
    loop = [
        (x + size * 0.9, y - size * 0.25),
        (x, y + size * 0.1),
        (x - size * 0.7, y - size * 0.35),
        (x - size * 0.1, y - size * u(0.8, 1.1)),
        (x + size * 1.4, y - size * u(0.1, 0.4)),
    ]
    end = [(u(0.05, 0.2), u(0.93, 1.02)), (u(0.3, 0.55), u(0.84, 1.03))]
    return [curve(*_neck(u, y), *loop, *end)]


def rising_2(u: Dice) -> list[Stroke]:
    """It ends high, out of a loop or a sharp corner."""
    end = (u(0.35, 0.65), u(0.35, 0.75))
    neck = [
        (-u(0.2, 0.38), u(0.1, 0.35)),
        (-u(0, 0.12), u(-0.02, 0.05)),
        (u(0.15, 0.28), u(0.14, 0.3)),
        (u(0, 0.1), u(0.6, 0.72)),
    ]
    if u.maybe(0.3):
        return [joined(curve(*neck, (-u(0.05, 0.25), 1)), line(end))]
    loop = [(-u(0.05, 0.15), 1), (-u(0.22, 0.35), u(0.86, 0.96)), (-u(0.1, 0.25), u(0.7, 0.82))]
    return [curve(*neck, *loop, end)]


def slim_2(u: Dice) -> list[Stroke]:
    """Its head is so small that it is nearly an L, but its corner is a loop."""
    x, y, size = -u(0.12, 0.3), u(0.88, 0.97), u(0.09, 0.18)
    head = [(u(0, 0.18), 0.0)]
    if u.maybe(0.5):
        head = [(u(-0.12, 0.05), u(0.04, 0.14)), (u(0.04, 0.16), 0.0)]
    stroke = curve(
        *head,
        (u(0.06, 0.2), u(0.2, 0.35)),
        (u(0, 0.1), u(0.55, 0.65)),
        (x + size, y - size * 0.3),
        (x, y + size * 0.1),
        (x - size * 0.7, y - size * 0.35),
        (x + size * 0.2, y - size * u(0.7, 1)),
        (u(0.02, 0.15), u(0.9, 0.98)),
        (u(0.22, 0.5), u(0.92, 1.05)),
    )
    return [stroke]


def curled_2(u: Dice) -> list[Stroke]:
    """Its start is curled in."""
    neck = _neck(u, 0.95)
    x, y = neck[0]
    start = [(x + u(0.14, 0.25), y + u(-0.02, 0.08)), (x + u(0.04, 0.1), y + u(0.08, 0.14))]
    corner = (-u(0.25, 0.4), u(0.95, 1.02))
    return [joined(curve(*start, *neck, corner), line(corner, (u(0.25, 0.5), u(0.92, 1.03))))]


def angular_2(u: Dice) -> list[Stroke]:
    """Like a Z, but at the right it is round or steep."""
    wide = u(0.2, 0.34)
    neck = curve((-u(0.2, 0.36), u(0, 0.14)), (u(-0.05, 0.1), u(-0.03, 0)), (wide, u(0.06, 0.25)))
    return [joined(neck, line((-u(0.22, 0.4), 1), (u(0.25, 0.5), u(0.94, 1.03))))]


def square_2(u: Dice) -> list[Stroke]:
    w, middle = u(0.22, 0.4), u(0.42, 0.56)
    return [line((-w, 0), (w, u(-0.03, 0.03)), (w, middle), (-w, middle), (-w, 1), (w, 1))]


def _belly(u: Dice, start: tuple[float, float]) -> Stroke:
    """The lower half of a 3, from its start on."""
    x, y = start
    wide = u(0.26, 0.42)
    return curve(
        start,
        (x + (wide - x) * u(0.55, 0.7), y + u(0, 0.06)),
        (wide, y + (1 - y) * u(0.42, 0.55)),
        (u(0.02, 0.12), 1),
        (-u(0.25, 0.42), u(0.82, 0.97)),
    )


def _brow(u: Dice, end: tuple[float, float]) -> Stroke:
    """The upper half of a 3."""
    wide = u(0.18, 0.34)
    return curve(
        (-u(0.2, 0.36), u(0.06, 0.2)),
        (u(-0.1, 0.05), u(-0.02, 0.02)),
        (wide, u(0.12, 0.22)),
        (wide * 0.6, end[1] - u(0.06, 0.12)),
        end,
    )


def round_3(u: Dice) -> list[Stroke]:
    middle = (u(-0.18, 0.1), u(0.4, 0.52))
    return [joined(_brow(u, middle), _belly(u, middle))]


def looped_3(u: Dice) -> list[Stroke]:
    """The pen turns in a loop where the halves meet."""
    x, y, size = u(-0.14, 0.02), u(0.42, 0.54), u(0.05, 0.13)
    loop = curve((x, y), (x - size, y - size * 0.3), (x - size * 0.4, y - size), (x + size, y))
    return [joined(_brow(u, (x, y)), loop, _belly(u, (x + size, y)))]


def curled_3(u: Dice) -> list[Stroke]:
    """Its end turns back into its belly."""
    middle = (u(-0.18, 0.1), u(0.4, 0.52))
    back = line((u(-0.12, 0.1), u(0.6, 0.76)))
    return [joined(_brow(u, middle), _belly(u, middle), back)]


def flat_3(u: Dice) -> list[Stroke]:
    """Its top is flat, as in a 7."""
    middle = (u(-0.16, 0.08), u(0.33, 0.47))
    top = line((-u(0.2, 0.38), u(-0.03, 0.06)), (u(0.2, 0.36), u(-0.03, 0.03)), middle)
    return [joined(top, _belly(u, middle))]


def square_3(u: Dice) -> list[Stroke]:
    w, middle = u(0.25, 0.4), u(0.42, 0.56)
    body = line((-w, 0), (w, 0), (w, 1), (-w, u(0.96, 1.03)))
    return [body, line((-w * u(0.3, 1), middle), (w, middle))]
