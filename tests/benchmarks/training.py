"""How fast digitpad trains, side by side with others, on one core.

Measures seconds per epoch of 50,000 images in mini-batches of 10, for digitpad (by NumPy and, with
the extra `fast`, compiled), for a per-example loop as in the book, and, with the extra `bench`, for
PyTorch, scikit-learn and JAX. digitpad and the book's loop run with all four monitors and with
none, the others with none. All take turns, and their accuracy after the epoch is checked. Then
other neurons, dropout and momentum are timed beside sigmoids alone, and read beside PyTorch's.
"""

import os
import statistics
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib.util import find_spec

import numpy as np
import peers
from measuring import rounds_of

import digitpad
from digitpad.core.learning import descent, sgd
from digitpad.core.learning.epoch import EpochResult

ROUNDS = 5
REST = 0.5  # seconds, in which the previous contender's threads come to rest
NETWORKS = ([784, 30, 10], [784, 100, 10])
UNMONITORED = {
    "lmbda": 0.0,
    "monitor_evaluation_cost": False,
    "monitor_evaluation_accuracy": False,
    "monitor_training_cost": False,
    "monitor_training_accuracy": False,
}
ENOUGH = 0.90  # accuracy after an epoch, which any network that learns exceeds


@contextmanager
def numpy_alone():
    """Train as if numba were not installed."""
    kept = sgd.fastest_descent
    sgd.fastest_descent = lambda network, *_: descent.Descent(network)
    try:
        yield
    finally:
        sgd.fastest_descent = kept


def digitpad_epoch(sizes, training_data, validation_data, *, monitored, compiled, relu=False):
    """Seconds of one epoch, and the accuracy after it. relu: such neurons, with a softmax."""
    cost, neurons, eta = digitpad.CrossEntropyCost, "sigmoid", 0.5
    if relu:
        cost, neurons, eta = digitpad.LogLikelihoodCost, "relu", 0.1
    network = digitpad.Network(sizes, cost, neurons=neurons, rng=np.random.default_rng(1))
    with nullcontext() if compiled else numpy_alone():
        began = time.perf_counter()
        network.SGD(training_data, 1, 10, eta, 5.0, validation_data, *[monitored] * 4)
        seconds = time.perf_counter() - began
    return seconds, network.accuracy(validation_data) / len(validation_data)


def contenders():
    """The installed contenders, by name."""
    all_of_them = {}
    for compiled in (False, True) if find_spec("numba") else (False,):
        name = "digitpad compiled" if compiled else "digitpad"
        for monitors, monitored in ((", monitored", True), ("", False)):
            epoch = partial(digitpad_epoch, monitored=monitored, compiled=compiled)
            all_of_them[name + monitors] = epoch
        relu = partial(digitpad_epoch, monitored=False, compiled=compiled, relu=True)
        all_of_them[f"{name}, relu with softmax"] = relu
    for module, name, epoch in (
        ("torch", "PyTorch", peers.torch_epoch),
        ("sklearn", "scikit-learn", peers.sklearn_epoch),
        ("jax", "JAX", peers.jax_epoch),
    ):
        if find_spec(module):
            all_of_them[name] = epoch
    return all_of_them


def compare(sizes, data):
    """The median seconds of each contender, who take turns."""
    everyone = contenders()
    if "digitpad compiled" in everyone:  # ahead, as the training process does while idle
        everyone["digitpad compiled"](sizes, *data)
    times = {name: [] for name in everyone}
    for _ in range(ROUNDS):
        for name, epoch in everyone.items():
            time.sleep(REST)
            elapsed, accuracy = epoch(sizes, *data)
            assert accuracy > ENOUGH, f"{name} learns only {accuracy:.1%} with {sizes}"
            times[name].append(elapsed)
    # The book's loop is slow enough to be timed once.
    book, monitored, accuracy = peers.book_epoch(sizes, *data)
    assert accuracy > ENOUGH, f"the book's loop learns only {accuracy:.1%} with {sizes}"
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    return medians | {"the book's loop": book, "the book's loop, monitored": monitored}


def sgemm_rate():
    """Multiplications and additions per second of a large matrix product, in float32."""
    a = np.random.default_rng(0).random((1500, 1500), dtype=np.float32)
    return 2 * 1500**3 / min(rounds_of(lambda: a @ a, 7))


def work(sizes):
    """Operations of an epoch's matrix products: forward, the gradient, and the error between."""
    layers = [2.0 * a * b for a, b in zip(sizes, sizes[1:])]
    return 50_000 * (2 * sum(layers) + sum(layers[1:]))


def measure_epochs(sizes, data):
    name, seconds = "-".join(map(str, sizes)), compare(sizes, data)
    for who, taken in sorted(seconds.items(), key=lambda item: item[1]):
        yield f"{name}, {who}, s an epoch", taken
    ours, compiled = seconds["digitpad, monitored"], seconds.get("digitpad compiled")
    ratio = seconds["the book's loop, monitored"] / ours
    yield f"at least: the book's loop with monitors, times ours, {name}", ratio
    if "PyTorch" in seconds:
        ratio = seconds["PyTorch"] / ours
        yield f"at least: PyTorch, times ours with monitors, {name}", ratio
    if compiled and "JAX" in seconds:
        yield f"at least: JAX, times ours compiled, {name}", seconds["JAX"] / compiled
    if compiled:
        share = work(sizes) / compiled / sgemm_rate()
        yield f"at least: share of the sgemm rate, compiled, {name}", share


# Networks trained until so many validation images are read right, with η halved at each epoch
# without a new best: the layers, the cost, the neurons, and the settings.
SIGMOIDS_200 = [784, 200, 10], digitpad.CrossEntropyCost, "sigmoid", {"eta": 0.3, "lmbda": 3.0}
RELU_100 = [784, 100, 10], digitpad.LogLikelihoodCost, "relu", {"eta": 0.2, "lmbda": 5.0}


def seconds_to(right, which, seed, training_data, validation_data):
    """Seconds until so many validation images are read right; infinite after 40 epochs."""
    sizes, cost, neurons, wanted = which
    stopping = {"epochs": 40, "early_stopping": "halve", "no_improvement_in": 1}
    monitors = {"monitor_evaluation_accuracy": True}
    settings = digitpad.Hyperparameters(**UNMONITORED | stopping | monitors | wanted)
    network = digitpad.Network(sizes, cost, neurons=neurons, rng=np.random.default_rng(seed))
    began = time.perf_counter()
    for step in sgd.train(network, training_data, settings, validation_data):
        if isinstance(step, EpochResult) and step.evaluation_accuracy >= right:
            return time.perf_counter() - began
    return float("inf")


def measure_time_to_accuracy(training_data, validation_data):
    data = training_data, validation_data
    yield (
        "97.9 % of the validation data, s",
        max(seconds_to(9790, SIGMOIDS_200, seed, *data) for seed in (1, 2, 3)),
    )
    for right in (9790, 9800):
        seconds = [seconds_to(right, RELU_100, seed, *data) for seed in range(1, 6)]
        percent = f"{right / 100:.1f} % of the validation data, relu with softmax"
        yield f"{percent}, median of five seeds, s", statistics.median(seconds)


# Networks with softmax outputs, trained for two epochs: the hidden neurons, and the settings.
KINDS = {
    "relu": ("relu", {"eta": 0.1}),
    "tanh, momentum 0.5": ("tanh", {"eta": 0.05, "momentum": 0.5}),
    "relu, dropout 0.2, momentum 0.5": ("relu", {"eta": 0.05, "dropout": 0.2, "momentum": 0.5}),
}


def network_of(neurons, seed):
    cost, rng = digitpad.LogLikelihoodCost, np.random.default_rng(seed)
    return digitpad.Network([784, 100, 10], cost, neurons=neurons, rng=rng)


def measure_kinds(training_data, validation_data):
    """How well networks of other neurons read after two epochs, beside PyTorch's; five seeds."""
    for name, (neurons, wanted) in KINDS.items():
        settings = digitpad.Hyperparameters(epochs=2, **UNMONITORED | wanted)
        ours, theirs = [], []
        for seed in range(ROUNDS):
            network = network_of(neurons, seed)
            for _step in sgd.train(network, training_data, settings):
                pass
            ours.append(network.accuracy(validation_data) / len(validation_data))
            of_torch = [784, 100, 10], training_data, validation_data, settings, neurons, seed
            theirs.append(peers.torch_accuracy(*of_torch))
        apart = abs(statistics.fmean(ours) - statistics.fmean(theirs))
        spread = statistics.fmean([statistics.stdev(ours), statistics.stdev(theirs)])
        yield f"{name}: ours, %", 100 * statistics.fmean(ours)
        yield f"{name}: PyTorch's, %", 100 * statistics.fmean(theirs)
        yield f"{name}: apart, times the deviation of seeds", apart / spread


def measure_settings(training_data, compiled):
    """An epoch of other neurons, dropout and momentum, times one of sigmoids; taking turns."""
    relu = "relu", digitpad.LogLikelihoodCost
    sigmoid = "sigmoid", digitpad.CrossEntropyCost
    contenders = {
        "sigmoids": (sigmoid, {}),
        "relu with softmax": (relu, {}),
        "dropout": (sigmoid, {"dropout": 0.5}),
        "momentum": (sigmoid, {"momentum": 0.5}),
    }
    times = {name: [] for name in contenders}
    with nullcontext() if compiled else numpy_alone():
        for _round in range(ROUNDS + 1):  # the first compiles
            for name, ((neurons, cost), wanted) in contenders.items():
                rng = np.random.default_rng(1)
                network = digitpad.Network([784, 100, 10], cost, neurons=neurons, rng=rng)
                settings = digitpad.Hyperparameters(epochs=1, **UNMONITORED | {"eta": 0.1} | wanted)
                began = time.perf_counter()
                for _step in sgd.train(network, training_data, settings):
                    pass
                times[name].append(time.perf_counter() - began)
    how = "compiled" if compiled else "NumPy"
    for name in contenders:
        ratios = [a / b for a, b in zip(times[name][1:], times["sigmoids"][1:])]
        if name != "sigmoids":
            yield f"{name}, times sigmoids alone, {how}", statistics.median(ratios)


def measure(_folder, _options):
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})  # one core for all, however many threads they have
    data = digitpad.load_data_wrapper()[:2]
    for sizes in NETWORKS:
        yield from measure_epochs(sizes, data)
    yield from measure_time_to_accuracy(*data)
    for compiled in (False, True) if find_spec("numba") else (False,):
        yield from measure_settings(data[0], compiled)
    if find_spec("torch"):
        yield from measure_kinds(*data)
    os.sched_setaffinity(0, cores)
