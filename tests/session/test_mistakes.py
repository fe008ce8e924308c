"""The digits that are listed and chosen, and one network compared with another."""

import numpy as np
import pytest
from idx_folder import write_folder
from learnt_runs import learnt_run, use_learnt_run
from small_runs import small_network, use

from digitpad import Network
from digitpad.core.data.dataset import load_test_data
from digitpad.session.mistakes.evaluated import Source
from digitpad.session.runs.run import AtEpoch


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


def epoch_of_other(session):
    """Add a run with the other network, which is not in use."""
    run, _ = learnt_run(number=9, epochs=1)
    session.runs.put(run, networks={1: other()})
    return AtEpoch(run.id, 1)


def assert_compares(comparison, network, data):
    """Compare the groups that were found with both networks' answers, image by image."""
    images = data.images.T / np.float32(255)
    theirs = other().feedforward(images)
    right, was_right = (
        outputs.argmax(axis=0) == data.labels for outputs in (network.feedforward(images), theirs)
    )
    compared = comparison.compared
    assert compared.groups["mended"].tolist() == np.flatnonzero(right & ~was_right).tolist()
    assert compared.groups["broken"].tolist() == np.flatnonzero(was_right & ~right).tolist()
    assert compared.groups["both misread"].tolist() == np.flatnonzero(~(right | was_right)).tolist()
    np.testing.assert_allclose(compared.read.evaluation.outputs, theirs.T, atol=1e-6)


def test_two_networks_are_compared(
    qtbot, session, folder, watch, against, comparison, found_after, asked, tmp_path
):
    at = epoch_of_other(session)
    found_after(comparison, lambda: against.compare(at))
    assert_compares(comparison, small_network(1), load_test_data(folder))
    for seed in (3, 4):
        network = small_network(seed)
        found_after(watch, lambda network=network: use(session, network))
        qtbot.waitUntil(lambda: comparison.compared is not None)
        assert_compares(comparison, network, load_test_data(folder))
    images = write_folder(tmp_path / "other", 60)
    found_after(comparison, lambda: watch.measure(Source(folder=images)))
    assert_compares(comparison, network, load_test_data(images))
    with qtbot.waitSignal(comparison.answered):
        against.compare(None)
    assert comparison.compared is None and not comparison.groups


def test_the_network_that_rests_is_evaluated_once(
    qtbot, session, watch, against, comparison, found_after, asked
):
    run, networks = use_learnt_run(session, epochs=4)
    found_after(comparison, lambda: against.compare(AtEpoch(run.id, 1)))
    qtbot.waitUntil(lambda: comparison.compared is not None)
    asked.clear()
    for epoch in (3, 2):
        found_after(watch, lambda epoch=epoch: session.use(run.id, epoch))
        assert comparison.compared.found.network is networks[epoch]
        assert comparison.compared.read.other.network is networks[1]
    assert asked == ["evaluated", "evaluated"]
    asked.clear()
    for epoch in (0, 4):
        found_after(comparison, lambda epoch=epoch: against.move(epoch))
        assert comparison.compared.read.other.network is networks[epoch]
    assert asked == ["other_read", "other_read"]


def test_at_the_very_epoch_in_use_nothing_differs_and_the_comparison_stays(
    qtbot, session, watch, against, comparison, mistakes, found_after
):
    run, _ = use_learnt_run(session, epochs=4)
    found_after(comparison, lambda: against.compare(AtEpoch(run.id, 2)))
    qtbot.waitUntil(lambda: comparison.compared is not None)
    mistakes.list_group("broken")
    found_after(watch, lambda: session.use(run.id, 2))
    assert comparison.compared is None and against.at == AtEpoch(run.id, 2)
    assert mistakes.group == "broken" and not len(mistakes.rows)
    found_after(watch, lambda: session.use(run.id, 3))
    assert comparison.compared is not None and mistakes.group == "broken"


def test_groups_are_listed(
    qtbot, session, watch, mistakes, against, comparison, found_after, lists
):
    at = epoch_of_other(session)
    found_after(comparison, lambda: against.compare(at))
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    wrong = mistakes.rows.tolist()
    for group, rows in comparison.groups.items():
        lists(rows.tolist(), mistakes.list_group, group)
    first = int(rows[0])
    lists([first], mistakes.filter_by, first, int(watch.found.evaluation.read[first]))
    mistakes.filter_by(*mistakes.cell)
    mistakes.list_group("both misread")
    lists(wrong, against.compare, None)
    assert mistakes.group == "misread"
