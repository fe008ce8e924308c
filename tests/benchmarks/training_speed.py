"""How fast digitpad trains, side by side with others, on one core.

    python tests/benchmarks/training_speed.py

Seconds an epoch of 50,000 images in mini-batches of 10, for digitpad (NumPy alone; and compiled,
where the extra `fast` is installed), for a per-example loop as in the book, and for PyTorch,
scikit-learn and JAX, where the extra `bench` is installed. digitpad and the book's loop run with
all four monitors on and with none, the others with none. All take turns in one run, and all must
learn: their accuracy after the epochs run is checked. Exits with 1 where a goal is missed.
"""

import os
import statistics
import sys
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib.util import find_spec

import numpy as np
import peers
from bench import goal, missed, rounds_of, status
from threadpoolctl import threadpool_limits

import digitpad
from digitpad.core.learning import descent, sgd
from digitpad.core.learning.epoch import EpochResult

ROUNDS = 5
REST = 0.5  # seconds, in which the threads of the contender before come to rest
NETWORKS = ([784, 30, 10], [784, 100, 10], [784, 100, 30, 10])
ENOUGH = 0.90  # accuracy after an epoch: whoever learns at all has more

training_data, validation_data, test_data = digitpad.load_data_wrapper()


@contextmanager
def numpy_alone():
    """As if numba were not installed."""
    kept = sgd.fastest_descent
    sgd.fastest_descent = lambda network, *_: descent.Descent(network)
    try:
        yield
    finally:
        sgd.fastest_descent = kept


def digitpad_epoch(sizes, *, monitored, compiled):
    """Seconds of one epoch, and the accuracy after it."""
    network = digitpad.Network(sizes, rng=np.random.default_rng(1))
    with nullcontext() if compiled else numpy_alone():
        began = time.perf_counter()
        network.SGD(training_data, 1, 10, 0.5, 5.0, validation_data, *[monitored] * 4)
        seconds = time.perf_counter() - began
    return seconds, network.accuracy(validation_data) / len(validation_data)


def contenders(sizes):
    """Everyone who is here, by name."""
    all_of_them = {}
    for compiled in (False, True) if find_spec("numba") else (False,):
        name, ours = "digitpad fast" if compiled else "digitpad", partial(digitpad_epoch, sizes)
        all_of_them[f"{name}, monitored"] = partial(ours, monitored=True, compiled=compiled)
        all_of_them[name] = partial(ours, monitored=False, compiled=compiled)
    for module, name, epoch in (
        ("torch", "PyTorch", peers.torch_epoch),
        ("sklearn", "scikit-learn", peers.sklearn_epoch),
        ("jax", "JAX", peers.jax_epoch),
    ):
        if find_spec(module):
            all_of_them[name] = partial(epoch, sizes, training_data, validation_data)
    return all_of_them


def compare(sizes):
    """The median seconds of each contender, who take turns."""
    everyone = contenders(sizes)
    seconds = {name: [] for name in everyone}
    for _ in range(ROUNDS):
        for name, epoch in everyone.items():
            time.sleep(REST)
            elapsed, accuracy = epoch()
            seconds[name].append(elapsed)
            if accuracy < ENOUGH:
                missed.append(f"{name} learns only {accuracy:.1%} with {sizes}")
    # The book's loop is slow enough to be timed once.
    book, book_monitored, accuracy = peers.book_epoch(sizes, training_data, validation_data)
    if accuracy < ENOUGH:
        missed.append(f"the book's loop learns only {accuracy:.1%} with {sizes}")
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    return medians | {"the book's loop": book, "the book's loop, monitored": book_monitored}


def sgemm_rate():
    """Multiplications and additions a second of a large matrix product, in float32."""
    a = np.random.default_rng(0).random((1500, 1500), dtype=np.float32)
    return 2 * 1500**3 / min(rounds_of(lambda: a @ a, 7))


def work(sizes):
    """Operations of an epoch's matrix products: forward, the gradient, and the error between."""
    layers = [2.0 * a * b for a, b in zip(sizes, sizes[1:])]
    return 50_000 * (2 * sum(layers) + sum(layers[1:]))


def show_comparison(sizes):
    s = compare(sizes)
    rate = sgemm_rate()
    print(f"\n{'-'.join(map(str, sizes))}: seconds an epoch, and how many times digitpad's")
    for name, seconds in sorted(s.items(), key=lambda item: item[1]):
        share = work(sizes) / seconds / rate
        print(
            f"  {name:28} {seconds:7.3f} s  {seconds / s['digitpad']:6.2f} x"
            f"   {share:4.0%} of the sgemm rate"
        )
    hidden = {"[784, 30, 10]": (30, 16), "[784, 100, 10]": (100, 32)}.get(str(sizes))
    if hidden is None:
        return
    neurons, times = hidden
    ratio = s["the book's loop, monitored"] / s["digitpad, monitored"]
    goal(ratio >= times, f"{neurons} hidden, the book's loop: {ratio:.1f}x, wanted {times}x")
    for peer in ("PyTorch", "scikit-learn"):
        if peer in s:
            ratio = s[peer] / s["digitpad, monitored"]
            goal(ratio >= 3, f"{neurons} hidden, {peer} without monitors: {ratio:.2f}x, wanted 3x")
    if "digitpad fast" in s:
        if "JAX" in s:
            ratio = s["JAX"] / s["digitpad fast"]
            goal(ratio >= 1.3, f"{neurons} hidden, JAX against fast: {ratio:.2f}x, wanted 1.3x")
        if neurons == 100:
            share = work(sizes) / s["digitpad fast"] / rate
            goal(share >= 0.5, f"100 hidden, fast: {share:.0%} of the sgemm rate, wanted half")


def show_time_to_accuracy():
    print("\nseconds to 97.9 % of the validation data: 784-200-10, eta 0.3, lambda 3, eta halved")
    print("at each epoch without a new best")
    settings = digitpad.Hyperparameters(
        epochs=40,
        eta=0.3,
        lmbda=3.0,
        early_stopping="halve",
        no_improvement_in=1,
        monitor_evaluation_cost=False,
        monitor_training_cost=False,
        monitor_training_accuracy=False,
    )
    reached = []
    for seed in (1, 2, 3):
        network = digitpad.Network([784, 200, 10], rng=np.random.default_rng(seed))
        began = time.perf_counter()
        for step in sgd.train(network, training_data, settings, validation_data):
            if isinstance(step, EpochResult) and step.evaluation_accuracy >= 9790:
                reached.append(time.perf_counter() - began)
                test = network.accuracy(test_data)
                print(f"  {reached[-1]:5.1f} s, {step.epoch} epochs, test data {test / 100:.2f} %")
                break
    goal(len(reached) == 3 and max(reached) < 10, "97.9 % within ten seconds")


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # one core for everyone, whatever their threads
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if find_spec("numba"):  # compiled once, ahead, as the training process does while idle
        digitpad_epoch([784, 30, 10], monitored=False, compiled=True)
        digitpad_epoch([784, 100, 30, 10], monitored=False, compiled=True)
    threadpool_limits(limits=1)
    print(f"sgemm: {sgemm_rate() / 1e9:.0f} GFLOP/s")
    for sizes in NETWORKS:
        show_comparison(sizes)
    show_time_to_accuracy()
    sys.exit(status())
