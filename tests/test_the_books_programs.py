"""`digitpad.mnist_loader`, `network` and `network2`: the book's sessions, as they are printed.

Each printed line is matched by a pattern. The numbers are computed here, by the book's formulas,
one example at a time, with the random numbers of `np.random` and `random` in the book's order.
"""

import inspect
import pickle
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from refusals import refusal
from same import assert_close, same
from without_qt import NO_QT

import digitpad
from digitpad import mnist_loader, network, network2
from digitpad.resources import resource_path

NUMBER = r"\d+\.\d+(e-\d+)?"


@pytest.fixture(scope="module")
def mnist():
    return mnist_loader.load_data_wrapper()


@pytest.fixture
def some(mnist):
    """Lists of their own, which SGD may shuffle: 600 to train with, 100 each to measure on."""
    return mnist[0][:600], mnist[1][:100], mnist[2][:100]


@pytest.fixture(autouse=True)
def _seeded():
    np.random.seed(0)  # noqa: NPY002 - as the book's reader does
    random.seed(0)


def seeded_again():
    np.random.seed(0)  # noqa: NPY002
    random.seed(0)


def sigma(z):
    return 1 / (1 + np.exp(-z))


class ByHand:
    """The book's algorithm on 784, 30 and 10 neurons, written out."""

    def __init__(self, shrunk):
        draw = np.random.randn
        self.c, self.b = draw(30, 1), draw(10, 1)
        self.v, self.w = draw(30, 784), draw(10, 30)
        if shrunk:
            self.v, self.w = self.v / np.sqrt(784), self.w / np.sqrt(30)

    def out(self, x):
        return sigma(self.w @ sigma(self.v @ x + self.c) + self.b)

    def epoch(self, data, size, eta, lmbda, quadratic):
        random.shuffle(data)
        for start in range(0, len(data), size):
            part = data[start : start + size]
            sums = [0.0, 0.0, 0.0, 0.0]
            for x, y in part:
                hidden = sigma(self.v @ x + self.c)
                a = sigma(self.w @ hidden + self.b)
                delta = (a - y) * (a * (1 - a) if quadratic else 1)
                before = self.w.T @ delta * hidden * (1 - hidden)
                each = before @ x.T, delta @ hidden.T, before, delta
                sums = [total + one for total, one in zip(sums, each)]
            rate, kept = eta / len(part), 1 - eta * lmbda / len(data)
            self.v, self.w = kept * self.v - rate * sums[0], kept * self.w - rate * sums[1]
            self.c, self.b = self.c - rate * sums[2], self.b - rate * sums[3]

    def right(self, data):
        return sum(int(self.out(x).argmax() == np.argmax(y) if np.ndim(y) else
                       self.out(x).argmax() == y) for x, y in data)  # fmt: skip

    def cost(self, data, lmbda):
        total = 0.0
        for x, y in data:
            a, y = self.out(x), y if np.ndim(y) else np.eye(10)[:, [y]]
            total -= np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))
        return (total + lmbda / 2 * sum(np.sum(w * w) for w in (self.v, self.w))) / len(data)


def printed(capsys):
    return capsys.readouterr().out.splitlines()


def assert_printed(lines, *patterns):
    assert len(lines) == len(patterns)
    for line, pattern in zip(lines, patterns):
        assert re.fullmatch(pattern, line), (line, pattern)


# mnist_loader


def test_load_data_are_pairs_of_arrays():
    for (images, digits), n in zip(mnist_loader.load_data(), (50_000, 10_000, 10_000)):
        assert images.shape == (n, 784) and digits.shape == (n,)
        assert images.dtype == np.float32 and 0 == images.min() < images.max() == 1
        assert np.issubdtype(digits.dtype, np.integer) and set(digits.tolist()) == set(range(10))


def test_the_average_darkness_reads_2_225_test_images():
    """Chapter 1's first idea: the digit whose mean darkness is nearest."""
    (images, digits), _, (others, wanted) = mnist_loader.load_data()
    means = np.array([images[digits == d].sum(axis=1).mean() for d in range(10)])
    guessed = np.abs(others.sum(axis=1)[:, None] - means).argmin(axis=1)
    assert np.count_nonzero(guessed == wanted) == 2225


def test_the_wrapped_data_are_lists_of_pairs(mnist):
    ours = digitpad.load_data_wrapper()
    assert [type(part) for part in mnist] == [list] * 3
    for part, data, is_vector in zip(mnist, ours, (True, False, False)):
        assert len(part) == len(data)
        for i in (0, 1234, -1):
            (x, y), (same_x, digit) = part[i], data[i]
            assert x.shape == (784, 1) and np.array_equal(x, same_x)
            assert np.shape(y) == ((10, 1) if is_vector else ()) and np.array_equal(y, digit)
    training, validation, _ = mnist
    assert len(training[:1000] + validation) == 11_000
    assert [training[i][0] is training[j][0] for i, j in ((5, 5), (5, 2))] == [True, False]
    assert np.array_equal(mnist_loader.vectorized_result(3), np.eye(10)[:, [3]])


# Chapter 1


def test_chapter_1_prints_its_epochs(capsys, some):
    training_data, _, test_data = some
    net = network.Network([784, 30, 10])
    assert net.SGD(training_data, 2, 10, 3.0, test_data=test_data) is None
    assert_printed(printed(capsys), r"Epoch 0: \d+ / 100", r"Epoch 1: \d+ / 100")
    net.SGD(training_data, 2, 10, 3.0)
    assert_printed(printed(capsys), "Epoch 0 complete", "Epoch 1 complete")


def test_chapter_1_reads_what_its_formulas_read_with_the_same_seeds(capsys, some):
    training_data, _, test_data = some
    again = list(training_data)
    net = network.Network([784, 30, 10])
    net.SGD(training_data, 2, 10, 3.0, test_data)
    lines, next_ones = printed(capsys), (random.random(), np.random.rand())  # noqa: NPY002
    seeded_again()
    by_hand, expected = ByHand(shrunk=False), []
    for epoch in range(2):
        by_hand.epoch(again, 10, 3.0, 0.0, quadratic=True)
        expected.append(f"Epoch {epoch}: {by_hand.right(test_data)} / 100")
    assert lines == expected
    assert [id(x) for x, _ in training_data] == [id(x) for x, _ in again]  # shuffled in place
    assert_close(net.weights, [by_hand.v, by_hand.w], 1e-9)
    assert_close(net.biases, [by_hand.c, by_hand.b], 1e-9)
    assert next_ones == (random.random(), np.random.rand())  # noqa: NPY002


def test_chapter_1_s_methods_are_there(some):
    training_data, _, test_data = some
    net = network.Network([784, 30, 10])
    assert (net.num_layers, net.sizes) == (3, [784, 30, 10])
    assert [w.shape for w in net.weights] == [(30, 784), (10, 30)]
    assert [b.shape for b in net.biases] == [(30, 1), (10, 1)]
    assert {a.dtype for a in net.weights + net.biases} == {np.dtype(float)}
    assert net.weights[0].std() == pytest.approx(1, rel=0.02)
    x, y = training_data[0]
    a = net.feedforward(x)
    assert a.shape == (10, 1)
    assert np.array_equal(net.cost_derivative(a, y), a - y)
    nabla_b, nabla_w = net.backprop(x, y)
    assert_close([nabla_b[1]], [(a - y) * a * (1 - a)], 1e-12)
    assert net.evaluate(test_data) == sum(
        int(net.feedforward(x).argmax() == y) for x, y in test_data
    )
    before = net.weights
    net.update_mini_batch(training_data[:1], 3.0)
    assert_close(net.weights, [w - 3 * n for w, n in zip(before, nabla_w)], 1e-12)
    assert network.sigmoid(0) == 0.5 and network.sigmoid_prime(0) == 0.25


def test_chapter_1_s_own_methods_are_obeyed(capsys, some):
    training_data, _, test_data = some

    class Cubed(network.Network):
        """Cost: the sum of (a - y)^4 / 4."""

        def cost_derivative(self, output_activations, y):
            assert output_activations.shape == (10, 1)
            return (output_activations - y) ** 3

        def evaluate(self, test_data):
            return "many"

    class ByHandToo(network.Network):
        def backprop(self, x, y):
            (v, w), (c, b) = self.weights, self.biases
            hidden = sigma(v @ x + c)
            a = sigma(w @ hidden + b)
            delta = (a - y) ** 3 * a * (1 - a)
            before = w.T @ delta * hidden * (1 - hidden)
            return [before, delta], [before @ x.T, delta @ hidden.T]

    class Stepping(ByHandToo):
        steps = 0

        def update_mini_batch(self, mini_batch, eta):
            self.steps += 1
            super().update_mini_batch(mini_batch, eta)

    nets = []
    for cls in (Cubed, ByHandToo, Stepping):
        seeded_again()
        nets.append(cls([784, 30, 10]))
        nets[-1].SGD(training_data[:100], 2, 10, 3.0, test_data=test_data)
        shown = "many" if cls is Cubed else r"\d+"
        assert_printed(printed(capsys), *(rf"Epoch {i}: {shown} / 100" for i in (0, 1)))
    for net in nets[1:]:
        assert_close(net.weights, nets[0].weights, 1e-10)
    assert nets[2].steps == 20


# Chapter 3


def test_chapter_3_prints_what_is_monitored_and_returns_it(capsys, some):
    training_data, validation_data, _ = some
    net = network2.Network([784, 30, 10], cost=network2.CrossEntropyCost)
    net.large_weight_initializer()
    lists = net.SGD(training_data, 2, 10, 0.5, evaluation_data=validation_data,
                    monitor_evaluation_accuracy=True)  # fmt: skip
    accuracy = r"Accuracy on evaluation data: \d+ / 100"
    epochs = [(f"Epoch {i} training complete", accuracy, "") for i in (0, 1)]
    assert_printed(printed(capsys), *epochs[0], *epochs[1])
    assert [len(each) for each in lists] == [0, 2, 0, 0]
    lists = net.SGD(training_data, 1, 10, 0.5, 5.0, validation_data, True, True, True, True)
    lines = printed(capsys)
    assert_printed(
        lines,
        "Epoch 0 training complete",
        f"Cost on training data: {NUMBER}",
        r"Accuracy on training data: \d+ / 600",
        f"Cost on evaluation data: {NUMBER}",
        accuracy,
        "",
    )
    shown = [float(line.split(": ")[1].split(" /")[0]) for line in lines[1:5]]
    assert shown == [each[0] for each in (lists[2], lists[3], lists[0], lists[1])]


def test_chapter_3_measures_what_its_formulas_say_with_the_same_seeds(some):
    training_data, validation_data, _ = some
    again = list(training_data)
    net = network2.Network([784, 30, 10])
    lists = net.SGD(training_data, 2, 10, 0.5, 1.5, validation_data, True, True, True, True)
    seeded_again()
    by_hand, expected = ByHand(shrunk=True), ([], [], [], [])
    for _ in range(2):
        by_hand.epoch(again, 10, 0.5, 1.5, quadratic=False)
        for data, (costs, counts) in ((validation_data, expected[:2]), (again, expected[2:])):
            costs.append(by_hand.cost(data, 1.5))
            counts.append(by_hand.right(data))
    assert lists[1::2] == expected[1::2]
    assert_close(lists[::2], expected[::2], 1e-9)
    assert net.accuracy(validation_data) == net.accuracy(again[:0] + validation_data, convert=True)
    assert net.total_cost(again, 1.5) == pytest.approx(by_hand.cost(again, 1.5))
    assert net.total_cost(validation_data, 1.5, convert=True) == pytest.approx(
        by_hand.cost(validation_data, 1.5)
    )


def test_chapter_3_s_own_backprop_is_obeyed_and_shuffles_alike(some):
    class Counting(network2.Network):
        calls = 0

        def backprop(self, x, y):
            self.calls += 1
            return super().backprop(x, y)

    ran, again = [], list(some[0])
    for cls in (network2.Network, Counting):
        seeded_again()
        net = cls([784, 30, 10])
        data = list(again)
        ran.append(net.SGD(data, 2, 10, 0.5, 1.5, some[1], True, True, True, True))
    assert net.calls == 1200
    assert ran[0][1::2] == ran[1][1::2]
    assert_close(ran[0][::2], ran[1][::2], 1e-9)


def test_chapter_3_s_networks_are_saved_and_loaded(tmp_path):
    net = network2.Network([784, 5, 10], cost=network2.QuadraticCost())
    net.save(tmp_path / "net.json")
    read = network2.load(tmp_path / "net.json")
    assert type(read) is network2.Network and read.cost is network2.QuadraticCost
    assert same(net, read) and read.dtype == np.float64
    other = digitpad.Network([784, 5, 10], neurons="tanh", rng=np.random.default_rng(1))
    other.save(tmp_path / "tanh.json")
    read, x = network2.load(tmp_path / "tanh.json"), np.ones((784, 1))
    np.testing.assert_allclose(read.feedforward(x), other.feedforward(x), rtol=1e-4)


def test_hyper_parameters_that_diverge_end_with_one_warning_and_the_lists_so_far(capsys, mnist):
    """Chapter 3, *How to choose a neural network's hyper-parameters?*: η 10, λ 1000."""
    training_data, validation_data, _ = mnist
    net = network2.Network([784, 10])
    with pytest.warns(RuntimeWarning, match="weights grew") as warned:
        lists = net.SGD(training_data[:1000], 30, 10, 10.0, lmbda=1000.0,
                        evaluation_data=validation_data[:100],
                        monitor_evaluation_accuracy=True)  # fmt: skip
    assert len(warned) == 1 and warned[0].filename == __file__
    lines = printed(capsys)
    assert lines[:3] == ["Epoch 0 training complete", "Accuracy on evaluation data: 10 / 100", ""]
    assert lists == ([], [10] * (len(lines) // 3), [], [])
    assert all(np.isfinite(w).all() for w in net.weights)


def test_the_guide_s_linear_network_is_trained(capsys):
    """Chapter 2's exercise, as the guide has it, on fewer images."""
    (code,) = re.findall(
        r"```\n(import.*?)```", resource_path("guide", "8_python.md").read_text("utf-8"), re.S
    )
    code = code.replace("[:5000], 3", "[:500], 2").replace(
        "QuadraticCost", "QuadraticCost, rng=rng"
    )
    exec(code, {"rng": np.random.default_rng(1)})
    (line,) = printed(capsys)
    assert int(line) > 5000  # 1,000 by chance


# What all have


SIGNATURES = {
    network.Network: "(sizes)",
    network.Network.SGD: "(self, training_data, epochs, mini_batch_size, eta, test_data=None)",
    network.Network.update_mini_batch: "(self, mini_batch, eta)",
    network.Network.backprop: "(self, x, y)",
    network.Network.feedforward: "(self, a)",
    network.Network.evaluate: "(self, test_data)",
    network.Network.cost_derivative: "(self, output_activations, y)",
    network2.Network.update_mini_batch: "(self, mini_batch, eta, lmbda, n)",
    network2.Network.SGD: "(self, training_data, epochs, mini_batch_size, eta, lmbda=0.0, "
    "evaluation_data=None, monitor_evaluation_cost=False, monitor_evaluation_accuracy=False, "
    "monitor_training_cost=False, monitor_training_accuracy=False)",
    network2.Network.accuracy: "(self, data, convert=False)",
    network2.Network.save: "(self, filename)",
    network2.load: "(filename)",
    mnist_loader.load_data: "()",
    mnist_loader.load_data_wrapper: "()",
}


@pytest.mark.parametrize("called", SIGNATURES, ids=lambda called: called.__qualname__)
def test_the_arguments_are_the_book_s(called):
    found = inspect.signature(called)
    plain = [each.replace(annotation=each.empty) for each in found.parameters.values()]
    text = str(found.replace(parameters=plain, return_annotation=found.empty))
    assert text == SIGNATURES[called]


def test_a_keyword_of_another_chapter_is_named(some):
    training_data, validation_data, _ = some
    for work, wrong, taken in (
        (lambda: network.Network([784, 10], cost=1), "cost", "sizes"),
        (lambda: network2.Network([784, 10], neurons="tanh"), "neurons", "sizes and cost"),
        (lambda: network.Network([784, 10]).SGD(training_data, 1, 10, 3.0, lmbda=1.0),
         "lmbda", "test_data"),
        (lambda: network2.Network([784, 10]).SGD(training_data, 1, 10, 3.0, test_data=[]),
         "test_data", "evaluation_data"),
    ):  # fmt: skip
        with pytest.raises(TypeError) as caught:
            work()
        said, _, says = str(caught.value).partition("; it takes ")
        assert said.endswith(f" takes no {wrong}") and taken in says


def test_data_that_cannot_be_shuffled_or_read_twice_are_refused(some):
    net = network.Network([784, 10])
    data = digitpad.load_data_wrapper()[0][:50]
    assert "list(data)" in refusal(lambda: net.SGD(data, 1, 10, 3.0), TypeError)
    once = zip(*zip(*some[0]))
    assert "list(training_data)" in refusal(lambda: net.SGD(once, 1, 10, 3.0))


def test_a_network_keeps_no_data_after_training(some):
    net = network.Network([784, 10])
    net.SGD(some[0], 1, 10, 3.0)
    assert len(pickle.dumps(net)) < 100_000  # 7,850 numbers


WITHOUT_QT = (
    NO_QT
    + """
from digitpad import mnist_loader, network, network2
data = mnist_loader.load_data_wrapper()
network.Network([784, 10]).SGD(data[0][:20], 1, 10, 3.0)
network2.Network([784, 10]).SGD(data[0][:20], 1, 10, 3.0)
"""
)


@pytest.mark.slow
def test_the_book_s_programs_need_no_qt():
    command = [sys.executable, "-c", WITHOUT_QT]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    said = "Epoch 0 complete\nEpoch 0 training complete\n\n"
    assert (run.stderr, run.stdout, run.returncode) == ("", said, 0)
