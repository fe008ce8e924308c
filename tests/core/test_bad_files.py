"""Files that hold no network: each is refused by one sentence that names the file and the place."""

import json
import re

import pytest
from refusals import refusal

from digitpad import NetworkFileError, load

GOOD = {
    "sizes": [2, 3, 1],
    "weights": [[[0.5, -1.5], [1.25, 2.25], [0.0, 7.5]], [[0.1, 0.2, 0.3]]],
    "biases": [[[1.0], [-0.5], [0.25]], [[-3.5]]],
    "cost": "QuadraticCost",
}
TEXT = json.dumps(GOOD)
DIGITS = "9" * 4000
# One epoch of which nothing was measured.
MEASURES = [
    f"{kind}_{what}" for kind in ("evaluation", "training") for what in ("cost", "accuracy")
]
EPOCH = dict.fromkeys(("eta", "lmbda", "evaluation_size", "training_size"), [1])
EPOCH |= dict.fromkeys(MEASURES, [None])


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
    "nothing": ("", "Input data was truncated"),
    "a text": ("Dear students,\n", "JSON is malformed"),
    "no UTF-8": (TEXT.replace("Quad", "X").encode().replace(b"X", b"\xff\xfe"), "utf-8"),
    "a byte order mark": (TEXT.encode("utf-8-sig"), "JSON is malformed"),
    "half a file": (TEXT[: len(TEXT) // 2], "Input data was truncated"),
    "a list": ("[1, 2]", "Expected object, got array"),
    "another object": ('{"nodes": []}', "sizes"),
    "deep somewhere": ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "recursion"),
    "no sizes": (without("sizes"), "sizes"),
    "no weights": (without("weights"), "weights"),
    "no biases": (without("biases"), "biases"),
    "no cost": (without("cost"), "cost"),
    "one layer": (
        changed(sizes=[2], weights=[], biases=[]),
        "sizes: Expected array of length >= 2",
    ),
    "a zero size": (changed(sizes=[2, 0, 1]), r"sizes\[1\]: Expected int >= 1"),
    "a huge size": (changed(sizes=[2, 10**6, 1]), "1,000,003 neurons"),
    "a size of 4000 digits": (TEXT.replace("[2, 3", f"[2, {DIGITS}"), r"sizes\[1\]"),
    "a size in words": (changed(sizes=[2, "3", 1]), r"sizes\[1\]"),
    "an unknown cost": (changed(cost="LogLikelihoodCost"), "cost is 'LogLikelihoodCost'"),
    "an unknown dtype": (changed(dtype="float16"), "dtype: Invalid enum value"),
    "a layer too few": (
        changed(weights=W[:1]),
        r"the weights have the shapes \[\(3, 2\)\], not \[\(3, 2\), \(1, 3\)\]",
    ),
    "a layer too many": (changed(biases=[*B, [[0.0]]]), "the biases have the shapes"),
    "a row too many": (
        changed(weights=[[*W[0], [0.0, 0.0]], W[1]]),
        r"the weights have the shapes \[\(4, 2\), \(1, 3\)\], not",
    ),
    "a ragged row": (
        changed(weights=[[[0.5], *W[0][1:]], W[1]]),
        "weights: setting an array element with a sequence",
    ),
    "biases in a row": (
        changed(biases=[[[1.0, -0.5, 0.25]], B[1]]),
        r"the biases have the shapes \[\(1, 3\), \(1, 1\)\], not",
    ),
    "a word for a number": (put('"1.25"'), r"weights\[0\]\[1\]\[0\]"),
    "NaN": (put("NaN"), "JSON is malformed"),
    "1e999": (put("1e999"), "weights: number is infinity"),
    "a number of 4000 digits": (put(DIGITS), "weights: number is infinity"),
    "too large for float32": (
        put("1e39", changed(dtype="float32")),
        r"weights\[0\] has a number that is not finite in float32",
    ),
    "settings as a list": (changed(hyperparameters=[]), "hyperparameters"),
    "a negative eta": (trained_with(eta=-1), "hyperparameters: eta"),
    "an eta in words": (
        trained_with(eta="fast"),
        "hyperparameters.eta: Expected float, got str",
    ),
    "half an epoch": (trained_with(epochs=0.5), "hyperparameters.epochs"),
    "an unknown regularization": (trained_with(regularization="L7"), "regularization"),
    "a negative seed": (changed(seed=-1), "seed"),
    "an unknown initializer": (changed(weight_initializer="tiny"), "weight_initializer"),
    "evaluated on unknown data": (changed(evaluation_data="training"), "evaluation_data"),
    "a version before the first": (changed(format_version=0), "format_version"),
    "half an answer right": (changed(evaluation_accuracy=[0.5]), "evaluation_accuracy"),
    "an epoch of no size": (changed(training_size=[None]), "training_size"),
    "a negative length of a gradient": (changed(gradient_lengths=[[-1]]), "gradient_lengths"),
    "a gradient of other layers": (
        changed(**EPOCH, gradient_lengths=[[0.5, 0.5, 0.5]]),
        "gradient_lengths has other layers than sizes",
    ),
    "perhaps a monitor": (trained_with(monitor_training_cost="no"), "monitor_training_cost"),
}


def assert_refused(path, words):
    sentence = refusal(lambda: load(path), NetworkFileError)
    assert sentence.startswith(f"{path.name} ") and sentence.endswith(".")
    assert re.search(words, sentence)


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_in_one_sentence(path, content, words):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(path, words)


def test_a_file_too_large_to_be_a_network_is_not_read(path):
    with open(path, "wb") as file:
        file.truncate(10**11)  # a sparse file: 100 GB that take no room
    assert_refused(path, "is too large: it has 95,368 MB, 80 MB is the most")
