"""Ink: turns strokes, or a photo, into the image that MNIST would hold.

`from_strokes` is for a drawing, `from_drawings` for many at once (both in `strokes.py`),
`from_image` for a photo or scan (`photo.py`). `is_side_by_side` tells ink that is no single digit
(`figures.py`). `mnist_format.py` says where MNIST has its digits, and how large. The rest of the
program imports from here.
"""

from digitpad.core.ink.figures import is_side_by_side
from digitpad.core.ink.mnist_format import CENTRE, EDGE, LONGEST, PEN_WIDTH, SIDE
from digitpad.core.ink.photo import from_image, patches
from digitpad.core.ink.strokes import from_drawings, from_strokes

__all__ = [
    "CENTRE",
    "EDGE",
    "LONGEST",
    "PEN_WIDTH",
    "SIDE",
    "from_drawings",
    "from_image",
    "from_strokes",
    "is_side_by_side",
    "patches",
]
