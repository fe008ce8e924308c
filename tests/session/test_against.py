"""One network against another: measured once, compared after each evaluation, listed by groups."""

from functools import partial

import numpy as np
import pytest
from idx_folder import write_folder
from small_networks import small_network, use

from digitpad.core.data.dataset import load_test_data
from digitpad.core.evaluation import TwoNetworks, evaluate
from digitpad.session.evaluation import Source


@pytest.fixture(autouse=True)
def looks(watch):
    watch.look(True)


def compared(qtbot, against, act):
    with qtbot.waitSignal(against.answered, check_params_cb=lambda found: found is not None):
        act()
    return against.found


def assert_compares(found, network, data):
    """Hold what was found against what both networks read of these data."""
    expected = TwoNetworks(evaluate(network, data), evaluate(small_network(2), data))
    for name, rows in expected.groups.items():
        np.testing.assert_array_equal(found.groups[name], rows)


def test_each_evaluation_is_compared_with_another_network(qtbot, session, folder, against):
    reads = []

    def other():
        reads.append(1)
        return small_network(2)

    data = load_test_data(folder)
    for seed in (1, 3):
        now = small_network(seed)
        act = partial(against.compare, other) if seed == 1 else partial(use, session, now)
        found = compared(qtbot, against, act)
        assert_compares(found, now, data)
    assert reads == [1]
    against.compare(None)
    assert against.found is None


def test_other_images_are_measured_with_both(qtbot, tmp_path, watch, against):
    first = compared(qtbot, against, lambda: against.compare(lambda: small_network(2)))
    other = write_folder(tmp_path / "other", 60)
    found = compared(qtbot, against, lambda: watch.measure(Source(folder=other)))
    assert_compares(found, watch.found.network, load_test_data(other))
    assert found is not first


def test_groups_are_listed_whether_they_are_read_right_or_not(qtbot, watch, mistakes, against):
    found = compared(qtbot, against, lambda: against.compare(lambda: small_network(2)))
    qtbot.waitUntil(lambda: len(mistakes.rows) > 0)
    wrong = sorted(mistakes.rows.tolist())

    def lists(rows):
        return sorted(mistakes.rows.tolist()) == rows

    for group, rows in found.groups.items():
        mistakes.list_group(group)
        qtbot.waitUntil(lambda rows=rows: lists(rows.tolist()))
    first = int(rows[0])
    mistakes.filter_by(first, int(watch.found.evaluation.read[first]))
    qtbot.waitUntil(lambda: lists([first]))
    mistakes.filter_by(*mistakes.cell)
    mistakes.list_group("all")
    qtbot.waitUntil(lambda: lists(list(range(10))))
    mistakes.list_group("wrong in both")
    against.compare(None)
    qtbot.waitUntil(lambda: lists(wrong))
    assert mistakes.group == "misread"
