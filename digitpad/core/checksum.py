"""A checksum tells a digit that has flipped in a network file from one that was written."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def checksum(
    sizes: Sequence[int],
    cost: str,
    weights: Sequence[NDArray[np.floating]],
    biases: Sequence[NDArray[np.floating]],
) -> str:
    """The SHA-256, in hexadecimal, of what makes a network: the book's four keys, and the dtype.

    It is that of the text "784,30,10 CrossEntropyCost float32" and a line feed, followed by all
    weights and then all biases, layer by layer and row by row, as little-endian floats of the
    dtype. So it does not depend on how a file is laid out, or how its numbers are spelt.
    """
    dtype = weights[0].dtype
    digest = hashlib.sha256(f"{','.join(map(str, sizes))} {cost} {dtype.name}\n".encode())
    for array in (*weights, *biases):
        digest.update(np.ascontiguousarray(array, dtype.newbyteorder("<")).data)
    return digest.hexdigest()
