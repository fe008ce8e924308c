"""The digits that are listed and chosen, and one network compared with another."""

import numpy as np
import pytest
from idx_folder import write_folder
from small_runs import small_network, use

from digitpad import Network
from digitpad.core.data.dataset import load_test_data
from digitpad.core.evaluation import differences, evaluate
from digitpad.session.mistakes.evaluated import Source


@pytest.fixture(autouse=True)
def looks(watch):
    watch.look(True)


class Known:
    """Makes networks that read ten images as the test says."""

    def __init__(self, session, images):
        self.session = session
        centred = images.reshape(10, 784) / 255 - 0.5
        self.keys = np.linalg.pinv(centred.T).astype(np.float32)  # (10, 784): a one for its image
        self.shift = 0.5 * self.keys.sum(axis=1)

    def read(self, misread, activation=0.8):
        """Use a network that misreads these images, {image: read as}; returns it."""
        wanted = np.zeros((10, 10), np.float32)
        wanted[[misread.get(i, i) for i in range(10)], range(10)] = 10
        b = np.full(10, np.log(activation / (1 - activation)) - 10) - wanted @ self.shift
        network = Network([784, 10])
        network.weights = [(wanted @ self.keys).astype(np.float32)]
        network.biases = [b.reshape(10, 1).astype(np.float32)]
        return use(self.session, network)


@pytest.fixture
def known(session, folder, mistakes):
    images = np.fromfile(f"{folder}/t10k-images-idx3-ubyte", np.uint8)[16:]
    return Known(session, images)


def test_cells_filter_the_list_and_a_second_click_lists_all(qtbot, known, mistakes, lists):
    # Labels are 0 to 9.
    lists([3, 5, 8], known.read, {3: 5, 5: 3, 8: 3})
    assert mistakes.found.evaluation.read.tolist() == [0, 1, 2, 5, 4, 3, 6, 7, 3, 9]
    for cell, rows in (((5, 3), [5]), ((None, 3), [5, 8]), ((8, None), [8]), ((4, 4), [4])):
        lists(rows, mistakes.filter_by, *cell)
        assert mistakes.cell == cell
    with qtbot.waitSignal(mistakes.listed):
        lists([3, 5, 8], mistakes.filter_by, 4, 4)
    assert mistakes.cell == (None, None)
    with qtbot.waitSignal(mistakes.listed):
        mistakes.order_by("by digit")
    assert mistakes.rows.tolist() == [3, 5, 8]
    lists(range(10), mistakes.list_group, "all")
    lists([5, 8], mistakes.filter_by, None, 3)
    lists([5, 8], mistakes.list_group, "misread")


def test_a_chosen_digit_is_on_the_canvas_until_it_is_undone(qtbot, session, known, mistakes, lists):
    lists([3], known.read, {3: 5})
    with qtbot.waitSignal(mistakes.chosen_changed):
        mistakes.choose(0)
    image = mistakes.found.data.images[3].reshape(28, 28) / np.float32(255)
    assert np.array_equal(session.drawing.image(), image)
    assert (session.reading.digit, session.reading.test_digit.label) == (5, 3)
    session.undo.undo()
    assert session.board.is_blank()
    mistakes.choose(7)  # there is none
    assert session.board.is_blank()


def test_a_choice_is_an_example_of_its_data(watch, known, mistakes, lists, tmp_path, folder, qtbot):
    lists([0, 3], known.read, {0: 1, 3: 5})
    mistakes.choose(mistakes.rows.tolist().index(3))
    lists([2, 3, 4], known.read, {2: 0, 3: 5, 4: 0})
    assert mistakes.rows[mistakes.place] == 3
    lists([0], known.read, {0: 9})
    assert mistakes.place is None  # it is read right
    lists([0, 3], known.read, {0: 9, 3: 7})
    assert mistakes.rows[mistakes.place] == 3
    watch.measure(Source(folder=write_folder(tmp_path / "other", 60)))
    qtbot.waitUntil(lambda: mistakes.found is not None)
    assert mistakes.place is None  # the image 3 of other data is another one
    lists([0, 3], watch.measure, Source(folder=folder))
    assert mistakes.rows[mistakes.place] == 3


def test_the_next_mistake_waits_for_the_measurement(qtbot, session, watch, known, mistakes, lists):
    known.read({})
    qtbot.waitUntil(lambda: mistakes.found is not None)
    mistakes.go_on()
    assert session.board.is_blank()  # there is none
    lists([0], known.read, {0: 1})
    assert session.board.is_blank()  # nobody waits for it any more
    watch.look(False)
    known.read({0: 1, 3: 5})
    mistakes.go_on()
    qtbot.waitUntil(lambda: not session.board.is_blank())
    seen = []
    for _ in range(3):
        seen.append(session.board.drawing.test_digit.index)
        mistakes.go_on()
    assert sorted(seen[:2]) == [0, 3] and seen[2] == seen[0]  # and begins anew after the last


# One network against another


def other():
    return small_network(2)


def assert_compares(found, network, data):
    """Compare the groups that were found with both networks' answers."""
    expected = differences(evaluate(network, data), evaluate(other(), data))
    for name, rows in expected.items():
        np.testing.assert_array_equal(found.groups[name], rows)
    theirs = evaluate(other(), data)
    np.testing.assert_array_equal(found.evaluation.outputs, theirs.outputs)


def test_two_networks_are_compared(qtbot, session, folder, watch, against, found_after, tmp_path):
    reads = []

    def read_other():
        reads.append(1)
        return other()

    found = found_after(against, lambda: against.compare(read_other))
    assert_compares(found, small_network(1), load_test_data(folder))
    found = found_after(against, lambda: use(session, small_network(3)))
    assert_compares(found, small_network(3), load_test_data(folder))
    images = write_folder(tmp_path / "other", 60)
    found = found_after(against, lambda: watch.measure(Source(folder=images)))
    assert_compares(found, small_network(3), load_test_data(images))
    assert reads == [1]
    with qtbot.waitSignal(against.chosen):
        against.compare(None)
    assert against.found is None


def test_groups_are_listed(qtbot, watch, mistakes, against, found_after, lists):
    found = found_after(against, lambda: against.compare(other))
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    wrong = mistakes.rows.tolist()
    for group, rows in found.groups.items():
        lists(rows.tolist(), mistakes.list_group, group)
    first = int(rows[0])
    lists([first], mistakes.filter_by, first, int(watch.found.evaluation.read[first]))
    mistakes.filter_by(*mistakes.cell)
    mistakes.list_group("both misread")
    lists(wrong, against.compare, None)
    assert mistakes.group == "misread"
