"""The compiled kernel takes the same steps as NumPy, up to rounding, and may be missing."""

import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from patience import SECONDS
from random_data import random_data
from same import assert_close

from digitpad import (
    CrossEntropyCost,
    Dataset,
    Hyperparameters,
    LogLikelihoodCost,
    Network,
    QuadraticCost,
)
from digitpad.core.costs import COSTS
from digitpad.core.learning import descent
from digitpad.core.learning.descent import Descent, fastest_descent
from digitpad.core.learning.sgd import TrainingDiverged, train
from digitpad.core.neurons import KINDS


@pytest.fixture
def compiled_descent():
    """Skip the test if the extra `fast` is not installed, unless it should be there."""
    if not os.environ.get("DIGITPAD_REQUIRE_NUMBA"):
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from digitpad.core.learning.kernel import CompiledDescent

    return CompiledDescent


def saturated_network(sizes, cost, z):
    """A network with a third of each layer's neurons held near z, and a third near -z."""
    network = Network(sizes, cost, rng=np.random.default_rng(1))
    for b in network.biases:
        b[::3], b[1::3] = z, -z
    return network


@pytest.mark.parametrize("z", [20.0, 87.0, 89.0, 104.0, 1000.0, 1e30])
@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost, LogLikelihoodCost])
@pytest.mark.parametrize("sizes", [[784, 10], [784, 30, 10], [784, 33, 20, 10]])
def test_saturated_neurons_learn_the_same_on_all_paths(compiled_descent, sizes, cost, z):
    """For z below -88.7, exp(-z) is infinite in float32, and the sigmoid exactly 0."""
    data = random_data(200)
    one_hot = np.eye(10, dtype=np.float32)[data.labels]
    by_book = saturated_network(sizes, cost, z)
    compiled, by_numpy = compiled_descent(by_book), Descent(by_book)
    settings = Hyperparameters(lmbda=0.0, eta=0.1)
    for under_way in (compiled, by_numpy):
        under_way.descend(data.images, one_hot, 200, settings)
    for start in range(0, 200, 10):
        by_book.update_mini_batch(data[start : start + 10], 0.1, 0.0, 200)
    expected = [*by_book.weights, *by_book.biases]
    for under_way in (compiled, by_numpy):
        weights, biases = under_way.weights_and_biases()
        assert_close([*weights, *biases], expected, 2e-4, rtol=2e-3)


@pytest.mark.parametrize("hidden", [[], [12]])
def test_weights_that_overflow_are_reported(hidden):
    """Without numba, NumPy trains and tells it as well."""
    network = Network([784, *hidden, 10], rng=np.random.default_rng(1))
    data = random_data(300)
    with pytest.raises(TrainingDiverged, match="epoch"):
        list(train(network, data, Hyperparameters(epochs=30, eta=1e38), data))
    assert all(np.isfinite(a).all() for a in network.weights + network.biases)


@pytest.mark.parametrize("path", ["compiled", "by NumPy"])
def test_an_infinite_z_saturates_its_neuron_and_harms_no_weight(request, path):
    """The weights are finite, but z overflows to infinity, and sigmoid(infinity) is 1."""
    chosen = request.getfixturevalue("compiled_descent") if path == "compiled" else Descent
    network = Network([784, 10])
    network.weights = [np.full((10, 784), 3e38, np.float32)]
    network.weights[0][5:] *= -1
    images, wanted = np.full((10, 784), 255, np.uint8), np.zeros((10, 10), np.float32)
    wanted[:, :5] = 1  # as the outputs are, so that there is nothing to learn
    under_way = chosen(network)
    under_way.descend(images, wanted, 10, Hyperparameters(lmbda=0.0))
    weights, biases = under_way.weights_and_biases()
    np.testing.assert_array_equal(weights[0], network.weights[0])
    np.testing.assert_array_equal(biases[0], network.biases[0])


def test_the_kernel_is_chosen_only_if_it_can_do_the_work(compiled_descent, monkeypatch):
    class OwnCost(CrossEntropyCost):
        pass

    @dataclass(frozen=True)
    class MoreSettings(Hyperparameters):
        most_length: float = 0.0

    usual, images = Hyperparameters(), np.zeros((1, 784), np.uint8)

    def is_compiled(network, images=images, settings=usual):
        return isinstance(fastest_descent(network, images, settings), compiled_descent)

    monkeypatch.setitem(COSTS, "OwnCost", OwnCost)
    network = Network([784, 5, 10])
    assert is_compiled(network)
    for kind in KINDS:
        assert is_compiled(Network([784, 5, 10], LogLikelihoodCost, neurons=kind))
    assert not is_compiled(network, settings=Hyperparameters(mini_batch_size=5000))
    assert not is_compiled(network, images.astype(np.float32))
    assert not is_compiled(Network([784, 5, 10], OwnCost))
    monkeypatch.setitem(KINDS, "cosine", replace(KINDS["tanh"], f=np.cos, is_compiled=False))
    assert not is_compiled(Network([784, 5, 10], neurons="cosine"))
    assert is_compiled(Network([784, *[5] * 9, 10]))
    assert not is_compiled(Network([784, *[5] * 10, 10]))
    assert not is_compiled(Network([784, 5, 10], dtype=np.float64))
    # A setting that compiled code does not know is left to NumPy once it is used.
    assert is_compiled(network, settings=MoreSettings())
    assert not is_compiled(network, settings=MoreSettings(most_length=1.0))


FORMULAS = """
import sys
import numba
import numpy as np
from digitpad.core.learning import kernel
if len(sys.argv) == 2:
    kernel.F[sys.argv[1]](np.float32(-0.5))
else:
    tanh, relu = kernel.F["tanh"], kernel.F["relu"]
    print(*numba.njit(lambda z: (tanh(z), relu(z)))(np.float32(-0.5)))
"""


@pytest.mark.slow
def test_formulas_that_several_processes_compiled_are_not_mixed_up(compiled_descent, tmp_path):
    """numba's cache has one formula of each process, as if both had begun at the same time."""
    own = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONHASHSEED": "1"}

    def run(*kind):
        child = [sys.executable, "-c", FORMULAS, *kind]
        return subprocess.run(child, env=own, check=True, capture_output=True, text=True).stdout

    run("tanh")
    run("relu")
    tanh, relu = map(float, run().split())
    assert (tanh, relu) == (pytest.approx(np.tanh(-0.5)), 0.0)


def test_a_compiled_formula_makes_a_float32_of_a_float32(compiled_descent):
    """A plain number in a formula makes a float64, and learning four times as slow."""
    kernel = sys.modules[compiled_descent.__module__]
    for formula in (*kernel.F.values(), *kernel.SLOPES.values()):
        formula(np.float32(0.5))
        assert {str(one.return_type) for one in formula.nopython_signatures} == {"float32"}


LEARNS = """
import numpy as np
from digitpad.core.data.dataset import Dataset
from digitpad.core.network import Network
from digitpad.core.learning.kernel import CompiledDescent
network = Network([784, 5, 10], neurons="relu", rng=np.random.default_rng(1))
images = np.random.default_rng(2).integers(0, 256, (20, 784), np.uint8)
network.SGD(Dataset(images, np.arange(20) % 10), 1, 10, 0.5)
print(float(network.biases[1].sum()))
"""


@pytest.mark.slow
def test_a_formula_that_was_changed_is_compiled_anew(compiled_descent, tmp_path):
    package = Path(descent.__file__).parents[2]
    shutil.copytree(package, tmp_path / "digitpad", ignore=shutil.ignore_patterns("__pycache__"))
    formulas = tmp_path / "digitpad" / "core" / "neurons.py"
    own = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}

    def run():
        child = [sys.executable, "-c", LEARNS]
        done = subprocess.run(
            child, env=own, cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout

    before = run()
    assert run() == before
    relu = "lambda z: np.maximum(z, ZERO)"
    text = formulas.read_text(encoding="utf-8")
    assert text.count(relu) == 1
    formulas.write_text(text.replace(relu, f"{relu} + ONE"), encoding="utf-8")
    assert run() != before


PREPARES = """
from digitpad import Network
from digitpad.core.learning.kernel import CompiledDescent
descent = CompiledDescent(Network([784, 10]))
print("begins", flush=True)
descent.prepare()
print("done", flush=True)
"""


@pytest.mark.slow
def test_one_process_compiles_at_a_time(compiled_descent):
    """numba's cache would mix up what two of them write at the same moment."""
    compiled_descent(Network([784, 10])).prepare()
    functions = vars(sys.modules[compiled_descent.__module__]).values()
    folders = {one.stats.cache_path for one in functions if hasattr(one, "stats")}
    (lock,) = [lock for folder in folders for lock in Path(folder).glob("*.lock")]
    child = [sys.executable, "-c", PREPARES]
    with closing(sqlite3.connect(lock, timeout=SECONDS, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with subprocess.Popen(child, stdout=subprocess.PIPE, text=True) as waiting:
            assert waiting.stdout.readline() == "begins\n"
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(0.5)
            other.execute("ROLLBACK")
            assert waiting.stdout.readline() == "done\n"


# Without numba, and when numba fails


IMAGES = Dataset(np.zeros((20, 784), np.uint8), np.arange(20) % 10)


def test_without_numba_numpy_trains(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    anew = runpy.run_path(descent.__file__)
    chosen = anew["fastest_descent"](Network([784, 5, 10]), IMAGES.images, Hyperparameters())
    assert isinstance(chosen, anew["Descent"])


def test_a_failure_of_numba_is_told_once_and_numpy_trains(monkeypatch, tmp_path):
    """numba fails like this if it cannot keep its files."""
    for name in ("numba", "digitpad.core.learning.kernel"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(descent, "_numba_works", True)
    (tmp_path / "numba.py").write_text("raise RuntimeError('no locator available')")
    monkeypatch.syspath_prepend(tmp_path)
    network = Network([784, 5, 10], rng=np.random.default_rng(1))
    before = network.biases[1]
    with pytest.warns(RuntimeWarning, match=r"numba fails \(no locator available\); NumPy trains"):
        network.SGD(IMAGES, 1, 10, 0.5)
    assert (network.biases[1] != before).all()
    assert isinstance(
        fastest_descent(network, IMAGES.images, Hyperparameters()), Descent
    )  # a warning would raise


def test_a_mistake_of_ours_is_not_taken_for_one_of_numba(compiled_descent, monkeypatch):
    network = Network([784, 5, 10], rng=np.random.default_rng(1))

    def fail(*_anything):
        raise error

    monkeypatch.setattr(compiled_descent, "descend", fail)
    error = ValueError("too many values to unpack")
    with pytest.raises(ValueError, match="too many values"):
        network.SGD(IMAGES, 1, 10, 0.5)
    error = sys.modules["numba"].core.errors.TypingError("cannot unify")
    monkeypatch.setattr(descent, "_numba_works", True)
    with pytest.warns(RuntimeWarning, match=r"numba fails .*cannot unify"):
        network.SGD(IMAGES, 1, 10, 0.5)
