"""Invented digits in many styles: a digit has other forms in other parts of the world.

MNIST's writers are American. Elsewhere a 0 may have a slash, a 1 a long upstroke or a foot, a 7 a
bar, a 9 a curled tail. Such forms, and the plain ones, are drawn here as strokes. Each drawing
has its own proportions (`forms_0_3.py` and the two after it) and its own hand (`hand.py`), and is
inked as a person's drawing is (`core/ink`).

    images, labels = invent(1000, np.random.default_rng(7))
    strokes = draw("barred 7", np.random.default_rng(7))
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from digitpad.core.ink import from_drawings
from forms import forms_0_3, forms_4_6, forms_7_9
from forms.hand import Dice, write
from forms.lines import Stroke

# Public functions such as `barred_7` are the forms; the names end in the digits that they draw.
_DRAWN: dict[str, tuple[int, Callable[[Dice], list[Stroke]]]] = {
    name.replace("_", " "): (int(name[-1]), function)
    for module in (forms_0_3, forms_4_6, forms_7_9)
    for name, function in vars(module).items()
    if name[0] != "_" and name[-1].isdigit()
}

FORMS: tuple[str, ...] = tuple(_DRAWN)  # names, such as "barred 7", digit by digit


def digit_of(form: str) -> int:
    """The digit that this form shows. Raises ValueError for a name that is not in FORMS."""
    return _known(form)[0]


def forms_of(digit: int) -> tuple[str, ...]:
    """The names of all forms of a digit."""
    return tuple(form for form, (of, _) in _DRAWN.items() if of == digit)


def choose_form(rng: np.random.Generator) -> str:
    """The name of a form: every digit is as likely as the others, and so is every form of it."""
    forms = forms_of(int(rng.integers(10)))
    return forms[int(rng.integers(len(forms)))]


def draw(form: str, rng: np.random.Generator) -> list[Stroke]:
    """The strokes of one digit of this form, in the order of writing, different each time.

    Each is an array (n, 2) of x, y, y down, within about 1 of the middle (0, 0).

    Raises ValueError for a name that is not in FORMS.
    """
    _, drawn = _known(form)
    return write(drawn(Dice(rng)), rng)


def invent(n: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """n digits that nobody wrote: images float32 (n, 28, 28), paper 0, ink 1, and labels (n,).

    Every digit is as likely as the others, and so is every form of a digit. The same generator
    gives the same digits.
    """
    drawings, labels = [], np.empty(n, np.uint8)
    for i in range(n):
        form = choose_form(rng)
        labels[i] = digit_of(form)
        drawings.append(draw(form, rng))
    return from_drawings(drawings), labels


def _known(form: str) -> tuple[int, Callable[[Dice], list[Stroke]]]:
    try:
        return _DRAWN[form]
    except KeyError:
        raise ValueError(f"{form!r} is no form of a digit; FORMS names them") from None
