"""Learning one hand on top of a network that reads digits."""

import numpy as np
import pytest
from mnist import mnist as read_mnist
from same import same
from threadpoolctl import threadpool_limits

from digitpad import CrossEntropyCost, Dataset, LogLikelihoodCost, Network, QuadraticCost, load
from digitpad.core import personal
from digitpad.core.data.people import load_pen_digits
from digitpad.core.neurons import KINDS
from digitpad.core.personal import FineTuning, doubtful, fine_tune
from digitpad.resources import resource_path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mnist():
    """Some of MNIST's digits: to replay, and to test with."""
    training, validation, _ = read_mnist()
    return training[:3000], validation[:1000]


@pytest.fixture(scope="module")
def reader(mnist):
    """A small network that reads MNIST."""
    network = Network([784, 20, 10], rng=np.random.default_rng(1))
    network.SGD(mnist[0], 10, 10, 0.5)
    return network


@pytest.fixture(scope="module")
def hand():
    """Digits, to learn and to test, of a person whom a network of MNIST alone misreads."""
    return written_by(28)


@pytest.fixture(scope="module")
def legible():
    """Such digits of a person whom this network reads well."""
    return written_by(29)


@pytest.fixture(scope="module")
def alone(reader, hand):
    """The reader after it has learnt the hand's digits and nothing else."""
    return tuned(reader, *hand[0])


@pytest.fixture(scope="module")
def with_mnist(reader, hand, mnist):
    """The reader after it has learnt the hand's digits beside MNIST's."""
    return tuned(reader, *hand[0], mnist[0])


def written_by(writer):
    """A writer's pen digits: five of each, and all others, as (images, labels) each."""
    digits = load_pen_digits().by([writer])
    images, labels = digits.images(), digits.labels
    of_each = np.concatenate([np.flatnonzero(labels == digit)[:5] for digit in range(10)])
    others = np.setdiff1d(np.arange(len(labels)), of_each)
    return (images[of_each], labels[of_each]), (images[others], labels[others])


def right(network, images, labels):
    return (network.feedforward(images.reshape(len(images), -1).T).argmax(axis=0) == labels).mean()


def tuned(network, images, labels, data=(), seed=5):
    return fine_tune(network, images, labels, rng=np.random.default_rng(seed), data=data)


def few(monkeypatch, mini_batches=3):
    monkeypatch.setattr(personal, "MOST_MINI_BATCHES", mini_batches)


def test_a_hand_is_learnt_and_digits_that_are_not_replayed_are_forgotten(
    reader, hand, mnist, alone, with_mnist
):
    for network in (alone, with_mnist):
        assert right(network, *hand[1]) > right(reader, *hand[1]) + 0.2
    assert with_mnist.accuracy(mnist[1]) > reader.accuracy(mnist[1]) - 20
    assert alone.accuracy(mnist[1]) < with_mnist.accuracy(mnist[1]) - 20


def test_mnist_and_other_people_are_replayed_if_no_data_are_given(
    reader, hand, mnist, alone, with_mnist
):
    people = load_pen_digits().by([1, 4, 12])
    with_all = tuned(reader, *hand[0], None)
    assert with_all.accuracy(mnist[1]) > alone.accuracy(mnist[1]) + 20
    images = people.images()
    assert right(with_all, images, people.labels) > right(with_mnist, images, people.labels) + 0.05
    assert right(with_all, *hand[1]) > right(reader, *hand[1]) + 0.2


def test_a_network_that_reads_other_people_repeats_more_of_mnist_and_goes_a_part_of_the_way(
    reader, hand, monkeypatch
):
    few(monkeypatch)

    def learnt(network):
        tuning = FineTuning(network, *hand[0], rng=np.random.default_rng(5))
        assert len(list(tuning)) == tuning.total
        return tuning

    shipped = load(resource_path("networks", "default.json"))
    assert learnt(shipped).replayed > learnt(reader).replayed
    monkeypatch.setattr(personal, "FEWER", 0)  # then both learn from the same digits
    whole = learnt(reader).network()
    monkeypatch.setattr(personal, "KNOWN", 1.0)  # as if it read them
    for before, after, part in zip(reader.weights, whole.weights, learnt(reader).network().weights):
        expected = before + personal.WAY * (after - before)
        np.testing.assert_allclose(part, expected, rtol=1e-4, atol=1e-6)
        assert not np.allclose(part, after, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("cost", "hidden", "weights"),
    [
        (CrossEntropyCost, (20,), "default"), (QuadraticCost, (20,), "default"),
        (LogLikelihoodCost, (30, 30, 30), "default"), (LogLikelihoodCost, (30, 30, 30), "large"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("neurons", KINDS)
def test_networks_of_every_kind_learn_a_hand(neurons, cost, hidden, weights, hand, mnist):
    network = Network([784, *hidden, 10], cost, neurons=neurons, rng=np.random.default_rng(1))
    if weights == "large":
        network.large_weight_initializer()
    eta = 0.5 if neurons == "sigmoid" else 0.05
    network.SGD(mnist[0], 6, 10, 1e-4 if (neurons, weights) == ("linear", "large") else eta)
    learnt = tuned(network, *hand[0], mnist[0])
    assert all(np.isfinite(array).all() for array in (*learnt.weights, *learnt.biases))
    assert learnt.accuracy(mnist[1]) > network.accuracy(mnist[1]) - 30
    if network.accuracy(mnist[1]) > 800:  # which others do not reach with such weights
        assert right(learnt, *hand[1]) > right(network, *hand[1]) + 0.2


@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost])
@pytest.mark.parametrize("hidden", [(), (6,), (6, 5)])
def test_steps_follow_the_gradient_and_the_last_ones_are_averaged(hidden, cost, monkeypatch):
    """With one digit to learn, one to replay and no distortion, all mini-batches are known."""
    few(monkeypatch, 20)
    monkeypatch.setattr(personal, "distort", lambda images, rng: images)
    rng = np.random.default_rng(3)
    network = Network([784, *hidden, 4], cost, rng=rng, dtype=np.float64)
    own, other = rng.random((2, 784)).astype(np.float32)
    learnt = tuned(network, own.reshape(1, 28, 28), [2], [(other[:, None], 1)])

    pairs = [(own[:, None], 2)] * personal.OWN
    pairs += [(other[:, None], 1)] * (personal.REPLAYED + personal.COMPANY)
    weights = sum(w.size for w in network.weights)
    reference = network.with_arrays(network.weights, network.biases)
    moments = []
    for step in range(20):
        part = step / 19
        eta = personal.ETAS[0] ** (1 - part) * personal.ETAS[1] ** part
        eta *= (personal.MANY_WEIGHTS / weights) ** 0.25
        reference.update_mini_batch(pairs, eta, 0.0, 1)
        moments.append(reference.weights + reference.biases)
    for array, *last in zip(learnt.weights + learnt.biases, moments[14], moments[19], strict=True):
        np.testing.assert_allclose(array, np.mean(last, axis=0), rtol=1e-9, atol=1e-12)


def test_wrong_labels_are_doubted_and_do_little_harm(reader, legible):
    learnt, others = legible
    images, labels = learnt[0], learnt[1].copy()
    read = reader.feedforward(images.reshape(len(images), -1).T).argmax(axis=0)
    wrong = np.flatnonzero(read == labels)[[2, 20]]
    honest = doubtful(reader, images, labels)
    labels[wrong] = (labels[wrong] + 3) % 10
    assert set(wrong) <= set(doubtful(reader, images, labels)) <= {*wrong, *honest}
    assert len(honest) <= 2
    before, clean, spoilt = (
        right(network, *others)
        for network in (reader, tuned(reader, *learnt), tuned(reader, images, labels))
    )
    assert spoilt - before > 0.8 * (clean - before)


def test_a_label_is_doubted_if_the_digit_that_is_read_is_the_only_one_missing(reader, legible):
    images, labels = legible[0]
    read = reader.feedforward(images.reshape(len(images), -1).T).argmax(axis=0)
    first = np.array(
        [np.flatnonzero((labels == digit) & (read == digit))[0] for digit in range(10)]
    )
    slipped = np.arange(10)
    slipped[7] = 1  # one of each, but the 7 is called a 1
    assert doubtful(reader, images[first], slipped).tolist() == [7]
    # Without an 8 either, the person may write such a 1.
    assert not len(doubtful(reader, images[np.delete(first, 8)], np.delete(slipped, 8)))


def test_consistent_or_frequent_labels_are_not_doubted(reader, legible):
    images, labels = legible[0]
    others = labels != 4
    only_four = np.where(np.arange(50) == 35, 4, labels)[others]  # it looks like a 7
    assert not len(doubtful(reader, images[others], only_four))
    first = np.arange(0, 50, 5)
    assert not len(doubtful(reader, images[first], (labels[first] + 1) % 10))  # no two alike
    assert not len(doubtful(reader, images, (labels + 1) % 10))  # one class for another
    mixed = np.random.default_rng(4).permutation(labels)
    assert not len(doubtful(reader, images, mixed))  # too many
    assert right(tuned(reader, images, (labels + 1) % 10), images, (labels + 1) % 10) > 0.9


def test_network_and_images_stay_unchanged(reader, hand, mnist, monkeypatch):
    few(monkeypatch)
    images, labels = (array.copy() for array in hand[0])
    arrays = [array.copy() for array in reader.weights + reader.biases]
    state = reader.rng.bit_generator.state
    network = tuned(reader, images, labels, mnist[0])
    np.testing.assert_array_equal(images, hand[0][0])
    np.testing.assert_array_equal(labels, hand[0][1])
    for before, now in zip(arrays, reader.weights + reader.biases, strict=True):
        np.testing.assert_array_equal(before, now)
    assert reader.rng.bit_generator.state == state
    assert not any(
        np.shares_memory(a, b) for a, b in zip(network.weights, reader.weights, strict=True)
    )


@pytest.mark.parametrize("rows", [[17], [0, 1, 47]])
def test_one_digit_alone_can_be_learnt_and_other_classes_may_be_missing(rows, reader, hand, mnist):
    images, labels = (array[rows] for array in hand[0])
    network = tuned(reader, images, labels, mnist[0])
    assert right(network, images, labels) == 1
    assert network.accuracy(mnist[1]) > reader.accuracy(mnist[1]) - 20


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((2, 784)), [1, 2], "images must have shape (n, 28, 28), not (2, 784)"),
        (np.zeros((0, 28, 28)), [], "images must be one or more"),
        (np.full((1, 28, 28), np.nan), [1], "images must be one or more, from 0, paper, to 1, ink"),
        (np.full((1, 28, 28), 255), [1], "images must be one or more, from 0, paper, to 1, ink"),
        (np.full((1, 28, 28), -0.1), [1], "images must be one or more, from 0, paper, to 1, ink"),
        (np.zeros((2, 28, 28)), [1], "labels must be 2 whole numbers"),
        (np.zeros((1, 28, 28)), [1.5], "labels must be 1 whole numbers"),
        (np.zeros((1, 28, 28)), ["1"], "labels must be 1 whole numbers"),
        (np.zeros((1, 28, 28)), [10], "labels must be 0 to 9, as the network has 10 outputs"),
        (np.zeros((1, 28, 28)), [-1], "labels must be 0 to 9"),
    ],
)
def test_images_and_labels_that_do_not_fit_are_named(images, labels, words, reader):
    with pytest.raises(ValueError) as caught:
        tuned(reader, images, labels)
    assert words in str(caught.value)


def test_a_network_of_other_inputs_or_classes_is_named():
    image = np.zeros((1, 28, 28))
    with pytest.raises(ValueError, match="the network 784 inputs, not 16"):
        tuned(Network([16, 10]), image, [1])
    with pytest.raises(ValueError, match="the label 9 has no output: the network has 4"):
        tuned(Network([784, 4]), image, [1], None)
    with pytest.raises(ValueError, match="the images have 4 pixels, the network has 784"):
        data = Dataset(np.zeros((3, 4), np.uint8), np.zeros(3, np.uint8))
        tuned(Network([784, 10]), image, [1], data)
    with pytest.raises(ValueError, match="data must be a Dataset or a list of pairs"):
        tuned(Network([784, 10]), image, [1], iter([]))


def test_learning_can_be_watched_and_given_up(reader, hand, mnist, monkeypatch):
    few(monkeypatch, 40)
    tuning = FineTuning(reader, *hand[0], rng=np.random.default_rng(5), data=mnist[0])
    assert same(tuning.network(), reader)
    steps = iter(tuning)
    assert [next(steps), next(steps)] == [1, 2]
    half_way = tuning.network()
    kept = [w.copy() for w in half_way.weights]
    next(steps)
    assert not same(tuning.network(), half_way)
    assert all(np.array_equal(a, b) for a, b in zip(kept, half_way.weights, strict=True))
    steps.close()
    images, labels = hand[0]
    believed = np.setdiff1d(np.arange(len(labels)), doubtful(reader, images, labels))
    learnt = images[believed], labels[believed]
    whole = FineTuning(reader, *learnt, rng=np.random.default_rng(5), data=mnist[0])
    with threadpool_limits(limits=1):
        assert list(whole)[-1] == whole.total
    assert same(whole.network(), tuned(reader, *hand[0], mnist[0]))
