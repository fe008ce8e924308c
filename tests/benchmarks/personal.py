"""How well `digitpad.core.personal` learns one person's hand, and what it forgets for that.

    python tests/benchmarks/bench.py personal --files FILE.npz ...
        [--networks shipped small softmax relu] [--k 1 3 5 10] [--draws 5]

Each file holds pen digits as strokes, as for handwriting.py. For each writer k = 1, 3, 5 and 10 of
each digit are learnt, drawn at random, several times, and all others are read: by the shipped
network, and by networks 784-100-10 that were trained on MNIST alone: one of sigmoids, "small", one
with a softmax, and one of rectified linear neurons with a softmax. Measured are the mean over the
writers; the share of errors that are left; how often a writer got worse by more than one digit; the
points that MNIST's test accuracy loses; and, for the first draws alone, the gain with one label in
twenty wrong.

The choices of `core/personal.py` were made with writers of pendigits_tra and unipen_tra whom the
networks had not learnt, and with MNIST's validation data, mostly with three of each digit. Some 30
of 3,300 digits were misread at the end, so a fifth more or less may be chance. Variants:

- *Without company* (other people's digits), a network that knows MNIST alone keeps 0.31 of its
  errors after one of each digit, not 0.20, and MNIST loses twice as much.
- *Company that resembles the person*: the digits nearest to the person's own help as little as
  none, and with the 40 nearest writers MNIST loses three times as much as with company by chance.
- *Half of the company, and more of MNIST*: the shipped network, which reads other people already,
  keeps 82 of 358 errors, not 80, and MNIST loses 0.05 points, not 0.07; a network that knows MNIST
  alone keeps a fifth more errors.
- *More replay and larger steps*: with 12 of 64 in a mini-batch the person's and η = 0.7, 19 errors
  are left, with 16 of 56 and 0.5 only 17, but MNIST loses half as much.
- *More and larger steps*: with 600 mini-batches from η = 1, a network that knows MNIST alone keeps
  0.14 of its errors, with 300 from 0.3 it keeps 0.20, and MNIST loses as little. The shipped
  network learns as much in 150 from three times the rate; more digits take more.
- *Averaging the last steps* allows large steps to the end: a tenth fewer errors, and MNIST loses no
  more.
- *Stronger distortions* (1.4 times) leave a sixth fewer errors, but MNIST loses twice as much;
  weaker ones (0.7 times) leave a fifth more errors.
- *The first layer alone* leaves a sixth more errors; the layers after it, or all but the last,
  learn and lose about as much as all.
- *A part of the way*, for 18 writers whom a network like the shipped one had not learnt, and one,
  three and ten of each: of 96 errors 61 are left after the whole way, 62 after three quarters, 66
  after half; of MNIST's validation digits 1.6, 2.9 and 3.1 more are read.
- *The whole way only if the person's own digits need it*, by their cost or accuracy: more errors.
- *A pull back* to the first weights in each step, or replay of MNIST's hardest digits, saves up to
  half of MNIST's loss, but leaves more errors.
- *Doubt of the label that leaves a gap*, with one of each and a wrong label in every other draw: 22
  of 35 errors are left; without this doubt 70, and with right labels 26.
- *Softer targets*, in part the network's own outputs, make no measurable difference.
"""

import argparse
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from drawings import read_file
from measuring import rounds_of

import digitpad
from digitpad.core.ink import from_drawings
from digitpad.core.personal import fine_tune
from digitpad.resources import resource_path

KS = (1, 3, 5, 10)
SEED = 1  # of the network that knows MNIST alone
WRONG = 20  # one label in so many
FEW = 1  # draws that are also learnt with wrong labels

TIMED = (("shipped", 3), ("shipped", 10), ("784-30-10", 3))


@dataclass
class Tally:
    """The results of one way of learning so far: a number for each writer and draw."""

    before: list[int] = field(default_factory=list)  # errors
    after: list[int] = field(default_factory=list)
    digits: list[int] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)  # points of MNIST

    @property
    def ratio(self):
        return sum(self.after) / max(1, sum(self.before))

    @property
    def worse(self):
        return sum(after > before + 1 for before, after in zip(self.before, self.after))

    def of_writers(self):
        """Each writer's accuracy in percent."""
        names, wrong, all_of_them = map(np.array, (self.writers, self.after, self.digits))
        return [
            100 - 100 * wrong[names == name].sum() / all_of_them[names == name].sum()
            for name in np.unique(names)
        ]

    @property
    def gain(self):
        return sum(self.before) - sum(self.after)


@cache
def training_data():
    return digitpad.load_data_wrapper()[0]


def learn(network, images, labels, rng):
    return fine_tune(network, images, labels, rng=rng)


def learn_with_slips(network, images, labels, rng):
    return learn(network, images, spoilt(labels, rng), rng)


def spoilt(labels, rng):
    """The labels, with one in twenty wrong; with fewer than twenty, one in every other draw."""
    wrong = int(len(labels) / WRONG + rng.random())
    rows = rng.permutation(len(labels))[:wrong]
    labels = labels.copy()
    labels[rows] = (labels[rows] + rng.integers(1, 10, size=len(rows))) % 10
    return labels


def errors(network, images, labels):
    read = network.feedforward(images.reshape(len(images), -1).T).argmax(axis=0)
    return int((read != labels).sum())


class Benchmark:
    """One network, and the digits of one file."""

    def __init__(self, whose, network, file):
        self.whose, self.network = whose, network
        drawings, self.labels, self.names = read_file(file)
        self.images = from_drawings(drawings)
        self.test = digitpad.load_data_wrapper()[2]
        self.mnist = network.accuracy(self.test) / 100

    def run(self, ks, draws):
        sizes = "-".join(map(str, self.network.sizes))
        print(f"\n{self.whose}: {sizes}, {len(np.unique(self.names))} writers", flush=True)
        for k in ks:
            gains = [self.tally(k, way, FEW).gain for way in (learn, learn_with_slips)]
            yield from self.measured(k, self.tally(k, learn, draws), *gains)

    def tally(self, k, way, draws):
        tally = Tally()
        for name in np.unique(self.names):
            of_writer = np.flatnonzero(self.names == name)
            for draw in range(draws):
                rng = np.random.default_rng([int(of_writer[0]), k, draw])
                self.add(tally, name, of_writer, k, way, rng)
        return tally

    def add(self, tally, name, of_writer, k, way, rng):
        """Learn one writer's digits once; a class with fewer than k + 1 gives fewer."""
        mixed = rng.permutation(of_writer)
        of_each = [mixed[self.labels[mixed] == digit] for digit in range(10)]
        own = np.concatenate([rows[: min(k, len(rows) - 1)] for rows in of_each if len(rows) > 1])
        rest = np.setdiff1d(of_writer, own)
        learnt = way(self.network, self.images[own], self.labels[own], rng)
        images, labels = self.images[rest], self.labels[rest]
        tally.writers.append(str(name))
        tally.digits.append(len(rest))
        tally.before.append(errors(self.network, images, labels))
        tally.after.append(errors(learnt, images, labels))
        tally.lost.append(self.mnist - learnt.accuracy(self.test) / 100)

    def measured(self, k, tally, gain, spoilt_gain):
        which = f"{self.whose}, {k} of each:"
        yield f"at least: {which} mean over writers, %", float(np.mean(tally.of_writers()))
        yield f"{which} errors after, parts of those before", tally.ratio
        yield f"{which} points that MNIST lost", float(np.mean(tally.lost))
        yield f"{which} draws that got worse by more than a digit", tally.worse
        ratio = spoilt_gain / gain if gain else 1.0
        yield f"at least: {which} gain with wrong labels, parts of that without", ratio


def measure_seconds(networks, images, labels):
    """The least seconds of five, with the digits to replay in memory."""
    networks = {**networks, "784-30-10": digitpad.Network([784, 30, 10])}
    for whose, k in TIMED:
        if whose in networks:
            own = networks[whose], images[: 10 * k], labels[: 10 * k]
            times = rounds_of(lambda own=own: learn(*own, np.random.default_rng(1)), 5)
            yield f"{whose}, {k} of each learnt, s", min(times)


def knows_mnist_alone(cost=digitpad.CrossEntropyCost, neurons="sigmoid", eta=0.5):
    rng = np.random.default_rng(SEED)
    network = digitpad.Network([784, 100, 10], cost, neurons=neurons, rng=rng)
    network.SGD(training_data(), 30, 10, eta, lmbda=5.0)
    return network


def measure(_folder, options):
    parser = argparse.ArgumentParser()
    made = {
        "shipped": lambda: digitpad.load(resource_path("networks", "default.json")),
        "small": knows_mnist_alone,
        "softmax": lambda: knows_mnist_alone(digitpad.LogLikelihoodCost),
        "relu": lambda: knows_mnist_alone(digitpad.LogLikelihoodCost, "relu", 0.1),
    }
    parser.add_argument("--files", nargs="+", type=Path, required=True)
    parser.add_argument("--networks", nargs="+", choices=made, default=list(made))
    parser.add_argument("--k", type=int, nargs="+", choices=KS, default=KS)
    parser.add_argument("--draws", type=int, default=5)
    arguments = parser.parse_args(options)
    networks = {whose: made[whose]() for whose in arguments.networks}
    for file in arguments.files:
        print(f"\n{file.name}")
        mended = {}  # by network: the part of errors, after three of each
        for whose, network in networks.items():
            benchmark = Benchmark(whose, network, file)
            if file == arguments.files[0] and whose == arguments.networks[0]:
                yield from measure_seconds(networks, benchmark.images, benchmark.labels)
            yield from benchmark.run(arguments.k, arguments.draws)
            mended[whose] = 1 - benchmark.tally(3, learn, FEW).ratio
            if whose in ("softmax", "relu") and "small" in mended:
                of_small = mended[whose] / mended["small"]
                yield f"at least: {whose}, errors mended, times those of small", of_small
