"""Right and wrong answers, and how sure they are, against loops over single examples."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from random_data import random_data

from digitpad import Network
from digitpad.core.evaluation import (
    ORDERS,
    Evaluation,
    by_digit,
    confusion_matrix,
    differences,
    doubtful_label,
    evaluate,
    evaluate_blocks,
    examples_of,
    in_turns,
    mcnemar,
    mistakes,
    nearly_right,
    threshold_curve,
    wilson_interval,
    worst_confusions,
)
from digitpad.core.verdict import verdict_on
from digitpad.evaluate import matrix_lines


@pytest.fixture
def network():
    network = Network([784, 9, 10], rng=np.random.default_rng(3), dtype=np.float64)
    # Answers differ now, and some examples are unread.
    network.weights = [20 * network.weights[0], 8 * network.weights[1]]
    network.biases[-1] = network.biases[-1] - 7
    return network


@pytest.fixture
def data():
    return random_data(1234, ink=0.15, seed=7)


def one_by_one(network, data):
    """Each example's digit and its ten outputs."""
    return [(int(np.argmax(y)), network.feedforward(x)[:, 0]) for x, y in data]


def test_the_matrix_counts_as_a_loop_does(network, data):
    matrix = np.zeros((10, 10), int)
    unread = right_unread = 0
    for digit, outputs in one_by_one(network, data):
        matrix[digit, outputs.argmax()] += 1
        if verdict_on(outputs).is_unread:
            unread += 1
            right_unread += outputs.argmax() == digit
    found = confusion_matrix(network, data)
    assert found.dtype.kind == "i"
    assert found.tolist() == matrix.tolist()
    evaluation = evaluate(network, data)
    assert 0 < right_unread < unread < len(data)
    assert evaluation.unread() == (unread, right_unread)
    assert np.trace(found) == network.accuracy(data) == evaluation.accuracy


def test_mistakes_are_the_misread_examples_the_most_confident_first(network, data):
    wrong = []
    for i, (digit, outputs) in enumerate(one_by_one(network, data)):
        if outputs.argmax() != digit:
            wrong.append((-outputs.max(), i))
    found = mistakes(network, data)
    assert sorted(found.tolist()) == sorted(i for _, i in wrong)
    activations = [float(network.feedforward(data[int(i)][0]).max()) for i in found]
    assert activations == sorted(activations, reverse=True)
    over = sum(activation > 0.9 for activation in activations)
    assert 0 < over < len(found)
    assert evaluate(network, data).confident_mistakes() == over


def test_pairs_and_float32_count_as_accuracy_does():
    network = Network([784, 12, 10], rng=np.random.default_rng(5))
    data = random_data(700)
    pairs = [(x, int(y.argmax())) for x, y in data]
    for given in (data, pairs):
        assert np.trace(confusion_matrix(network, given)) == network.accuracy(given)


def test_results_after_each_block_stay_unchanged(network, data):
    blocks = list(evaluate_blocks(network, data))
    assert len(blocks) > 1
    assert len(blocks[-1]) == len(data)
    whole = evaluate(network, data)
    for block in blocks:
        part = data[: len(block)]
        assert block.matrix().tolist() == confusion_matrix(network, part).tolist()
        assert np.array_equal(block.outputs, whole.outputs[: len(block)])


def test_no_examples_and_examples_of_another_size_are_refused(network):
    with pytest.raises(ValueError, match="empty"):
        evaluate(network, random_data(3)[:0])
    with pytest.raises(ValueError, match="784 pixels, the network has 100 inputs"):
        evaluate(Network([100, 10]), random_data(3))


def test_a_diverged_network_counts_as_accuracy_counts_it(data):
    network = Network([784, 10], rng=np.random.default_rng(3))
    network.weights = [np.full((10, 784), np.nan, np.float32)]
    evaluation = evaluate(network, data)
    assert evaluation.accuracy == network.accuracy(data)
    assert evaluation.finite_rows() == 0
    assert evaluation.unread()[0] == len(data)
    assert evaluation.confident_mistakes() == 0
    curve = threshold_curve(evaluation)
    assert not curve.answered.any()
    assert curve.least_for(0.5) is None
    for order in ORDERS.values():
        assert sorted(order(evaluation, evaluation.wrong)) == evaluation.wrong.tolist()


# 60 examples with made-up outputs; loops over them give the right counts.


@pytest.fixture
def made():
    rng = np.random.default_rng(1)
    # Rounded, so that some answers just reach a threshold.
    return Evaluation(rng.integers(0, 10, 60), rng.random((60, 10)).round(2))


def test_a_cell_lists_its_examples_and_a_heading_its_mistakes(made):
    pairs = list(zip(made.labels.tolist(), made.read.tolist()))
    label, read = pairs[0]
    known = next(t for t, r in pairs if t == r)  # a digit that is read right at least once

    def those(is_meant):
        return [i for i, (t, r) in enumerate(pairs) if is_meant(t, r)]

    for wanted, expected in (
        ((label, read), those(lambda t, r: (t, r) == (label, read))),
        ((known, known), those(lambda t, r: t == r == known)),
        ((known, None), those(lambda t, r: t == known != r)),
        ((None, known), those(lambda t, r: r == known != t)),
        ((label, None), those(lambda t, r: t == label != r)),
        ((None, read), those(lambda t, r: r == read != t)),
        ((None, None), those(lambda t, r: t != r)),
    ):
        assert examples_of(made, *wanted).tolist() == expected


def test_each_order_begins_with_the_examples_that_it_names(made):
    wrong = made.wrong
    for order in ORDERS.values():
        assert sorted(order(made, wrong)) == wrong.tolist()
    behind = [made.outputs[i].max() - made.outputs[i][made.labels[i]] for i in wrong]
    first = nearly_right(made, wrong)[0]
    assert first == wrong[np.argmin(behind)]
    ordered = [(made.labels[i], made.read[i], -made.confidence[i]) for i in by_digit(made, wrong)]
    assert ordered == sorted(ordered)


def test_confusions_take_turns_the_most_frequent_first():
    labels = np.array([5, 5, 5, 9, 9, 7])
    outputs = np.full((6, 10), 0.1)
    for i, (read, activation) in enumerate(
        [(3, 0.5), (3, 0.9), (3, 0.7), (4, 0.6), (4, 0.8), (2, 0.99)]
    ):
        outputs[i, read] = activation
    made = Evaluation(labels, outputs)
    assert in_turns(made, made.wrong).tolist() == [1, 4, 5, 2, 3, 0]
    assert worst_confusions(made.matrix(), 2) == [(5, 3, 3), (9, 4, 2)]
    assert worst_confusions(np.diag([4, 5])) == []


def test_a_label_is_doubted_more_if_its_output_is_usually_strong():
    # Output 1 is strong for ones, output 2 always weak for twos. Read as 3 alike, a one with a weak
    # output 1 contradicts its label more than a two with the same output 2.
    outputs = np.full((8, 10), 0.05)
    labels = np.array([1, 1, 1, 2, 2, 2, 1, 2])
    outputs[:3, 1] = 0.99
    outputs[3:6, 2] = 0.3
    outputs[6, [1, 3]] = 0.2, 0.8
    outputs[7, [2, 3]] = 0.2, 0.8
    made = Evaluation(labels, outputs)
    assert doubtful_label(made, made.wrong).tolist() == [6, 7]
    assert doubtful_label(made, made.wrong[::-1]).tolist() == [6, 7]


def test_the_curve_counts_as_a_loop_does_at_each_threshold(made):
    curve = threshold_curve(made)
    for percent in range(101):
        answered = [i for i in range(60) if made.outputs[i].max() >= percent / 100]
        right = [i for i in answered if made.outputs[i].argmax() == made.labels[i]]
        assert curve.answered[percent] == len(answered)
        assert curve.right[percent] == len(right)
    shares = [
        r / a if a else math.nan for r, a in zip(curve.right.tolist(), curve.answered.tolist())
    ]
    best = max(share for share in shares if not math.isnan(share))
    assert curve.least_for(best) == shares.index(best)
    assert curve.least_for(1.01) is None


@pytest.mark.parametrize(("count", "n"), [(0, 10), (10, 10), (9607, 10000), (1, 3), (0, 1)])
def test_the_interval_ends_at_shares_for_which_the_count_is_just_likely(count, n):
    # Wilson's ends are the shares p for which the count is 1.96 deviations away.
    low, high = wilson_interval(count, n)
    for p in (low, high):
        deviation = math.sqrt(p * (1 - p) / n)
        if 0 < p < 1:
            assert abs(count / n - p) / deviation == pytest.approx(1.959964, abs=1e-5)
    assert 0 <= low <= count / n <= high <= 1
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == n)


def test_the_matrix_as_text():
    matrix = np.array([[1009, 0], [17, 3]])
    lines = matrix_lines(matrix, ("sandal", "bag"))
    assert [line.split() for line in lines] == [
        ["sandal", "bag"],
        ["sandal", "1,009", "."],
        ["bag", "17", "3"],
    ]
    assert len(set(map(len, lines))) == 1


# Two networks on the same digits, against plain loops and tossed coins.


def evaluation_of(labels, read):
    return Evaluation(np.array(labels), np.eye(10)[read])


def test_mended_broken_and_wrong_in_both_are_counted_as_in_a_loop():
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 10, 300)
    reads = [np.where(rng.random(300) < 0.7, labels, rng.integers(0, 10, 300)) for _ in range(2)]
    found = differences(*(evaluation_of(labels, read) for read in reads))
    mended, broken, both_wrong = [], [], []
    for i, label in enumerate(labels):
        now, before = reads[0][i], reads[1][i]
        if now == label != before:
            mended.append(i)
        elif now != label == before:
            broken.append(i)
        elif now != label:
            both_wrong.append(i)
    assert mended and broken and both_wrong
    assert found["mended"].tolist() == mended and found["broken"].tolist() == broken
    assert found["both misread"].tolist() == both_wrong


@pytest.mark.parametrize(
    ("mended", "broken"), [(0, 0), (1, 0), (0, 1), (3, 3), (5, 2), (1, 8), (9, 4)]
)
def test_the_test_counts_all_tosses_at_least_as_uneven(mended, broken):
    n = mended + broken
    as_lopsided = sum(
        abs(2 * sum(coins) - n) >= abs(mended - broken) for coins in product((0, 1), repeat=n)
    )
    assert mcnemar(mended, broken) == float(Fraction(as_lopsided, 2**n))


def test_for_many_differences_the_test_is_near_chi_square_and_in_range():
    for mended, broken in ((520, 470), (2600, 2400), (480, 470)):
        chi_square = (abs(mended - broken) - 1) ** 2 / (mended + broken)
        assert mcnemar(mended, broken) == pytest.approx(
            math.erfc(math.sqrt(chi_square / 2)), rel=0.01
        )
    assert mcnemar(10_000, 0) == 0  # smaller than any number
