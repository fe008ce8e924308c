"""A network by itself: its first weights, its gradients, and one step of learning."""

import book
import numpy as np
import pytest
from mnist import mnist
from same import assert_close

from digitpad import CrossEntropyCost, Network, QuadraticCost

COSTS = [(QuadraticCost, book.QUADRATIC), (CrossEntropyCost, book.CROSS_ENTROPY)]
HIDDEN = [(), (6,), (6, 5), (6, 5, 4)]


def network(sizes, cost=CrossEntropyCost, dtype=np.float64, seed=7):
    return Network(sizes, cost, rng=np.random.default_rng(seed), dtype=dtype)


# Shapes and first weights


@pytest.mark.parametrize("sizes", [[3, 2], [784, 30, 10], (5, 4, 3, 2, 1), np.array([4, 3, 2])])
def test_each_layer_but_the_input_has_weights_and_biases(sizes):
    net = Network(sizes)
    assert net.sizes == list(sizes)
    assert net.num_layers == len(sizes)
    assert [w.shape for w in net.weights] == [(n, m) for m, n in zip(sizes[:-1], sizes[1:])]
    assert [b.shape for b in net.biases] == [(n, 1) for n in sizes[1:]]
    assert {a.dtype for a in net.weights + net.biases} == {np.dtype(np.float32)}
    assert net.cost is CrossEntropyCost


@pytest.mark.parametrize("sizes", [[], [784], [784, 0, 10], [784, -3, 10], [784, 2.9, 10]])
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes"):
        Network(sizes)


def assert_gaussian(numbers, deviation):
    """Mean 0, the standard deviation asked for, and the bell's share within one of it."""
    count = numbers.size
    assert abs(numbers.mean()) < 4 * deviation / np.sqrt(count)
    assert numbers.std() == pytest.approx(deviation, rel=4 / np.sqrt(2 * count))
    within = np.mean(np.abs(numbers) < deviation)
    assert within == pytest.approx(0.6827, abs=4 * np.sqrt(0.22 / count))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_default_weights_are_gaussian_and_narrower_with_more_inputs(dtype):
    net = network([784, 3000, 40], dtype=dtype)
    assert_gaussian(net.weights[0], 1 / 28)
    assert_gaussian(net.weights[1], 1 / np.sqrt(3000))
    assert_gaussian(net.biases[0], 1)


def test_large_weights_are_gaussian_and_as_wide_everywhere():
    net = network([784, 3000, 40])
    before = net.weights[0]
    net.large_weight_initializer()
    assert not np.shares_memory(before, net.weights[0])
    for numbers in (net.weights[0], net.weights[1], net.biases[0]):
        assert_gaussian(numbers, 1)
    net.default_weight_initializer()
    assert_gaussian(net.weights[0], 1 / 28)


def test_the_same_generator_gives_the_same_network():
    one, same, other = (network([5, 4, 3], seed=seed) for seed in (1, 1, 2))
    assert_close(one.weights + one.biases, same.weights + same.biases, 0)
    assert not np.array_equal(one.weights[0], other.weights[0])
    before = one.weights[0]
    one.default_weight_initializer()  # draws anew
    assert not np.array_equal(one.weights[0], before)


@pytest.mark.parametrize(("cost", "kind"), COSTS)
def test_backprop_in_float32_is_right_as_far_as_float32_goes(cost, kind):
    net = network([784, 30, 10], cost, np.float32)
    ((x, y),) = book.examples(784, 10, 1)
    nabla_b, nabla_w = net.backprop(x, y)
    assert {a.dtype for a in nabla_b + nabla_w + net.activations(x.tolist())} == {net.dtype}
    wide = [w.astype(np.float64) for w in net.weights], [b.astype(np.float64) for b in net.biases]
    expected_w, expected_b = book.gradient(*wide, x, y, kind)
    assert_close(nabla_w, expected_w, 1e-5)
    assert_close(nabla_b, expected_b, 1e-5)


@pytest.mark.parametrize("lmbda", [0.0, 500.0])
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("cost", "kind"), COSTS)
def test_update_mini_batch_is_the_books_step(hidden, cost, kind, lmbda):
    net = network([7, *hidden, 3], cost)
    pairs = book.examples(7, 3, 3)
    expected = book.step(net.weights, net.biases, pairs, 50, eta=0.5, lmbda=lmbda, kind=kind)
    net.update_mini_batch(pairs, 0.5, lmbda, 50)
    assert_close(net.weights, expected[0], 1e-10)
    assert_close(net.biases, expected[1], 1e-10)


def test_update_mini_batch_changes_no_array_that_was_handed_out():
    net = network([7, 5, 3])
    held = net.weights + net.biases
    copies = [a.copy() for a in held]
    net.update_mini_batch(book.examples(7, 3, 4), 0.5, 1.0, 10)
    assert_close(held, copies, 0)
    assert not np.array_equal(net.weights[0], copies[0])


def test_a_mini_batch_may_be_a_slice_of_mnist_or_its_pairs():
    _, validation_data, _ = mnist()
    by_slice, by_pairs, by_digits = (network([784, 5, 10]) for _ in range(3))
    start = [w.copy() for w in by_slice.weights]
    by_slice.update_mini_batch(validation_data[:4], 0.5, 0.0, 100)
    by_digits.update_mini_batch(list(validation_data[:4]), 0.5, 0.0, 100)
    by_pairs.update_mini_batch(
        [(x, np.eye(10)[:, [digit]]) for x, digit in validation_data[:4]], 0.5, 0.0, 100
    )
    assert_close(by_slice.weights, by_pairs.weights, 1e-15)
    assert_close(by_digits.weights, by_pairs.weights, 1e-15)
    assert not np.array_equal(by_slice.weights[1], start[1])
