"""IDX files made to harm: refused before they are read, or in no more memory than they promise."""

import gzip
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

from digitpad.core.data import idx
from digitpad.core.data.idx import MOST_BYTES, MOST_IMAGES, read_idx


def header(*shape):
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def refused(path, dimensions, kind=ValueError):
    with pytest.raises(kind) as caught:
        read_idx(path, dimensions)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path.name} ") and sentence.endswith(".") and len(sentence) <= 200
    return sentence


def test_the_largest_of_mnists_relatives_may_be_read():
    assert MOST_IMAGES > 814_255 and MOST_BYTES == 784_000_000


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
@pytest.mark.parametrize(
    "shape",
    [
        (MOST_IMAGES + 1, 28, 28),
        (MOST_IMAGES, 29, 28),
        (MOST_IMAGES + 1, 1, 1),
        (1, 2**16, 2**16),
        (MOST_IMAGES + 1,),
        (2**32 - 1,),
    ],
)
def test_a_header_that_promises_too_much_is_told_the_bound(tmp_path, shape, name, monkeypatch):
    monkeypatch.setattr(idx, "_read_data", lambda *_: pytest.fail("memory was asked for"))
    path = tmp_path / name
    path.write_bytes((gzip.compress if name.endswith("gz") else bytes)(header(*shape) + b"data"))
    sentence = refused(path, len(shape))
    assert f"promises {np.prod(shape, dtype=object):,} bytes" in sentence
    assert "1,000,000 images of 28 × 28" in sentence


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
def test_a_shape_that_is_refused_is_refused_before_the_data_are_read(tmp_path, name, monkeypatch):
    def check(shape):
        assert shape == (MOST_IMAGES, 28, 28)
        raise ValueError("not these")

    monkeypatch.setattr(idx, "_read_data", lambda *_: pytest.fail("the data were read"))
    path = tmp_path / name
    content = header(MOST_IMAGES, 28, 28)
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(ValueError, match="^not these$"):
        read_idx(path, 3, check)


def test_what_follows_after_what_gzip_packed_is_not_unpacked(tmp_path):
    path = tmp_path / "digits.gz"
    whole = gzip.compress(header(3) + b"\1\2\3")
    path.write_bytes(whole)
    assert read_idx(path, 1).tolist() == [1, 2, 3]
    for more in (b"\0", gzip.compress(b"") * 10_000, b"x" * 2 * idx.BLOCK):
        path.write_bytes(whole + more)
        assert "goes on after what gzip packed" in refused(path, 1)
    path.write_bytes(gzip.compress(header(3)) + gzip.compress(b"\1\2\3"))
    refused(path, 1)


def test_a_file_larger_than_any_data_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(idx, "_read_header", lambda *_: pytest.fail("it was read"))
    for name in ("digits", "digits.gz"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(20 * 2**30)  # sparse: it takes no room
        assert "is larger than any data like MNIST's" in refused(path, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_does_not_keep_us_waiting(tmp_path):
    path = tmp_path / "digits"
    os.mkfifo(path)
    assert "it is not a file" in refused(path, 1, OSError)


READ = """
import resource, sys
from pathlib import Path
from digitpad.core.data.idx import read_idx
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    print(read_idx(Path(sys.argv[1]), 3).shape)
except ValueError as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def packed_zeros(promised, there):
    packing = zlib.compressobj(1, wbits=31)
    parts = [packing.compress(header(promised, 28, 28))]
    parts += [packing.compress(bytes(784_000)) for _ in range(there // 1000)]
    return b"".join([*parts, packing.flush()])


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize(
    ("promised", "there", "words", "most"),
    [
        (200_000, 200_000, "(200000, 28, 28)", 1.1 * 200_000 * 784 / 2**20 + 10),
        (MOST_IMAGES, 1000, "has only 784,000", 10),
        (1000, 200_000, "has more", 10),
    ],
    ids=["as promised", "less", "more"],
)
def test_data_take_the_memory_of_what_is_there_and_promised(tmp_path, promised, there, words, most):
    path = tmp_path / "digits.gz"
    path.write_bytes(packed_zeros(promised, there))
    assert path.stat().st_size < 2**20
    run = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=60
    )
    sentence, megabytes = run.stdout.splitlines()
    assert words in sentence
    assert float(megabytes) < most
