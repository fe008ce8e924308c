"""Network files that are made to cost much time or memory; nearly all as large as one may be."""

import gzip
import zlib
from collections.abc import Callable

from digitpad.core.files.network_keys import MOST_BYTES

HEAD = b'{"sizes":[2,1],"cost":"QuadraticCost","biases":[[[0]]],"weights":[[['


def filled(head: bytes, piece: bytes, tail: bytes, size: int = MOST_BYTES) -> bytes:
    return head + piece * ((size - len(head) - len(tail)) // len(piece)) + tail


def bomb(size: int) -> bytes:
    """What unpacks to so many zeros: one piece of a megabyte, again and again."""
    packing = zlib.compressobj(wbits=-15)
    piece = packing.compress(bytes(2**20)) + packing.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + piece * (size // 2**20)


# What each of them is refused for.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "brackets": (lambda: b"[" * MOST_BYTES, "more than 1,000,000 lists"),
    "empty lists": (lambda: filled(b'{"x":[', b"[],", b"[]]}"), "more than 6,000,000 values"),
    "numbers": (lambda: filled(HEAD, b"1,", b"1]]]}"), "more than 6,000,000 values"),
    "as many numbers as may be": (lambda: filled(HEAD, b"1.2345678,", b"1]]]}", 59_000_000), "2"),
    "long sizes": (lambda: filled(b'{"sizes":[', b"9" * 4000 + b",", b"1]}"), "20,967 layers"),
    "digits": (lambda: filled(HEAD, b"7", b"]]]}"), "thousands of digits"),
    "digits behind a point": (lambda: filled(HEAD + b"0.", b"7", b"]]]}"), "thousands of digits"),
    "keys": (
        lambda: filled(b'{"a":{', b'"a key of others, and a long one":1,', b'"b":1}}'),
        "more than 20,000 keys",
    ),
    "a long key": (lambda: filled(b'{"', b"\\n", b'":1}'), "missing"),
    "a word": (lambda: filled(b'{"cost":"', b"xy", b'"}'), "missing"),
    "blanks": (lambda: filled(b'{"cost"', b" \n", b':"x"}'), "missing"),
    "a bomb": (lambda: bomb(2**30), "unpacks to more than 80 MB"),
    "empty bombs": (lambda: gzip.compress(b"") * 3_000_000, "something follows"),
    "empty blocks": (
        lambda: gzip.compress(b"")[:10] + b"\0\0\0\xff\xff" * 13_000_000,
        "its end is missing",
    ),
}

# Numbers that cost a parser hundreds of times what 0.5 costs, if it works out all their digits.
SPELLINGS = {
    "0.5": "0.5",
    "1e308": "1e308",
    "1e-310": "1e-310",
    "the largest": "-1.7976931348623157e308",
    "the smallest": "5e-324",
    "half the smallest": "2.4703282292062327208299e-324",
    "nearly normal": "2.2250738585072011e-308",
    "between two floats": "6671682056251392711363150e283",
    "whole and odd": "9007199254740993.0",
    "300 digits": "0.0000001" + "7" * 293,
    "300 zeros": "0." + "0" * 299 + "1",
    "300 digits, e-500": "7" * 300 + "e-500",
    "a whole number of 300 digits": "7" * 300,
    "4,000 digits": "0." + "7" * 4000,
    "nearly nothing": "1e-99999999",
    "nothing": "0e99999999",
}
INPUTS, NEURONS = 2000, 1200


def with_number(number: str, key: str) -> bytes:
    """A good file with this number 2.4 million times, or as often as it may: in `key`."""
    neurons = min(NEURONS, (MOST_BYTES - 100_000) // (len(number) + 1) // INPUTS)
    row = "[" + ",".join([number] * INPUTS) + "]"
    column = "[" + ",".join(["[0]"] * neurons) + "]"
    if key == "weights":
        sizes, weights, more = [INPUTS, neurons], "[" + ",".join([row] * neurons) + "]", ""
    else:
        numbers = ",".join([number] * (INPUTS * neurons))
        sizes, weights, more = [1, neurons], column, f',"{key}":[{numbers}]'
    return (
        f'{{"sizes":{sizes},"cost":"QuadraticCost","weights":[{weights}],"biases":[{column}]{more}}}'
    ).encode()
