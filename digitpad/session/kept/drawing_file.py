"""The file drawing.json of an entry: a drawing, and those that undo leads back to. No Qt.

These drawings share most of their strokes, so each stroke is written once. A picture is kept only
if it is on the canvas.
"""

import zlib
from collections.abc import Sequence
from typing import Any, get_args

import msgspec
import numpy as np

from digitpad.core.files.json_text import in_words
from digitpad.core.ink import SIDE
from digitpad.session.drawing.board import MOST_BEFORE
from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.drawing.eraser import Stroke

LARGEST_SIDE = 4000  # of a picture on the canvas
MOST_BYTES = 64 * 2**20


class _Drawings(msgspec.Struct):
    """drawings: each as indices into `strokes`; the last one is on the canvas."""

    strokes: list[Stroke]
    drawings: list[list[int]]
    picture: Picture | None = None


class _Array(msgspec.Struct):
    """shape: rows and columns. packed: their numbers, little-endian, by zlib."""

    shape: tuple[int, int]
    packed: bytes


def encode(drawing: Drawing, before: Sequence[Drawing] = ()) -> bytes:
    """A drawing, and those that undo leads back to, as JSON.

    Raises ValueError if the drawing is too large to be read again.
    """
    for way_back in (before, ()):
        text = msgspec.json.encode(_drawings(drawing, way_back), enc_hook=_packed)
        if len(text) <= MOST_BYTES:
            return text
    raise ValueError("the drawing has too many strokes to be kept")


def decode(text: bytes) -> tuple[Drawing, tuple[Drawing, ...]]:
    """The drawing in JSON, and those before it. Raises ValueError, with what is wrong."""
    try:
        kept = msgspec.json.decode(text, type=_Drawings, dec_hook=_unpacked)
        *before, last = [[kept.strokes[place] for place in places] for places in kept.drawings]
    except (msgspec.MsgspecError, RecursionError, IndexError) as error:
        raise ValueError(in_words(error)) from error
    if len(before) > MOST_BEFORE:
        raise ValueError("the way back through the drawing is too long")
    for stroke in kept.strokes:
        _check_stroke(stroke)
    if kept.picture is not None:
        _check_picture(kept.picture)
    return Drawing(tuple(last), kept.picture), tuple(Drawing(tuple(each)) for each in before)


def _drawings(drawing: Drawing, before: Sequence[Drawing]) -> _Drawings:
    strokes: list[Stroke] = []
    places: dict[int, int] = {}  # of strokes, by their identity: drawings share them
    drawings: list[list[int]] = []
    for each in (*before[-MOST_BEFORE:], drawing):
        if each.picture is not None:
            drawings.clear()  # nothing before a picture can be gone back to without it
            if each is not drawing:
                continue
        for stroke in each.strokes:
            if places.setdefault(id(stroke), len(strokes)) == len(strokes):
                strokes.append(stroke)
        drawings.append([places[id(stroke)] for stroke in each.strokes])
    return _Drawings(strokes, drawings, drawing.picture)


def _check_stroke(stroke: Stroke) -> None:
    same = any(a == b for a, b in zip(stroke, stroke[1:]))
    if not stroke or same or not all(-1 <= x <= 2 and -1 <= y <= 2 for x, y in stroke):
        raise ValueError("a stroke leads nowhere")


def _check_picture(picture: Picture) -> None:
    image = picture.image
    if image.shape != (SIDE, SIDE) or not ((image >= 0) & (image <= 1)).all():
        raise ValueError("the picture is no picture")


def _packed(array: Any) -> _Array:
    """Encodes an array, for msgspec."""
    little_endian = array.astype(array.dtype.newbyteorder("<"))
    return _Array(array.shape, zlib.compress(little_endian.tobytes()))


def _unpacked(kind: Any, value: Any) -> Any:
    """Decodes an array, for msgspec; its annotation names the dtype."""
    array = msgspec.convert(value, _Array)
    ((dtype,),) = map(get_args, get_args(kind)[1:])
    if not all(0 < side <= LARGEST_SIDE for side in array.shape):
        raise ValueError("a picture has no size")
    size = np.dtype(dtype).itemsize * array.shape[0] * array.shape[1]
    try:
        numbers = zlib.decompressobj().decompress(array.packed, size)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    little_endian = np.frombuffer(numbers, np.dtype(dtype).newbyteorder("<"))
    return little_endian.astype(dtype).reshape(array.shape)
