"""What lies on the desk beside a run, as bytes: the drawing, and the network's own file. No Qt.

Of the drawings that undo leads back to only strokes are kept, each of them once.
"""

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from digitpad.core.files.json_text import in_words
from digitpad.core.ink import SIDE
from digitpad.session.drawing.drawing import Drawing, Picture, TestDigit
from digitpad.session.drawing.eraser import Stroke

LARGEST_SIDE = 4000  # of a picture on the canvas
MOST_BEFORE = 200  # drawings that undo leads back to


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """The drawing, and the file that the network was opened from or saved to last.

    on_disk: as `digitpad.session.opened_files.fingerprint` has it. weight_initializer: of the
    network, where its file does not say so. before: the drawings that undo leads back to.
    """

    drawing: Drawing = Drawing()
    path: Path | None = None
    on_disk: bytes | None = None
    weight_initializer: str = "default"
    before: tuple[Drawing, ...] = ()


class _Picture(msgspec.Struct):
    image: bytes
    shown: bytes
    height: int
    width: int
    test_digit: tuple[int, int] | None


class _Desk(msgspec.Struct):
    path: bytes | None
    on_disk: bytes | None
    weight_initializer: Literal["default", "large"]
    strokes: list[list[tuple[float, float]]]
    picture: _Picture | None
    earlier_strokes: list[list[tuple[float, float]]] = []
    before: list[list[int]] = []  # each drawing's strokes, by their places in earlier_strokes


def encode(desk: Desk) -> bytes:
    """The desk as JSON."""
    picture = desk.drawing.picture
    earlier_strokes, before = _encoded_before(desk.before)
    return msgspec.json.encode(
        _Desk(
            None if desk.path is None else os.fsencode(desk.path),
            desk.on_disk,
            "large" if desk.weight_initializer == "large" else "default",
            [list(stroke) for stroke in desk.drawing.strokes],
            None if picture is None else _encoded_picture(picture),
            earlier_strokes,
            before,
        )
    )


def decode(text: bytes) -> Desk:
    """The desk in JSON. Raises ValueError, with what is wrong."""
    try:
        found = msgspec.json.decode(text, type=_Desk)
        return Desk(
            _drawing(found),
            None if found.path is None else Path(os.fsdecode(found.path)),
            found.on_disk,
            found.weight_initializer,
            _before(found),
        )
    except msgspec.MsgspecError as error:
        raise ValueError(in_words(error)) from error
    except (zlib.error, RecursionError, IndexError) as error:
        raise ValueError(str(error)) from error


def _encoded_picture(picture: Picture) -> _Picture:
    height, width = picture.shown.shape
    digit = picture.test_digit
    return _Picture(
        picture.image.astype("<f4").tobytes(),
        zlib.compress(picture.shown.tobytes()),
        height,
        width,
        None if digit is None else (digit.index, digit.label),
    )


def _encoded_before(
    before: Sequence[Drawing],
) -> tuple[list[list[tuple[float, float]]], list[list[int]]]:
    strokes: list[Stroke] = []
    places: dict[int, int] = {}  # of strokes, by their identity: drawings share them
    drawings: list[list[int]] = []
    for drawing in before[-MOST_BEFORE:]:
        if drawing.picture is not None:
            drawings.clear()  # nothing before a picture can be gone back to without it
            continue
        for stroke in drawing.strokes:
            if places.setdefault(id(stroke), len(strokes)) == len(strokes):
                strokes.append(stroke)
        drawings.append([places[id(stroke)] for stroke in drawing.strokes])
    return [list(stroke) for stroke in strokes], drawings


def _before(desk: _Desk) -> tuple[Drawing, ...]:
    strokes = _strokes(desk.earlier_strokes)
    if len(desk.before) > MOST_BEFORE or any(i < 0 for places in desk.before for i in places):
        raise ValueError("the way back through the drawing leads nowhere")
    return tuple(Drawing(tuple(strokes[i] for i in places)) for places in desk.before)


def _strokes(found: list[list[tuple[float, float]]]) -> tuple[Stroke, ...]:
    strokes = tuple(tuple(stroke) for stroke in found)
    for stroke in strokes:
        same = any(a == b for a, b in zip(stroke, stroke[1:]))
        if not stroke or same or not all(-1 <= x <= 2 and -1 <= y <= 2 for x, y in stroke):
            raise ValueError("a stroke leads nowhere")
    return strokes


def _drawing(desk: _Desk) -> Drawing:
    strokes = _strokes(desk.strokes)
    if desk.picture is None:
        return Drawing(strokes)
    found = desk.picture
    shape = found.height, found.width
    if not all(0 < side <= LARGEST_SIDE for side in shape):
        raise ValueError("the picture has no size")
    image = np.frombuffer(found.image, "<f4").astype(np.float32).reshape(SIDE, SIDE)
    pixels = zlib.decompressobj().decompress(found.shown, found.height * found.width)
    if not np.isfinite(image).all():
        raise ValueError("the picture is no picture")
    digit = None if found.test_digit is None else TestDigit(*found.test_digit)
    shown = np.frombuffer(pixels, np.uint8).reshape(shape)
    return Drawing(strokes, Picture(image.clip(0, 1), shown, digit))
