"""IDX files are how MNIST comes: a magic number, the sizes of an array, then its bytes.

A file may come from a stranger, so none takes more memory than it has data.
"""

import math
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from digitpad.core.files import whole_files
from digitpad.core.text import reason_of

# Images in a file, and the bytes of so many images of 28x28 pixels. The largest of MNIST's
# relatives, EMNIST ByClass, has 814,255 images.
MOST_IMAGES = 1_000_000
MOST_BYTES = MOST_IMAGES * 28 * 28
BLOCK = 1 << 16  # bytes read at a time


def read_idx(
    path: Path, dimensions: int, check: Callable[[tuple[int, ...]], None] | None = None
) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes, gzipped where its name ends in ".gz".

    dimensions: 3 for images, 1 for labels. check: gets the shape that the file promises, and may
    refuse it with a ValueError before the data are read.

    Takes no more memory than the file has data, and no more than it promises. It may promise as
    many bytes as MOST_IMAGES of 28x28 pixels need.

    Raises OSError where the file cannot be read, ValueError where it is not such a file or is cut
    short. The message is a sentence with the file's name.
    """
    try:
        with whole_files.opened(path) as file:
            if os.fstat(file.fileno()).st_size > MOST_BYTES + BLOCK:
                raise ValueError(f"{path.name} is larger than any data like MNIST's; use another.")
            blocks = _unpacked(path, file) if path.suffix == ".gz" else _blocks(file)
            shape, first = _read_header(path, blocks, dimensions)
            if check is not None:
                check(shape)
            return _read_data(path, chain([first], blocks), math.prod(shape)).reshape(shape)
    except whole_files.FileError:
        raise
    except (EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} is damaged or cut short; download it again.") from error
    except OSError as error:
        raise OSError(f"{path.name} cannot be read: {reason_of(error)}.") from error


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _unpacked(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """A gzip file's unpacked bytes, in blocks of at most BLOCK bytes."""
    unpacking = zlib.decompressobj(wbits=31)
    while not unpacking.eof:
        packed = unpacking.unconsumed_tail or file.read(BLOCK)
        if not packed:
            raise EOFError
        if block := unpacking.decompress(packed, BLOCK):
            yield block
    # Python's gzip would unpack what follows: perhaps millions of empty parts, which take minutes.
    if unpacking.unused_data or file.read(1):
        raise ValueError(f"{path.name} goes on after what gzip packed; pack it again.")


def _read_header(
    path: Path, blocks: Iterator[bytes], dimensions: int
) -> tuple[tuple[int, ...], bytes]:
    """The shape that an IDX file promises, and the first bytes of its data."""
    expected = bytes([0, 0, 8, dimensions])
    length = 4 + 4 * dimensions
    begin = b""
    while len(begin) < length and (block := next(blocks, b"")):
        begin += block
    if begin[:4] != expected:
        raise ValueError(_why_not_idx(path, begin[:4], expected))
    if len(begin) < length:
        raise EOFError
    shape = struct.unpack(f">{dimensions}I", begin[4:length])
    size, most = math.prod(shape), MOST_IMAGES if dimensions == 1 else MOST_BYTES
    if size > most or shape[0] > MOST_IMAGES:
        raise ValueError(
            f"{path.name} promises {size:,} bytes of data for {shape[0]:,} images; the most that "
            f"is read is {MOST_IMAGES:,} images of 28 × 28."
        )
    return shape, begin[length:]


def _read_data(path: Path, blocks: Iterable[bytes], size: int) -> NDArray[np.uint8]:
    """The `size` bytes that an IDX file promises."""
    data = np.empty(size, np.uint8)  # takes no memory before it is written to
    done = 0
    for block in blocks:
        if len(block) > size - done:
            raise ValueError(
                f"{path.name} promises {size:,} bytes of data and has more; download it again."
            )
        data[done : done + len(block)] = np.frombuffer(block, np.uint8)
        done += len(block)
    if done < size:
        raise ValueError(
            f"{path.name} promises {size:,} bytes of data and has only {done:,}; download it again."
        )
    return data


def _why_not_idx(path: Path, magic: bytes, expected: bytes) -> str:
    """Why a file that begins with these bytes is not an IDX file: a sentence."""
    if magic.startswith(b"\x1f\x8b"):
        return f"{path.name} is gzipped; give it a name that ends in .gz."
    kind = {1: "of labels", 3: "of images"}.get(expected[3], f"in {expected[3]} dimensions")
    begins = f"begins with the bytes {magic.hex(' ')}" if magic else "is empty"
    return f"{path.name} is not an IDX file {kind}: it {begins}, not with {expected.hex(' ')}."
