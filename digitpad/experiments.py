"""python -m digitpad.experiments: do the book's experiments, and print its numbers beside ours.

The runs are those that the window makes, from the same seeds; with the same NumPy on the same
machine the numbers are the same.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core.data_spec import DataSpec
from digitpad.core.dataset import Dataset
from digitpad.core.demonstrations import learn_one_neuron, speeds_of
from digitpad.core.experiments import BOOK_SPEEDS, EXPERIMENTS, Experiment, Trial, named
from digitpad.core.sgd import EpochResult, TrainingDiverged, train

Data = tuple[Dataset, Dataset, Dataset]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m digitpad.experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all of them")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="runs of each kind")
    parser.add_argument("--list", action="store_true", help="list the experiments, and do none")
    chosen = parser.parse_args(arguments)
    if chosen.seeds < 1:
        parser.error("--seeds: must be 1 or more")
    if chosen.list:
        for experiment in EXPERIMENTS:
            print(f"{experiment.name:<18}{experiment.title}")
        return 0
    try:
        experiments = [named(name) for name in chosen.names] or list(EXPERIMENTS)
    except ValueError as error:
        parser.error(str(error))
    with threadpool_limits(limits=1):
        data = DataSpec().load()
        for experiment in experiments:
            do(experiment, range(1, chosen.seeds + 1), data)
    return 0


def do(experiment: Experiment, seeds: Sequence[int], data: Data) -> None:
    """Do an experiment, and print what comes out."""
    print(f"\n{experiment.title} ({experiment.section})\n{experiment.question}\n")
    for neuron in experiment.neurons:
        outputs, costs = learn_one_neuron(neuron)
        print(
            f"{neuron.name:<28}output {outputs[0]:.2f} (book {neuron.book:.2f}) -> "
            f"{outputs[-1]:.2f}; cost {costs[0]:.3f} -> {costs[150]:.3f} -> {costs[-1]:.3f}"
        )
    for trial in experiment.trials:
        if experiment.plot == "speed":
            print_speeds(trial, seeds, data)
        else:
            print_figures(trial, seeds, data)
    print(f"\n{experiment.answer}")


def print_figures(trial: Trial, seeds: Sequence[int], data: Data) -> None:
    """Make the runs of a trial, and print its figures."""
    histories = []
    for seed in seeds:
        sys.stderr.write(f"\r{trial.name}, seed {seed} ...          ")
        sys.stderr.flush()
        histories.append(history_of(trial, seed, data))
    sys.stderr.write("\r" + " " * 60 + "\r")
    for figure in trial.figures:
        values = [value for h in histories if (value := figure.of(h)) is not None]
        ours = "diverged"
        if values:
            ours = f"{statistics.fmean(values):.4g}"
            if len(values) > 1:
                ours += f" ({min(values):.4g} to {max(values):.4g})"
        book = "" if figure.book is None else f"   book {figure.book:g}"
        print(f"{trial.name:<30}{figure.name:<26}{ours}{book}")


def history_of(trial: Trial, seed: int, data: Data) -> tuple[EpochResult, ...]:
    """The epochs of a trial; where it diverges, those until then."""
    network = trial.architecture.network(np.random.default_rng(seed))
    training, evaluation = trial.data.parts_of(data)
    history: list[EpochResult] = []
    try:
        for number, stage in enumerate(trial.stages):
            if number:  # as in the window: each later job shuffles by a seed of its own
                network.rng = np.random.default_rng(seed + number)
            steps = train(network, training, stage, evaluation)
            history += [step for step in steps if isinstance(step, EpochResult)]
    except TrainingDiverged as diverged:
        print(f"{trial.name}: {diverged}")
    return tuple(history)


def print_speeds(trial: Trial, seeds: Sequence[int], data: Data) -> None:
    """Print how quickly each layer of a trial's network learns, at the start and in the end."""
    hidden = len(trial.architecture.hidden_layers)
    book = next(speeds for speeds in BOOK_SPEEDS if len(speeds) == hidden)
    print(f"{trial.name}: book, at the start {_numbers(book)}")
    for seed in seeds:
        first, *_, last = speeds_of(trial, seed, data[0])
        print(f"  seed {seed}: at the start {_numbers(first)}; in the end {_numbers(last)}")


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.3g}" for value in values)


if __name__ == "__main__":
    sys.exit(main())
