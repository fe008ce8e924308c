"""Files that hold no network: each is refused by one sentence that names the file and the place."""

import gzip
import json
import os
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad import NetworkFileError, load
from digitpad.core.files import network_file

GOOD = {
    "sizes": [2, 3, 1],
    "weights": [[[0.5, -1.5], [1.25, 2.25], [0.0, 7.5]], [[0.1, 0.2, 0.3]]],
    "biases": [[[1.0], [-0.5], [0.25]], [[-3.5]]],
    "cost": "QuadraticCost",
}
TEXT = json.dumps(GOOD)
DIGITS = "9" * 4000


def changed(**keys):
    return json.dumps(GOOD | keys)


def without(key):
    return json.dumps({k: v for k, v in GOOD.items() if k != key})


def trained_with(**hyperparameters):
    return changed(hyperparameters=hyperparameters)


def put(number, text=TEXT):
    """The file with a number in the place of weights[0][1][0]."""
    return text.replace("1.25", number)


W, B = GOOD["weights"], GOOD["biases"]
BAD = {
    # what it is -> (content, what the sentence says beside the file's name)
    "nothing": ("", "is empty"),
    "blanks": (" \n", "is empty"),
    "a text": ("Dear students,\n", "not JSON"),
    "a malformed text": ('{"sizes": [2, }', "JSON is malformed"),
    "zeros": (b"\0" * 100, "not JSON"),
    "no UTF-8": (TEXT.replace("Quad", "X").encode().replace(b"X", b"\xff\xfe"), "not JSON"),
    "UTF-16": (TEXT.encode("utf-16"), "begins with a byte order mark of UTF-16"),
    "UTF-16 from the other end": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "mark of UTF-16"),
    "UTF-32": (TEXT.encode("utf-32"), "begins with a byte order mark of UTF-32"),
    "a byte order mark": (TEXT.encode("utf-8-sig"), "begins with a byte order mark of UTF-8"),
    "a mark alone": (b"\xef\xbb\xbf", "begins with a byte order mark"),
    "a packed mark": (gzip.compress(TEXT.encode("utf-8-sig")), "begins with a byte order mark"),
    "half a file": (TEXT[: len(TEXT) // 2], "not JSON"),
    "more than a file": (TEXT + "}", "not JSON"),
    "a list": ("[1, 2]", "not a network file"),
    "a number": ("7", "not a network file"),
    "null": ("null", "not a network file"),
    "another object": ('{"nodes": []}', "sizes"),
    "deep lists": ("[" * 100_000, "not a network file"),
    "deep sizes": ('{"sizes": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    "deep somewhere": ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    "deep objects": ('{"hyperparameters": ' + '{"a":' * 15_000 + "}" * 15_001, "nested too deep"),
    "no sizes": (without("sizes"), "sizes"),
    "no weights": (without("weights"), "weights"),
    "no biases": (without("biases"), "biases"),
    "no cost": (without("cost"), "cost"),
    "one layer": (changed(sizes=[2], weights=[], biases=[]), "sizes must be"),
    "no layer": (changed(sizes=[], weights=[], biases=[]), "sizes must be"),
    "a zero size": (changed(sizes=[2, 0, 1]), "sizes must be"),
    "a negative size": (changed(sizes=[2, -3, 1]), "sizes must be"),
    "a huge size": (changed(sizes=[2, 10**9, 1]), "1,000,000,003 neurons"),
    "a huge first size": (changed(sizes=[10**18, 3, 1]), "far too many neurons"),
    "a size of 4000 digits": (TEXT.replace("[2, 3", f"[2, {DIGITS}"), "far too many neurons"),
    "a size of 5000 digits": (TEXT.replace("[2, 3", f"[2, {'9' * 5000}"), r"sizes\[1\]"),
    "a broken size": (changed(sizes=[2, 3.5, 1]), r"sizes\[1\]"),
    "a size in words": (changed(sizes=[2, "3", 1]), r"sizes\[1\]"),
    "a true size": (changed(sizes=[2, 3, True]), r"sizes\[2\]"),
    "sizes as a number": (changed(sizes=5), "sizes"),
    "an unknown cost": (changed(cost="LogLikelihoodCost"), "cost is 'LogLikelihoodCost'"),
    "a cost of Python's": (changed(cost="__class__"), "cost is '__class__'"),
    "a long cost": (changed(cost="x" * 100_000), "cost is 'xxx"),
    "a cost of null": (changed(cost=None), "cost"),
    "an unknown dtype": (changed(dtype="float16"), "dtype is 'float16'"),
    "a number for dtype": (changed(dtype=64), "dtype"),
    "a layer too few": (changed(weights=W[:1]), "weights has 1 layers"),
    "a layer too many": (changed(biases=[*B, [[0.0]]]), "biases has 3 layers"),
    "a row too many": (changed(weights=[[*W[0], [0.0, 0.0]], W[1]]), r"weights\[0\] has 4 rows"),
    "a row too few": (changed(biases=[B[0][:2], B[1]]), r"biases\[0\] has 2 rows"),
    "no rows": (changed(weights=[[], W[1]]), r"weights\[0\] has 0 rows"),
    "a ragged row": (changed(weights=[W[0], [[0.1, 0.2]]]), r"weights\[1\]\[0\] has 2 numbers"),
    "an empty row": (changed(biases=[B[0], [[]]]), r"biases\[1\]\[0\] has 0 numbers"),
    "biases in a row": (changed(biases=[[[1.0, -0.5, 0.25]], B[1]]), r"biases\[0\] has 1 rows"),
    "flat biases": (changed(biases=[[1.0, -0.5, 0.25], [-3.5]]), r"biases\[0\]\[0\]"),
    "weights as a number": (changed(weights=1.0), "weights"),
    "a word for a number": (put('"1.25"'), r"weights\[0\]\[1\]\[0\]"),
    "null for a number": (put("null"), r"weights\[0\]\[1\]\[0\]"),
    "NaN": (put("NaN"), "not JSON"),
    "Infinity": (put("Infinity"), "not JSON"),
    "-Infinity": (put("-Infinity"), "not JSON"),
    "1e999": (put("1e999"), r"weights\[0\]\[1\]\[0\] is too large for float64"),
    "1e999 in a curve": (changed(eta=[0.5, 7]).replace("7]", "1e999]"), r"eta\[1\] is too large"),
    "-1e999": (put("-1e999"), r"weights\[0\]\[1\]\[0\]"),
    "a number of 4000 digits": (put(DIGITS), r"weights\[0\]\[1\]\[0\]"),
    "too large for float32": (
        put("1e39", changed(dtype="float32")),
        r"weights\[0\]\[1\]\[0\] is too large",
    ),
    "just too large for float32": (
        changed(dtype="float32", biases=[B[0], [[-3.4028236e38]]]),
        r"biases\[1\]\[0\]\[0\] is too large",
    ),
    "settings as a list": (changed(hyperparameters=[]), "hyperparameters"),
    "a negative eta": (trained_with(eta=-1), "hyperparameters: eta"),
    "an eta in words": (
        trained_with(eta="fast"),
        "hyperparameters.eta: must be a number, not text",
    ),
    "a long eta": (trained_with(eta="x" * 100_000), "hyperparameters.eta"),
    "an eta of 4000 digits": (trained_with(eta=0.5).replace("0.5}", DIGITS + "}"), "eta"),
    "an eta of 1e999": (trained_with(eta=0.75).replace("0.75", "1e999"), "hyperparameters"),
    "half an epoch": (trained_with(epochs=0.5), "hyperparameters.epochs"),
    "an unknown regularization": (trained_with(regularization="L7"), "regularization"),
    "perhaps a monitor": (trained_with(monitor_training_cost="no"), "monitor_training_cost"),
}


def assert_refused(path, words):
    with pytest.raises(NetworkFileError, match=words) as caught:
        load(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path.name} ")
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) <= 200
    return sentence


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.json"


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_in_one_sentence(path, content, words):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(path, words)


def test_the_file_that_the_bad_ones_were_made_from_is_good(path):
    path.write_text(TEXT)
    assert load(path).sizes == [2, 3, 1]
    path.write_text(put("3.4e38", changed(dtype="float32")))
    assert load(path).weights[0][1, 0] == np.float32(3.4e38)
    path.write_text(trained_with(eta=0.25, a_setting_of_tomorrow=[1]))
    assert network_file.read_network_file(path).hyperparameters.eta == 0.25


def test_a_key_may_stand_in_two_objects_and_in_texts(path):
    others = {"cost": "x", "a": [{"cost": 1}, {"cost": 2}], 'b"cost": 1, "cost": 2': ', "cost": 3'}
    path.write_text(changed(others=others, hyperparameters={"more": {"cost": 1}}))
    assert load(path).cost.__name__ == "QuadraticCost"
    path.write_text("\n" + json.dumps(GOOD, indent="\t").replace(":", "\r :\n ") + " \r\n")
    assert load(path).sizes == [2, 3, 1]


def test_lists_in_lists_are_refused_at_any_depth(path):
    """Where reading just succeeds, saying what was read may still be one level too deep."""
    for depth in range(700, 1100):
        nested = "[" * depth + "]" * depth
        path.write_text(trained_with(eta=0.75).replace("0.75", nested))
        assert_refused(path, "not")


def test_a_file_that_is_not_there_is_named(path):
    assert_refused(path, "it is not there")


def test_a_folder_is_named(path):
    path.mkdir()
    assert_refused(path, "folder")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_does_not_keep_us_waiting(path):
    os.mkfifo(path)
    assert_refused(path, "it is not a file")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_a_file_that_may_not_be_read_is_named(path, an_ordinary_user):
    path.write_text(TEXT)
    path.chmod(0)
    with an_ordinary_user():
        assert_refused(path, "permission is denied")


def test_a_file_too_large_to_be_a_network_is_not_read(path):
    with open(path, "wb") as file:
        file.truncate(10**11)  # a sparse file: 100 GB that take no room
    assert_refused(path, "is too large: it has 95,368 MB, 80 MB is the most")


def test_no_damage_to_a_file_does_worse_than_a_network_file_error(tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "net.json"
    whole = trained_with(eta=0.5, epochs=3).encode()

    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(
        st.integers(0, len(whole)),
        st.integers(0, 12),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from([b"[", b"]", b"{", b'"', b",", b"-", b"e9", b"0", b"null", b"NaN"]),
        ),
    )
    def check(start, length, piece):
        path.write_bytes(whole[:start] + piece + whole[start + length :])
        try:
            net = load(path)
        except NetworkFileError as error:
            assert str(error).startswith("net.json ")
        else:
            assert net.feedforward(np.ones((net.sizes[0], 1))).shape == (net.sizes[-1], 1)

    check()


def test_a_path_with_a_nul_names_no_file():
    with pytest.raises(NetworkFileError, match="cannot be read"):
        load("net\0.json")
