"""Damaged files: each is refused in one sentence that names it, or read as plain Python reads it.

Files are cut, flipped or doubled, or have a value of another kind anywhere. Python's own `json` and
`struct` say whether a file may be read, and with which content. Nothing is written.
"""

import copy
import gzip
import json
import struct
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from network_files import EVERY_KEY, assert_read_right

from digitpad import NetworkFileError, load
from digitpad.core.data import hands
from digitpad.core.data.dataset import read_idx
from digitpad.core.data.hands import clean_name, read_hand
from digitpad.core.files import FileError

HAND = {
    "format": "digitpad hand",
    "format_version": 1,
    "name": "Grace",
    "tool": "another",
    "digits": [
        {"label": 4, "strokes": [[[0.2, 0.1], [0.25, 0.4]], [[0.5, 0.5]]]},
        {"label": 0, "written": 7.5, "strokes": [[[2, -1]]], "is_confirmed": True},
    ],
}
IDX = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 3, 4) + bytes(range(24))


def assert_hand_read_right(path):
    found = read_hand(path)
    # Values under unknown keys may be no UTF-8.
    value = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    assert found.name == clean_name(value["name"])
    wanted = sorted(value["digits"], key=lambda digit: digit.get("written", time.time()))
    for digit, theirs in zip(found.digits, wanted, strict=True):
        strokes = [[list(map(float, point)) for point in s] for s in theirs["strokes"]]
        assert [[list(point) for point in s] for s in digit.strokes] == strokes
        assert digit.label == theirs["label"]
        assert digit.is_confirmed == theirs.get("is_confirmed", False)


def assert_idx_read_right(path):
    data, found = path.read_bytes(), read_idx(path, 3)
    content = gzip.decompress(data) if path.suffix == ".gz" else data
    assert found.shape == struct.unpack(">3I", content[4:16])
    assert found.tobytes() == content[16:]


@dataclass
class Reader:
    """A kind of file: a good example, its reader, and the error that it raises."""

    name: str
    good: Any
    assert_read_right: Any
    refusal: type[Exception]

    @property
    def content(self):
        return self.good if isinstance(self.good, bytes) else json.dumps(self.good).encode()

    def check(self, path, content):
        path.write_bytes(content)
        try:
            self.assert_read_right(path)
        except self.refusal as error:
            sentence = str(error)
            assert sentence.startswith(f"{path.name} ") and sentence.endswith(".")
            assert "\n" not in sentence and len(sentence) <= 220
        assert path.read_bytes() == content and len(list(path.parent.iterdir())) == 1


NETWORK = Reader("net.json", EVERY_KEY, assert_read_right, NetworkFileError)
PACKED = Reader("net.json.gz", gzip.compress(NETWORK.content), assert_read_right, NetworkFileError)
READERS = [
    NETWORK,
    PACKED,
    Reader("ada.json", HAND, assert_hand_read_right, FileError),
    Reader("digits", IDX, assert_idx_read_right, ValueError),
    Reader("digits.gz", gzip.compress(IDX, mtime=0), assert_idx_read_right, ValueError),
]
OTHERS = [None, True, "", "x" * 2000, -1, 0, 0.5, 7, 1e39, 10**400, [], [1], {}, [[0.5]], "NaN"]
OTHERS += [float("nan"), float("inf")]
many = settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def places_in(value, above=()):
    """The way to each value inside a JSON value."""
    yield above
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in inside:
            yield from places_in(part, (*above, key))


@st.composite
def damaged_bytes(draw, content):
    """The file cut, doubled, with a byte flipped, or with zeros in it."""
    place = draw(st.integers(0, len(content) - 1))
    begin, flipped = content[:place], bytes([content[place] ^ draw(st.integers(1, 255))])
    ways = [
        begin,
        begin + flipped + content[place + 1 :],
        begin + bytes(8) + content[place + 8 :],
        begin + content,
        content + content,
    ]
    return draw(st.sampled_from(ways))


@st.composite
def damaged_values(draw, value):
    """The file with a value of another kind anywhere, or one left out or doubled."""
    value = copy.deepcopy(value)
    way = draw(st.sampled_from(list(places_in(value))[1:]))
    part = value
    for key in way[:-1]:
        part = part[key]
    how = draw(st.sampled_from(["replaced", "left out", "twice"]))
    if how == "replaced":
        part[way[-1]] = draw(st.sampled_from(OTHERS))
    elif how == "left out":
        del part[way[-1]]
    elif isinstance(part, list):
        part.append(part[way[-1]])
    return json.dumps(value).encode()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_damaged_bytes_are_refused_or_read_as_plain_python_reads_them(tmp_path, reader):
    path = tmp_path / reader.name
    reader.assert_read_right(written(path, reader.content))

    @many
    @given(damaged_bytes(reader.content))
    @example(b"")
    @example(reader.content.replace(b"0.25", b"\xff\xfe"))
    @example(reader.content.replace(b"-0.1", b"-0.2", 1))
    def check(content):
        reader.check(path, content)

    check()


@pytest.mark.parametrize("reader", READERS[::2][:2], ids=lambda reader: reader.name)
def test_values_of_another_kind_are_refused_or_read_as_plain_json_reads_them(tmp_path, reader):
    @many
    @given(damaged_values(reader.good))
    @example(b"[]")
    @example(b"\xef\xbb\xbf" + reader.content)
    @example(b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    @example(reader.content.replace(b"0.25", b"9" * 4000))
    @example(json.dumps(BOOK).encode())
    def check(content):
        reader.check(tmp_path / reader.name, content)

    check()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def book(key: str, value: str) -> bytes:
    """The bytes of a network file with this JSON under a key."""
    return f"{json.dumps(BOOK)[:-1]}, {json.dumps(key)}: {value}}}".encode()


def hand(stroke: str, more: int = 0) -> bytes:
    """A hand of one digit with this stroke, and more digits."""
    strokes = ",".join([stroke] * (1 + more))
    return json.dumps(HAND | {"digits": []})[:-2].encode() + (
        f'{{"label": 1, "strokes": [{strokes}]}}]}}'.encode()
    )


def idx(count: int) -> bytes:
    """The header of an IDX file of labels."""
    return bytes([0, 0, 8, 1]) + struct.pack(">I", count)


def read_labels(path: Path):
    return read_idx(path, 1)


# The sentence says what is wrong, and in which place

BOOK = {key: EVERY_KEY[key] for key in ("sizes", "weights", "biases", "cost")}
WEIGHTS, BIASES = BOOK["weights"], BOOK["biases"]
# One epoch without any measurement.
EPOCH = dict.fromkeys(("eta", "lmbda", "evaluation_size", "training_size"), [1])
EPOCH |= dict.fromkeys(("evaluation_cost", "evaluation_accuracy"), [None])
EPOCH |= dict.fromkeys(("training_cost", "training_accuracy"), [None])
NETWORKS = [
    ("Dear students,", "it is not a JSON file, or damaged: JSON is malformed"),
    ('{"sizes": [2, 3, 1], "weig', "it is not a JSON file, or damaged: Input data was truncated"),
    ({"nodes": []}, "this JSON file is not a saved network, it lacks sizes, weights, biases and c"),
    ('{"sizes": [2], "weights": [], "cost": ""}', "is not a saved network, it lacks biases."),
    *((value, "this JSON file is not a saved network, it lacks sizes") for value in ("[7]", "7")),
    ({"sizes": [2], "weights": [], "biases": []}, "sizes: Expected array of length >= 2"),
    ({"sizes": [2, 0, 1]}, "sizes[1]: Expected int >= 1"),
    ({"sizes": [2, 10**6, 1]}, "1,000,003 neurons"),
    ({"cost": "LogCost"}, "cost is 'LogCost'"),
    ({"cost": "sigmoid:QuadraticCost"}, "cost is 'sigmoid:QuadraticCost'"),
    ({"cost": "step:QuadraticCost"}, "cost is 'step:QuadraticCost'"),
    ({"cost": "relu:"}, "cost is 'relu:', which network.schema.json does not list"),
    ({"dtype": "float16"}, "dtype: Invalid enum value"),
    ({"weights": WEIGHTS[:1]}, "weights: layers of [3] rows, not [3, 1]"),
    ({"biases": [*BIASES, [[0.0]]]}, "the biases have more than the 4 numbers that sizes say"),
    ({"weights": [[[0.5], [1, 2], [1, 2]], WEIGHTS[1]]}, "weights[0]: setting an array element"),
    ({"weights": [[[0.5]] * 3, WEIGHTS[1]]}, "the weights have the shapes [(3, 1), (1, 3)], not"),
    ({"weights": [[["0.5", 1], *WEIGHTS[0][1:]], WEIGHTS[1]]}, "weights[0][0][0]"),
    (
        {"dtype": "float32", "biases": [BIASES[0], [[1e39]]]},
        "biases[1] has a number that is not fi",
    ),
    ({"hyperparameters": {"eta": -1}}, "hyperparameters: eta"),
    ({"hyperparameters": {"eta": "fast"}}, "hyperparameters.eta: Expected float, got str"),
    *(({"seed": seed}, "seed: must be a whole number up to 3.4e+38") for seed in (-1, 2**128)),
    ({"evaluation_accuracy": [0.5]}, "evaluation_accuracy"),
    ({**EPOCH, "training_cost": []}, "training_cost has 0 epochs, "),
    ({**EPOCH, "gradient_lengths": [[0.5] * 3]}, "gradient_lengths has other layers than sizes"),
    ({**EPOCH, "evaluation_accuracy": [10_001]}, "evaluation_accuracy is above evaluation_size"),
]
HANDS = [
    ("", "Input data was truncated. Choose a file that My Digits exported, or export"),
    ({"format_version": 2}, "format_version: Invalid enum value 2"),
    ({"name": "\n"}, "its name has no letters"),
    ({"digits": [{"label": 10, "strokes": [[[0, 0]]]}]}, "digits[0].label: Expected int <= 9"),
    ({"digits": [{"label": 1, "strokes": [[[0.1, 700]]]}]}, "Expected float <= 2"),
    ({"digits": [{"label": 1, "strokes": [[[0, 0]] * 10_001]}]}, "array of length <= 10000"),
]


@pytest.mark.parametrize(
    ("read", "good", "changed", "words"),
    [(load, BOOK, *row) for row in NETWORKS] + [(read_hand, HAND, *row) for row in HANDS],
)
def test_the_sentence_says_what_is_wrong_and_where(tmp_path, read, good, changed, words):
    if isinstance(changed, dict):
        changed = json.dumps(changed if "nodes" in changed else good | changed)
    path = written(tmp_path / "some.json", changed.encode())
    with pytest.raises((NetworkFileError, FileError)) as caught:
        read(path)
    assert words in str(caught.value)


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    with open(path, "wb") as file:
        file.truncate(10**11)  # a sparse file: 100 GB that take no room
    with pytest.raises(NetworkFileError, match="too large: it has 95,368 MB, 80 MB is the most"):
        load(path)
    monkeypatch.setattr(hands, "MOST_BYTES", 50)
    with pytest.raises(FileError, match="too large"):
        read_hand(written(path, json.dumps(HAND).encode()))


# Small files that would take all memory

LOW = "[0,0]," * 1_200_000
BOMBS = [
    (load, "b.gz", lambda: gzip.compress(bytes(300 * 2**20), 1), "unpacked, it has more than 80"),
    (load, "b.gz", lambda: gzip.compress(b"") * 1000, "something follows after its end"),
    (load, "b", lambda: book("weights", f"[[{'[],' * 2**21}[]]]"), "more than the 9 numbers"),
    (load, "b", lambda: book("sizes", f"[{'999,' * 2**23}9]"), "too many epochs"),
    (load, "b", lambda: book("gradient_lengths", f"[{'[0],' * 2**22}[0]]"), "too many epochs"),
    (load, "b", lambda: book("dtype", f'"{"ab " * 2**23}\U0001f58a"'), "other keys are too long"),
    (read_hand, "b", lambda: hand(f"[{LOW}[0,0]]"), "more points than a hand may have"),
    (read_hand, "b", lambda: hand("[[0,0]]", more=2**20), "more points than a hand may have"),
    (read_labels, "b", lambda: idx(2) + bytes(300 * 2**20), "damaged or cut short"),
    (read_labels, "b.gz", lambda: gzip.compress(idx(2) + bytes(300 * 2**20), 1), "damaged or cut"),
    (read_labels, "b.gz", lambda: gzip.compress(idx(2**32 - 1)), "damaged or cut short"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("read", "name", "content", "words"), BOMBS)
def test_a_refusal_takes_little_memory(tmp_path, read, name, content, words):
    path = written(tmp_path / name, content())
    tracemalloc.start()
    try:
        with pytest.raises((NetworkFileError, FileError, ValueError), match=words):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()
