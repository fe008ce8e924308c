"""Small folders of IDX files to train with."""

import struct

import numpy as np


def write_folder(folder, training):
    """A folder of plain IDX files, with this many images to train with and a fifth to validate."""
    folder.mkdir()
    for part, count in (("train", training * 6 // 5), ("t10k", 10)):
        pixels = np.random.default_rng(training).integers(256, size=count * 784, dtype=np.uint8)
        header = bytes([0, 0, 8, 3]) + struct.pack(">3I", count, 28, 28)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
        header = bytes([0, 0, 8, 1]) + struct.pack(">I", count)
        labels = bytes(i % 10 for i in range(count))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + labels)
    return str(folder)
