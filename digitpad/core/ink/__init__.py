"""Ink: from a pen's strokes, or a photo, to the image that MNIST would hold.

Everything outside this room imports from here: `from_strokes` for a drawing, `from_drawings` for
many at once, `from_image` for a photo or scan.
"""

from digitpad.core.ink.mnist_format import CENTRE, EDGE, LONGEST, PEN_WIDTH, SIDE
from digitpad.core.ink.photo import from_image
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
]
