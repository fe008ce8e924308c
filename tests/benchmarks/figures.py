"""Measures how many numbers are read whole, and how few single digits are split.

    python tests/benchmarks/bench.py figures

Two or three of a writer's pen digits stand on one line, with gaps of 0.1 to 0.5 of the higher one's
height. Only digits that are read right alone are taken. A number is read whole if exactly its
digits are read. The single digits are by people from whom nothing was learnt.
"""

import measuring  # noqa: F401  it finds tests/support
import numpy as np
from digits import side_by_side

from digitpad.core.data.people import VALIDATION_WRITERS, load_pen_digits
from digitpad.core.ink import from_drawings
from digitpad.core.verdict import Kind, verdict_on
from digitpad.session.drawing import Drawing
from digitpad.session.opened_files import shipped_network

NUMBERS = {"pairs": (2, 1000), "triples": (3, 500)}


def read(drawings):
    """The digit that each drawing is clearly read as; None for one that is not."""
    images = from_drawings(drawings)
    outputs = shipped_network().feedforward(images.reshape(len(images), 784).T)
    verdicts = [verdict_on(of_one) for of_one in outputs.T]
    return [v.digits[0] if v.kind is Kind.CLEAR else None for v in verdicts]


def as_drawing(strokes):
    return Drawing(tuple(tuple(map(tuple, stroke.tolist())) for stroke in strokes))


def measure(_folder, _options):
    pens, rng = load_pen_digits(), np.random.default_rng(40)
    right = np.array(read(pens.drawings)) == pens.labels
    names, counts = np.unique(pens.writers[right], return_counts=True)
    writers = names[counts >= max(length for length, _ in NUMBERS.values())]
    for name, (length, count) in NUMBERS.items():
        whole = 0
        for _ in range(count):
            rows = np.flatnonzero(right & (pens.writers == rng.choice(writers)))
            rows = rng.choice(rows, length, replace=False)
            strokes, _owners = side_by_side([pens.drawings[row] for row in rows], rng)
            figures = as_drawing(strokes).figures()
            whole += read([figure.strokes for figure in figures]) == pens.labels[rows].tolist()
        yield f"at least: {name} read whole, %", 100 * whole / count
    for who, some in {"": pens.by(VALIDATION_WRITERS), " of all writers": pens}.items():
        drawn = [as_drawing(drawing) for drawing in some.drawings if len(drawing) in (2, 3)]
        split = sum(len(drawing.figures()) > 1 for drawing in drawn)
        yield f"single digits in two or three strokes{who}", len(drawn)
        yield f"of these split{who}, %", 100 * split / len(drawn)
