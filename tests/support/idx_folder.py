"""Small folders of IDX files to train with."""

import struct
from pathlib import Path

import numpy as np
from mnist import mnist


def write_folder(folder, training):
    """A folder of plain IDX files, with this many images to train with and a fifth to validate."""
    folder.mkdir()
    for part, count in (("train", training * 6 // 5), ("t10k", 10)):
        pixels = np.random.default_rng(training).integers(256, size=count * 784, dtype=np.uint8)
        _write(folder, part, pixels, bytes(i % 10 for i in range(count)))
    return str(folder)


def write_some_of_mnist(folder: Path) -> str:
    """A tenth of MNIST in a folder, from which a process has read it in a moment."""
    training, validation, test = mnist()
    for part, parts in (("train", (training[:5000], validation[:1000])), ("t10k", (test[:1000],))):
        images = np.concatenate([data.images for data in parts])
        _write(folder, part, images, b"".join(data.labels.tobytes() for data in parts))
    return str(folder)


def _write(folder, part, pixels, labels):
    header = bytes([0, 0, 8, 3]) + struct.pack(">3I", len(labels), 28, 28)
    (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
    header = bytes([0, 0, 8, 1]) + struct.pack(">I", len(labels))
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + labels)
