"""How long the experiments of chapter 3 take, and the same epochs without monitors beside them.

    python tests/benchmarks/experiments.py [NAME ...]

Each is done with one seed, with NumPy alone and one BLAS thread: as it is, and then the same
epochs bare, in one run. Exits with 1 where all of them take more than 240 seconds or more than 1.3
times what they take bare, or where a run of overfitting, 400 epochs with all four monitors, takes
more than 6 seconds.
"""

import argparse
import sys
import time
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core.book.experiments import named
from digitpad.core.book.trials import Trial
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.hyperparameters import MONITORS, Hyperparameters
from digitpad.core.learning.sgd import TrainingDiverged, train
from digitpad.experiments import Data

NAMES = ("costs", "overfitting", "all-images", "more-neurons", "weights", "learning-rate")
NAMES += ("hyper-parameters", "more-data")
MOST_SECONDS, MOST_RATIO, MOST_OVERFITTING = 240.0, 1.3, 6.0


def bare(settings: Hyperparameters) -> Hyperparameters:
    return replace(settings, early_stopping="off", **dict.fromkeys(MONITORS, False))


def seconds(trial: Trial, data: Data, is_bare: bool) -> float:
    """How long the epochs of a trial take."""
    network = trial.architecture.network(np.random.default_rng(1))
    training, evaluation = trial.data.parts_of(data)
    began = time.perf_counter()
    try:
        for stage in trial.stages:
            for _ in train(network, training, bare(stage) if is_bare else stage, evaluation):
                pass
    except TrainingDiverged:
        pass  # it is a result of one of them, and as soon without monitors
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", default=NAMES)
    names = parser.parse_args().names
    assert find_spec("numba") is None, "this is about NumPy alone: numba is installed"
    data = DataSpec().load()
    total = total_bare = overfitting = 0.0
    print(f"{'seconds':<34}{'as it is':>10}{'bare':>10}{'ratio':>8}")
    for name in names:
        for trial in named(name).trials:
            watched, alone = (seconds(trial, data, is_bare) for is_bare in (False, True))
            total, total_bare = total + watched, total_bare + alone
            if name == "overfitting":
                overfitting = max(overfitting, watched)
            print(
                f"{trial.name:<34}{watched:>10.2f}{alone:>10.2f}{watched / alone:>8.2f}", flush=True
            )
    ratio = total / total_bare
    print(f"{'all':<34}{total:>10.2f}{total_bare:>10.2f}{ratio:>8.2f}")
    is_met = total <= MOST_SECONDS and ratio <= MOST_RATIO and overfitting <= MOST_OVERFITTING
    print("All goals are met." if is_met else "A goal is missed.")
    return 0 if is_met else 1


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        sys.exit(main())
