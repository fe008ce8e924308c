"""Where the extra `fast` is installed but fails, NumPy trains instead, after one warning."""

import sys
import warnings

import numpy as np
import pytest

from digitpad import Dataset, Network
from digitpad.core.learning import fastest
from digitpad.core.learning.descent import Descent

IMAGES = Dataset(np.zeros((20, 784), np.uint8), np.arange(20) % 10)


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """A numba that fails when it is imported, as one does that can keep no files."""
    (tmp_path / "numba.py").write_text("raise RuntimeError('no locator available')")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("numba", "digitpad.core.learning.kernel"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(fastest, "_is_usable", True)


def test_a_failure_is_told_once_and_numpy_trains(broken):
    network = Network([784, 5, 10], rng=np.random.default_rng(1))
    before = network.biases[1]
    with pytest.warns(RuntimeWarning, match=r"numba fails \(no locator available\); NumPy trains"):
        network.SGD(IMAGES, 1, 10, 0.5)
    assert (network.biases[1] != before).all()
    with warnings.catch_warnings(action="error"):
        assert isinstance(fastest.fastest_descent(network, IMAGES.images, 10), Descent)
