"""python -m digitpad.experiments: do the book's experiments, and print its numbers beside ours.

The runs are the same as in the window, from the same seeds. With the same NumPy on the same machine
the numbers are the same.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core.book.experiments import EXPERIMENTS, named
from digitpad.core.book.trials import (
    FAR_OFF,
    Experiment,
    Outcome,
    Trial,
    figures_from,
    missing_runs,
    row,
    stuck_in_words,
    stuck_outputs,
    teach,
    verdict,
)
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import TrainingDiverged, train
from digitpad.core.network import Network
from digitpad.core.text import print_all_letters

Data = tuple[Dataset, Dataset, Dataset]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m digitpad.experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all of them")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="runs of each kind")
    parser.add_argument(
        "--list", action="store_true", help="print the experiments' names, one per line"
    )
    chosen = parser.parse_args(arguments)
    if chosen.seeds < 1:
        parser.error("--seeds: must be 1 or more")
    if chosen.list:
        for experiment in EXPERIMENTS:
            print(experiment.name)
        return 0
    try:
        experiments = [named(name) for name in chosen.names] or list(EXPERIMENTS)
    except ValueError as error:
        parser.error(str(error))
    print_all_letters()
    with threadpool_limits(limits=1):
        data = DataSpec().load()
        agree = [do(experiment, chosen.seeds, data) for experiment in experiments]
    if not all(agree):
        print(f"\nNot all of the book's numbers lie within {FAR_OFF}.")
    return 0 if all(agree) else 1


def do(experiment: Experiment, seeds: int, data: Data) -> bool:
    """Do an experiment and print its results. Returns whether the book's numbers are close.

    seeds: how many runs of each trial.
    """
    agrees, stuck = True, []
    print(f"\n{experiment.title} ({experiment.source})\n{experiment.setup} {experiment.question}\n")
    for neuron in experiment.neurons:
        outputs, costs = teach(neuron)
        print(
            f"{neuron.name:<40}output {outputs[0]:.2f} (book {neuron.book:.2f}) -> "
            f"{outputs[-1]:.2f}; cost {costs[0]:.3f} -> {costs[150]:.3f} -> {costs[-1]:.3f}"
        )
    ran: dict[tuple[str, int], tuple[Outcome, Network]] = {}
    for trial, seed in missing_runs(experiment, seeds, ()):
        ran[trial.name, seed] = run_of(trial, seed, data)
        _show_progress("")
    outcomes = [
        [ran[trial.name, seed][0] for seed in range(1, seeds + 1)] for trial in experiment.trials
    ]
    figures = figures_from(experiment, outcomes)
    for trial, values in zip(experiment.trials, figures.values):
        is_close = print_figures(trial, values)
        agrees &= is_close
        if not is_close and trial.architecture.cost == "QuadraticCost":
            evaluation = trial.data.parts_of(data)[1]
            stuck += [
                (trial.name, seed, digits)
                for seed in range(1, seeds + 1)
                if (digits := stuck_outputs(ran[trial.name, seed][1], evaluation))
            ]
    outcome = verdict(experiment, figures, stuck_in_words(stuck))
    print(f"\n{outcome.book}. {outcome.here}. {outcome.caption}".rstrip())
    print(experiment.answer)
    return agrees


def print_figures(trial: Trial, measured: Sequence[Sequence[float | None]]) -> bool:
    """Print a trial's figures. Returns whether the book's are close.

    measured: for each figure, its value with each seed.
    """
    agrees = True
    for figure, of_seeds in zip(trial.figures, measured):
        values = [value for value in of_seeds if value is not None]
        cells = row(trial, figure, values, missing="diverged")
        band = f" ({cells.band})" if cells.band else ""
        book = f"   book {cells.book}   {cells.difference}" if cells.book else ""
        print(f"{cells.what:<45}{cells.ours}{band}{book}".rstrip())
        agrees &= figure.agrees(values)
    return agrees


def run_of(trial: Trial, seed: int, data: Data) -> tuple[Outcome, Network]:
    """The results of a trial's epochs, and the network that it ends with. data: MNIST's.

    If the trial diverges, the results so far are returned.
    """
    network = trial.architecture.network(np.random.default_rng(seed))
    training, evaluation = trial.data.parts_of(data)
    history: list[EpochResult] = []
    has_diverged = False
    settings = trial.settings
    try:
        for step in train(network, training, settings, evaluation, measure=trial.measure):
            if isinstance(step, EpochResult):
                history.append(step)
                _show_progress(f"{trial.name}, seed {seed}", step.epoch / settings.epochs)
    except TrainingDiverged as diverged:
        has_diverged = True
        print(f"{trial.name}: {diverged}")
    return (tuple(history), has_diverged), network


def _show_progress(text: str, part: float = 0.0) -> None:
    """On a terminal, draw a progress bar, which the next output overwrites; "" removes it."""
    if sys.stderr.isatty():
        bar = f"[{'#' * round(20 * part):<20}] {text}" if text else ""
        sys.stderr.write(f"\r{bar:<70}" + ("" if text else "\r"))
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
