"""Training as a script sees it: what `SGD` returns, what it promises, and real MNIST."""

import copy

import book
import numpy as np
import pytest
from mnist import mnist
from same import same

from digitpad import Dataset, Network
from digitpad.core.learning.settings import MONITORS

BOOKS = MONITORS[:4]  # those of the book, in its order
ON = dict.fromkeys(BOOKS, True)


def network(sizes=(7, 6, 3), seed=7, dtype=np.float64):
    return Network(sizes, rng=np.random.default_rng(seed), dtype=dtype)


def pairs(count=53, seed=11):
    return book.examples(7, 3, count, seed)


def digits(count=500, seed=5):
    """A small Dataset of noise that is brighter where its digit is."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(10, size=count).astype(np.uint8)
    images = rng.integers(100, size=(count, 20), dtype=np.uint8)
    images[np.arange(count), labels] += 150
    return Dataset(images, labels, one_hot=True)


def mean_cost(net, data):
    kind = book.CROSS_ENTROPY
    return sum(book.cost(net.weights, net.biases, x, y, kind) for x, y in data) / len(data)


def count_right(net, data):
    outputs = (book.feedforward(net.weights, net.biases, x)[-1] for x, _ in data)
    return sum(int(a.argmax() == y.argmax()) for a, (_, y) in zip(outputs, data))


@pytest.mark.parametrize("place", range(4))
def test_a_list_is_empty_where_its_monitor_is_off(place):
    everything = network().SGD(pairs(), 2, 10, 0.5, 2.0, pairs(9), **ON)
    lists = network().SGD(pairs(), 2, 10, 0.5, 2.0, pairs(9), **{BOOKS[place]: True})
    assert lists[place] == everything[place] and len(lists[place]) == 2
    assert {type(value) for value in lists[place]} == {int if "accuracy" in BOOKS[place] else float}
    assert [values for i, values in enumerate(lists) if i != place] == [[], [], []]


def test_total_cost_and_accuracy_by_hand():
    """Weights 3 and -4, no bias, x = 1: outputs 0.952574 and 0.017986, wanted 1 and 0."""
    net = network([1, 2])
    net.weights, net.biases = [np.array([[3.0], [-4.0]])], [np.zeros((2, 1))]
    data = [(np.array([[1.0]]), np.array([[1.0], [0.0]]))] * 3 + [(np.array([[1.0]]), 1)]
    right = -np.log(0.9525741268224334) - np.log(1 - 0.01798620996209156)
    wrong = -np.log(1 - 0.9525741268224334) - np.log(0.01798620996209156)
    mean = (3 * right + wrong) / 4
    assert net.accuracy(data) == 3
    assert net.total_cost(data, 0.0) == pytest.approx(mean, rel=1e-12)
    assert net.total_cost(data, 6.0) == pytest.approx(mean + 6 / 8 * 25, rel=1e-12)
    assert net.total_cost(data, 6.0, regularization="L1") == pytest.approx(
        mean + 6 / 4 * 7, rel=1e-12
    )
    assert type(net.accuracy(data)) is int
    assert type(net.total_cost(data, 6.0)) is float


def test_labels_decide_by_their_form_whatever_convert_says():
    net = network()
    vectors = pairs(40)
    numbers = [(x, int(y.argmax())) for x, y in vectors]
    for data in (vectors, numbers, vectors[:20] + numbers[20:]):
        for convert in (False, True):
            assert net.accuracy(data, convert) == net.accuracy(vectors)
            assert net.total_cost(data, 3.0, convert=convert) == net.total_cost(vectors, 3.0)
    by_numbers, by_vectors = network(), network()
    by_numbers.SGD(numbers, 2, 10, 0.5)
    by_vectors.SGD(vectors, 2, 10, 0.5)
    assert same(by_numbers, by_vectors)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])
def test_measuring_a_dataset_is_measuring_each_of_its_pairs(dtype, tolerance):
    data = digits(1234)
    net = network([20, 6, 10], dtype=dtype)
    net.SGD(data, 6, 10, 0.5)
    assert net.accuracy(data) == count_right(net, data)
    assert 0.3 * len(data) < count_right(net, data) < len(data)
    assert net.total_cost(data, 0.0) == pytest.approx(mean_cost(net, data), rel=tolerance)


def test_the_callers_data_keep_their_order_and_their_numbers():
    data, dataset = pairs(30), digits(30)
    held, copies = list(data), copy.deepcopy(data)
    images = dataset.images.copy()
    network().SGD(data, 2, 10, 0.5, 1.0, data, **ON)
    network([20, 10]).SGD(dataset, 2, 10, 0.5, 1.0, dataset, **ON)
    assert all(one is other for one, other in zip(data, held, strict=True))
    for (x, y), (x_then, y_then) in zip(data, copies):
        np.testing.assert_array_equal(x, x_then)
        np.testing.assert_array_equal(y, y_then)
    np.testing.assert_array_equal(dataset.images, images)


def test_the_generator_that_was_passed_in_decides_everything():
    one, again, other = network(seed=1), network(seed=1), network(seed=1)
    other.rng = np.random.default_rng(99)  # the same weights, another order of examples
    for net in (one, again, other):
        net.SGD(pairs(), 3, 10, 0.5, 1.0)
    assert same(one, again)
    assert not np.array_equal(one.weights[0], other.weights[0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_real_mnist_is_learnt_as_well_as_the_book_promises(dtype):
    """One epoch, eta 0.5, lambda 5, mini-batches of 10, for five seeds: a promise of the issue."""
    training_data, validation_data, _ = mnist()
    rights = []
    for seed in range(5) if dtype == np.float32 else [0]:
        net = network([784, 30, 10], seed, dtype)
        net.SGD(training_data, 1, 10, 0.5, lmbda=5.0)
        rights.append(net.accuracy(validation_data))
    assert min(rights) > 9200
    assert sorted(rights)[len(rights) // 2] > 9350
