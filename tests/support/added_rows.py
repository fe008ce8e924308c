"""Adds a kind of neuron and a setting to digitpad, each where the tables say that it goes.

    pytest -p added_rows tests/ui/of_added_rows.py

A plugin of pytest, since it must come before anything else imports digitpad. The kind is unbounded
on both sides; the setting is gradient clipping, by the length of a mini-batch's mean gradient.
"""

import sys
from dataclasses import KW_ONLY, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import numpy as np


def before_the_package(name):
    """A module of digitpad, while the package itself has imported nothing."""
    package = ModuleType("digitpad")
    package.__path__ = list(find_spec("digitpad").submodule_search_locations)
    sys.modules["digitpad"] = package
    module = import_module(name)
    del sys.modules["digitpad"]
    return module


def write_slope(a, out):
    """1 / cosh(a), written into an array."""
    np.cosh(a, out)
    np.reciprocal(out, out)


def add_kind():
    """The inverse hyperbolic sine."""
    from digitpad.core.neurons import KINDS, NeuronKind, Rates

    KINDS["asinh"] = NeuronKind(
        lambda z: np.arcsinh(z),
        np.arcsinh,
        lambda a: np.float32(1) / np.cosh(a),
        write_slope,
        name="asinh",
        words="inverse hyperbolic sine",
        answers="any number",
        symbol="arsinh",
        bounds=(-np.inf, np.inf),
        slope_formula="1 / cosh a",
        steepest=1.0,
        rates=Rates(0.5, 0.1),
        slowed_rates=Rates(3.0, 0.5),
    )


def add_field(settings):
    """The setting's field."""

    @dataclass(frozen=True, slots=True)
    class Hyperparameters(settings.Hyperparameters):
        """With gradient clipping."""

        _: KW_ONLY
        most_length: float = 0.0  # the greatest length of a gradient; 0 for any

    # A pipe to a training process names it so.
    Hyperparameters.__module__, Hyperparameters.__qualname__ = settings.__name__, "Hyperparameters"
    settings.Hyperparameters = Hyperparameters


def add_to_step():
    """What the setting does in a step, and in those of an epoch."""
    from digitpad.core import network
    from digitpad.core.data.dataset import pixels
    from digitpad.core.learning import descent
    from digitpad.core.learning.settings import StepSize

    plain = network.step

    def step(of, x, y, size, velocities=None, kept=()):
        taken, most = plain(of, x, y, size, velocities, kept), size.settings.most_length
        length = np.sqrt(sum(np.sum(n**2) for n in (*taken.nabla_b, *taken.nabla_w))) / x.shape[1]
        if not most or length <= most:
            return taken
        eta, lmbda = size.settings.eta * most / length, size.settings.lmbda * length / most
        shorter = replace(size.settings, eta=float(eta), lmbda=float(lmbda))  # the same decay
        return plain(of, x, y, replace(size, settings=shorter), velocities, kept)

    class Descent(descent.Descent):
        def descend(self, inputs, targets, n, settings, kept=None):
            if not settings.most_length:
                super().descend(inputs, targets, n, settings, kept)
                return
            of_kind = {"neurons": self.kind.name, "dtype": self.dtype}
            arrays = self.weights_and_biases()
            now = network.Network(self.sizes, self.cost, **of_kind, arrays=arrays)
            for start in range(0, len(inputs), settings.mini_batch_size):
                rows = slice(start, start + settings.mini_batch_size)
                x, y = pixels(inputs[rows], self.dtype).T, targets[rows].T
                now = step(now, x, y, StepSize(settings, n)).network
            self.V = [np.hstack(each) for each in zip(now.weights, now.biases)]
            self.scale = 1.0

    network.step, descent.Descent = step, Descent


def add_row():
    """The setting's row."""
    from digitpad.session.runs import settings

    most_length = settings.Setting(
        "most_length", settings.MORE, "most lengt&h", settings.Number(0.0, 0.01),
        "The greatest length of a mini-batch’s gradient; 0 for any. Try 1 with η 20.",
        word="most length", own_values="0, 0.1, 1",
    )  # fmt: skip
    settings.SETTINGS += (most_length,)


add_field(before_the_package("digitpad.core.learning.settings"))
add_kind()
add_to_step()
add_row()
