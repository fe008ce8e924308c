"""Which misread digits are listed, and how the chosen one stays chosen."""

import numpy as np
import pytest
from idx_folder import write_folder
from small_networks import use

from digitpad import Network
from digitpad.session.evaluation import Source
from digitpad.session.evaluation_words import caption


class Known:
    """A network made of ten images that reads each of them as it is told."""

    def __init__(self, session, images):
        self.session = session
        centred = images.reshape(10, 784) / 255 - 0.5
        self.keys = np.linalg.pinv(centred.T).astype(np.float32)  # (10, 784): a one for its image
        self.shift = 0.5 * self.keys.sum(axis=1)

    def read(self, digits, activation=0.8):
        """Use a network that reads image i as digits[i], so actively; returns it."""
        wanted = np.zeros((10, 10), np.float32)
        wanted[digits, range(10)] = 10
        b = np.full(10, np.log(activation / (1 - activation)) - 10) - wanted @ self.shift
        network = Network([784, 10])
        network.weights = [(wanted @ self.keys).astype(np.float32)]
        network.biases = [b.reshape(10, 1).astype(np.float32)]
        return use(self.session, network)


@pytest.fixture
def known(session, folder, watch, mistakes):
    watch.look(True)
    images = np.fromfile(f"{folder}/t10k-images-idx3-ubyte", np.uint8)[16:]
    return Known(session, images)


def listed(qtbot, mistakes, act, rows):
    """Act, and wait until these rows are listed."""
    act()
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == sorted(rows))


def test_cells_filter_what_is_listed_and_again_all(qtbot, known, mistakes):
    # Labels are 0 to 9; the images 3, 5 and 8 are misread.
    digits = [0, 1, 2, 5, 4, 3, 6, 7, 3, 9]
    listed(qtbot, mistakes, lambda: known.read(digits), [3, 5, 8])
    assert mistakes.found.evaluation.read.tolist() == digits
    assert caption(mistakes.found, 5) == "5>3 .80"
    for cell, rows in (((5, 3), [5]), ((None, 3), [5, 8]), ((8, None), [8]), ((4, 4), [4])):
        listed(qtbot, mistakes, lambda cell=cell: mistakes.filter_by(*cell), rows)
        assert mistakes.cell == cell
    listed(qtbot, mistakes, lambda: mistakes.filter_by(4, 4), [3, 5, 8])
    assert mistakes.cell == (None, None)
    mistakes.order_by("by digit")
    qtbot.waitUntil(lambda: mistakes.rows.tolist() == [3, 5, 8])


def test_a_chosen_digit_is_on_the_canvas_until_it_is_undone(qtbot, session, known, mistakes):
    listed(qtbot, mistakes, lambda: known.read([0, 1, 2, 5, 4, 5, 6, 7, 8, 9]), [3])
    board = session.board
    mistakes.choose(0)
    data = mistakes.found.data
    assert np.array_equal(board.drawing.image(), data.images[3].reshape(28, 28) / np.float32(255))
    assert (session.reading.digit, session.reading.test_digit.label) == (5, 3)
    session.undo.undo()
    assert board.is_blank()
    mistakes.choose(7)  # there is none
    assert board.is_blank()


def test_the_choice_is_an_example_and_stays_where_it_can(
    qtbot, watch, known, mistakes, tmp_path, folder
):
    listed(qtbot, mistakes, lambda: known.read([1, 1, 2, 5, 4, 5, 6, 7, 8, 9]), [0, 3])
    mistakes.choose(mistakes.rows.tolist().index(3))
    listed(qtbot, mistakes, lambda: known.read([0, 1, 0, 5, 0, 5, 6, 7, 8, 9]), [2, 3, 4])
    assert mistakes.rows[mistakes.place] == 3
    listed(qtbot, mistakes, lambda: known.read([9, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [0])
    assert mistakes.place is None  # it is read right
    listed(qtbot, mistakes, lambda: known.read([9, 1, 2, 7, 4, 5, 6, 7, 8, 9]), [0, 3])
    assert mistakes.rows[mistakes.place] == 3
    other = write_folder(tmp_path / "other", 60)
    watch.measure(Source(folder=other))
    qtbot.waitUntil(lambda: mistakes.found is not None)
    assert mistakes.place is None  # the image 3 of other data is another one
    listed(qtbot, mistakes, lambda: watch.measure(Source(folder=folder)), [0, 3])
    assert mistakes.rows[mistakes.place] == 3


def test_the_next_mistake_is_measured_first_and_begins_anew_after_the_last(
    qtbot, session, watch, known, mistakes
):
    watch.look(False)
    known.read([1, 1, 2, 5, 4, 5, 6, 7, 8, 9])
    mistakes.go_on()
    qtbot.waitUntil(lambda: not session.board.is_blank())
    seen = []
    for _ in range(3):
        seen.append(session.board.drawing.test_digit.index)
        mistakes.go_on()
    assert sorted(seen[:2]) == [0, 3] and seen[2] == seen[0]


def test_without_mistakes_there_is_no_next_one(qtbot, session, known, mistakes):
    known.read(list(range(10)))
    qtbot.waitUntil(lambda: mistakes.found is not None)
    mistakes.go_on()
    assert session.board.is_blank()
    listed(qtbot, mistakes, lambda: known.read([1, *range(1, 10)]), [0])
    assert session.board.is_blank()  # nobody waits for it any more


def test_all_digits_are_listed_as_well(qtbot, known, mistakes):
    listed(qtbot, mistakes, lambda: known.read([1, 1, 2, 5, 4, 5, 6, 7, 8, 9]), [0, 3])
    listed(qtbot, mistakes, lambda: mistakes.list_group("all"), range(10))
    listed(qtbot, mistakes, lambda: mistakes.filter_by(None, 1), [0, 1])
    listed(qtbot, mistakes, lambda: mistakes.list_group("misread"), [0])


def test_what_nobody_can_read_is_marked_by_example(qtbot, known, mistakes):
    listed(qtbot, mistakes, lambda: known.read([1, 1, 2, 5, 4, 5, 6, 7, 8, 9]), [0, 3])
    row = int(mistakes.rows[1])
    example = mistakes.found.example(row)
    mistakes.mark(example, True)
    assert mistakes.marked_rows(mistakes.found) == [row]
    evaluation = mistakes.found.evaluation.without(mistakes.marked_rows(mistakes.found))
    assert (evaluation.accuracy, len(evaluation)) == (8, 9)
    kept = sorted(mistakes.marked)
    mistakes.mark(example, False)
    assert not mistakes.marked
    mistakes.restore(kept)
    assert mistakes.marked_rows(mistakes.found) == [row]
