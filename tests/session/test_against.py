"""One network against another: measured once, compared after each evaluation, listed by groups."""

from functools import partial

import numpy as np
import pytest
from idx_folder import write_folder
from small_networks import small_network, use

from digitpad.core.data.dataset import load_test_data
from digitpad.core.evaluation import evaluate
from digitpad.session.evaluation import Source
from digitpad.session.mistakes import Against


@pytest.fixture
def against(measurer, watch, mistakes):
    watch.look(True)
    return Against(measurer, watch)


def compared(qtbot, against, act):
    with qtbot.waitSignal(against.answered, check_params_cb=lambda found: found is not None):
        act()
    return against.found


def test_each_evaluation_is_compared_with_another_network(qtbot, session, folder, against):
    reads = []

    def other():
        reads.append(1)
        return small_network(2)

    data, labels = load_test_data(folder), np.arange(10)
    for seed in (1, 3):
        now = small_network(seed)
        act = partial(against.compare, other) if seed == 1 else partial(use, session, now)
        found = compared(qtbot, against, act)
        right = evaluate(now, data).read == labels
        was_right = evaluate(small_network(2), data).read == labels
        assert found.mended.tolist() == np.flatnonzero(right & ~was_right).tolist()
        assert found.broken.tolist() == np.flatnonzero(was_right & ~right).tolist()
        assert found.both_wrong.tolist() == np.flatnonzero(~right & ~was_right).tolist()
    assert reads == [1]
    against.compare(None)
    assert against.found is None


def test_other_images_are_measured_with_both(qtbot, tmp_path, watch, against):
    first = compared(qtbot, against, lambda: against.compare(lambda: small_network(2)))
    other = write_folder(tmp_path / "other", 60)
    found = compared(qtbot, against, lambda: watch.measure(Source(folder=other)))
    right = evaluate(small_network(2), load_test_data(other)).is_right
    assert (
        found.both_wrong.tolist()
        == np.flatnonzero(~right & ~watch.found.evaluation.is_right).tolist()
    )
    assert found is not first


def test_groups_are_listed_whether_they_are_read_right_or_not(qtbot, watch, mistakes, against):
    compared(qtbot, against, lambda: against.compare(lambda: small_network(2)))
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    wrong = sorted(mistakes.rows.tolist())
    some = np.array([0, 1, 2, 3])
    mistakes.list_among("some", some)
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == [0, 1, 2, 3])
    assert mistakes.group == "some"
    read = int(watch.found.evaluation.read[2])
    mistakes.filter_by(2, read)
    qtbot.waitUntil(lambda: mistakes.rows.tolist() == [2])
    mistakes.filter_by(2, read)
    mistakes.list_among("misread")
    qtbot.waitUntil(lambda: sorted(mistakes.rows.tolist()) == wrong)
