"""IDX files are how MNIST comes: a magic number, the sizes of an array, then its bytes."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.text import reason_of

# Images in a file, and the bytes of so many images of 28x28 pixels. The largest of MNIST's
# relatives, EMNIST ByClass, has 814,255 images.
MOST_IMAGES = 1_000_000
MOST_BYTES = MOST_IMAGES * 28 * 28


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes, gzipped where its name ends in ".gz".

    dimensions: 3 for images, 1 for labels. A file may promise as many bytes as MOST_IMAGES of 28x28
    pixels need, and no more than it promises is read.

    Raises OSError where the file cannot be read, ValueError where it is not such a file or is cut
    short. The message is a sentence with the file's name.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            shape = _shape(path, file.read(4 + 4 * dimensions), dimensions)
            size = math.prod(shape)
            data = file.read(size + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path.name} is damaged or cut short; download it again.") from error
    except OSError as error:
        raise OSError(f"{path.name} cannot be read: {reason_of(error)}.") from error
    if len(data) != size:
        has = "more" if len(data) > size else f"only {len(data):,}"
        raise ValueError(
            f"{path.name} promises {size:,} bytes of data and has {has}; download it again."
        )
    return np.frombuffer(data, np.uint8).reshape(shape)


def _shape(path: Path, header: bytes, dimensions: int) -> tuple[int, ...]:
    """The shape that an IDX file promises in its first bytes."""
    expected = bytes([0, 0, 8, dimensions])
    if header[:4] != expected:
        raise ValueError(_why_not_idx(path, header[:4], expected))
    if len(header) < 4 + 4 * dimensions:
        raise EOFError
    shape = struct.unpack(f">{dimensions}I", header[4:])
    size, most = math.prod(shape), MOST_IMAGES if dimensions == 1 else MOST_BYTES
    if size > most:
        raise ValueError(
            f"{path.name} promises {size:,} bytes of data for {shape[0]:,} images; the most that "
            f"is read is {MOST_IMAGES:,} images of 28 × 28."
        )
    return shape


def _why_not_idx(path: Path, magic: bytes, expected: bytes) -> str:
    """Why a file that begins with these bytes is not an IDX file: a sentence."""
    if magic.startswith(b"\x1f\x8b"):
        return f"{path.name} is gzipped; give it a name that ends in .gz."
    kind = {1: "of labels", 3: "of images"}.get(expected[3], f"in {expected[3]} dimensions")
    begins = f"begins with the bytes {magic.hex(' ')}" if magic else "is empty"
    return f"{path.name} is not an IDX file {kind}: it {begins}, not with {expected.hex(' ')}."
