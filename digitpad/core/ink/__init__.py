"""Ink: turns strokes, or a photo, into the image that MNIST would hold.

strokes  drawings: `from_strokes` for one, `from_drawings` for many at once; `figures` separates
         digits that stand side by side
photo    a photo or scan: `from_image`

The rest of the program imports from here.
"""

from digitpad.core.ink.photo import edge_ink, from_image, patches
from digitpad.core.ink.strokes import (
    CENTRE,
    LONGEST,
    PEN_WIDTH,
    SIDE,
    figures,
    from_drawings,
    from_strokes,
)

__all__ = [
    "CENTRE",
    "LONGEST",
    "PEN_WIDTH",
    "SIDE",
    "edge_ink",
    "figures",
    "from_drawings",
    "from_image",
    "from_strokes",
    "patches",
]
