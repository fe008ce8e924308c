"""Ink: turns strokes, or a photo, into the image that MNIST would hold.

`from_strokes` is for a drawing, `from_drawings` for many at once, and `figures` separates digits
that stand side by side (all in `strokes.py`); `from_image` is for a photo or scan (`photo.py`). The
rest of the program imports from here.
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
