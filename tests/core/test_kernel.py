"""The compiled kernel takes the same steps as NumPy, to rounding, and is absent without harm."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import digitpad
from digitpad import CrossEntropyCost, Dataset, Hyperparameters, Network, QuadraticCost
from digitpad.core.descent import Descent
from digitpad.core.fastest import fastest_descent


def some_images(n: int, rng: np.random.Generator) -> Dataset:
    ink = rng.integers(1, 256, (n, 784)) * (rng.random((n, 784)) < 0.2)
    return Dataset(ink.astype(np.uint8), rng.integers(0, 10, n).astype(np.uint8))


def descended(descent: type, sizes: list[int], cost: type, **settings: object) -> list[np.ndarray]:
    """The weights and biases after 30 mini-batches of 10 and one of 7."""
    network = Network(sizes, cost, rng=np.random.default_rng(1))
    data = some_images(307, np.random.default_rng(2))
    one_hot = np.eye(10, dtype=np.float32)[data.labels]
    under_way = descent(network)
    under_way.descend(data.images, one_hot, 307, Hyperparameters(**settings))
    weights, biases = under_way.weights_and_biases()
    return [*weights, *biases]


@pytest.mark.parametrize("sizes", [[784, 10], [784, 30, 10], [784, 33, 20, 10], [784, 9, 8, 7, 10]])
@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost])
@pytest.mark.parametrize(
    "settings",
    [
        {"lmbda": 0.0},
        {"lmbda": 5.0},
        {"lmbda": 100.0, "eta": 0.5},  # decays by a sixth a step, so `scale` is folded in
        {"lmbda": 700.0, "eta": 0.5},  # turns the weights' signs
        {"lmbda": 0.1, "regularization": "L1"},
    ],
    ids=lambda settings: " ".join(f"{k}={v}" for k, v in settings.items()),
)
def test_the_kernel_takes_the_steps_that_numpy_takes(sizes, cost, settings):
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from digitpad.core.kernel import CompiledDescent

    compiled = descended(CompiledDescent, sizes, cost, **settings)
    by_numpy = descended(Descent, sizes, cost, **settings)
    for a, b in zip(compiled, by_numpy, strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype == np.float32
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-4)


def test_the_kernel_is_chosen_where_it_serves_and_only_there():
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from digitpad.core.kernel import CompiledDescent

    class OwnCost(CrossEntropyCost):
        pass

    images = np.zeros((1, 784), np.uint8)
    network = Network([784, 5, 10])
    assert isinstance(fastest_descent(network, images, 10), CompiledDescent)
    assert isinstance(fastest_descent(network, images, 5000), Descent)
    assert isinstance(fastest_descent(network, images.astype(np.float32), 10), Descent)
    assert isinstance(fastest_descent(Network([784, 5, 10], OwnCost), images, 10), Descent)
    assert isinstance(fastest_descent(Network([784, *[5] * 9, 10]), images, 10), CompiledDescent)
    assert isinstance(fastest_descent(Network([784, *[5] * 10, 10]), images, 10), Descent)
    doubles = Network([784, 5, 10], dtype=np.float64)
    assert isinstance(fastest_descent(doubles, images, 10), Descent)


def test_without_numba_training_is_by_numpy():
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "import numpy as np, digitpad\n"
        "from digitpad.core.descent import Descent\n"
        "from digitpad.core.fastest import fastest_descent\n"
        "net = digitpad.Network([784, 5, 10])\n"
        "assert isinstance(fastest_descent(net, np.zeros((1, 784), np.uint8), 10), Descent)\n"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        check=True,
        cwd=Path(digitpad.__file__).parents[1],
    )
