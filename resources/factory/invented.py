"""python resources/factory/invented.py: write the invented digits that ship with digitpad.

They are the same each time. `forms/styles.py` draws them.
"""

import argparse
from pathlib import Path

import numpy as np
from forms.styles import choose_form, digit_of, draw
from pack import write

from digitpad.resources import resource_path

SEED = 12
DIGITS = 12_500
UNIT = 100  # of the file in what `draw` calls 1, about a digit's height


def write_invented(target: Path, digits: int = DIGITS) -> None:
    """Write this many invented digits, of nobody's hand, to a file like those of pen digits.

    It has one more array, `form`: the name of each digit's form, such as "barred 7".
    """
    rng = np.random.default_rng(SEED)
    forms, drawings = [], []
    for _ in range(digits):
        forms.append(choose_form(rng))
        drawings.append(draw(forms[-1], rng))
    strokes = [stroke for drawing in drawings for stroke in drawing]
    write(
        target,
        np.rint(UNIT * np.concatenate(strokes)),
        np.cumsum([0, *map(len, strokes)]),
        np.cumsum([0, *map(len, drawings)]),
        label=np.array([digit_of(form) for form in forms], np.uint8),
        writer=np.zeros(digits, np.uint8),
        form=np.array(forms),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--output", type=Path, help="by default the shipped file")
    output = parser.parse_args().output or resource_path("strokes") / "invented.npz"
    write_invented(output)
    print(f"{DIGITS:,} digits, {output.stat().st_size:,} bytes, written to {output}")
