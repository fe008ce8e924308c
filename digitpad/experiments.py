"""python -m digitpad.experiments: do the book's experiments, and print its numbers beside ours.

The runs are the same as in the window, from the same seeds, and are trained side by side in several
processes. With the same NumPy on the same machine the numbers are the same.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor

import numpy as np

from digitpad.core.book.experiments import EXPERIMENTS, named
from digitpad.core.book.figures import LEAST_SEEDS, Figures
from digitpad.core.book.one_neuron import output_in_words, teach
from digitpad.core.book.trials import (
    FAR_OFF,
    Claim,
    Experiment,
    RunOutcome,
    Trial,
    figures_from,
    missing_runs,
    row,
    stuck_in_words,
    stuck_outputs,
    verdict,
)
from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import DataSpec, Parts
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import TrainingDiverged, train
from digitpad.core.text import counted, print_all_letters
from digitpad.training.process import most_processes
from digitpad.training.worker import limit_threads, warm_up

# A run's outcome, the outputs that are stuck at its end, and why it diverged, if it did.
Ran = tuple[RunOutcome, tuple[int, ...], str]
Futures = dict[tuple[str, str, int], Future[Ran]]  # by experiment, trial and seed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m digitpad.experiments", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="by default all of them")
    how_many = f"runs of each kind, by default {LEAST_SEEDS}"
    parser.add_argument("--seeds", type=int, default=LEAST_SEEDS, metavar="N", help=how_many)
    how_many = "runs at once, by default as many as there are cores"
    parser.add_argument("--jobs", type=int, default=most_processes(), metavar="N", help=how_many)
    parser.add_argument(
        "--list", action="store_true", help="print the experiments' names, one per line"
    )
    chosen = parser.parse_args(arguments)
    if chosen.seeds < 1:
        parser.error("--seeds: must be 1 or more")
    if chosen.jobs < 1:
        parser.error("--jobs: must be 1 or more")
    if chosen.list:
        for experiment in EXPERIMENTS:
            print(experiment.name)
        return 0
    try:
        experiments = [named(name) for name in dict.fromkeys(chosen.names)] or list(EXPERIMENTS)
    except ValueError as error:
        parser.error(str(error))
    print_all_letters()
    warm_up()  # so that not each of the processes has to compile the kernels
    spawn, is_aside = multiprocessing.get_context("spawn"), True
    pool = ProcessPoolExecutor(chosen.jobs, spawn, limit_threads, (is_aside,))
    try:
        runs = {
            (experiment.name, trial.name, seed): pool.submit(run_of, trial, seed)
            for experiment in experiments
            for trial, seed in missing_runs(experiment, chosen.seeds, ())
        }
        for run in runs.values():
            run.add_done_callback(lambda _run: show_progress(runs))
        agree = [do(experiment, chosen.seeds, runs) for experiment in experiments]
    finally:
        pool.shutdown(cancel_futures=True)
    if not all(agree):
        print(f"\nNot all of the book's numbers lie within {FAR_OFF}, or an answer is not so.")
    return 0 if all(agree) else 1


def do(experiment: Experiment, seeds: int, runs: Futures) -> bool:
    """Wait for an experiment's runs and print its results. Returns whether they are the book's.

    seeds: how many runs of each trial.
    """
    agrees, stuck = True, []
    ran = [
        [runs[experiment.name, trial.name, seed].result() for seed in range(1, seeds + 1)]
        for trial in experiment.trials
    ]
    show_progress({})
    print(f"\n{experiment.title} ({experiment.source})\n{experiment.setup} {experiment.question}\n")
    for neuron in experiment.neurons:
        _, costs = teach(neuron)
        print(
            f"{neuron.name:<40}output {output_in_words(neuron)} (book {neuron.book:.2f}); "
            f"cost {costs[0]:.3f} -> {costs[150]:.3f} -> {costs[-1]:.3f}"
        )
    figures = figures_from(experiment, [[outcome for outcome, *_ in each] for each in ran])
    for trial, values, of_seeds in zip(experiment.trials, figures.values, ran):
        for _, _, why in of_seeds:
            print(f"{trial.name}: {why}" if why else "", end="\n" if why else "")
        is_close = print_figures(trial, values)
        agrees &= is_close
        if not is_close:
            outputs_of = enumerate((outputs for _, outputs, _ in of_seeds), start=1)
            stuck += [(trial.name, seed, outputs) for seed, outputs in outputs_of if outputs]
    outcome = verdict(experiment, figures, stuck_in_words(stuck))
    print(f"\n{outcome.book}. {outcome.here}. {outcome.caption}".rstrip())
    print(experiment.answer, flush=True)
    holds = [print_claim(claim, figures) for claim in experiment.claims]
    return agrees and all(holds)


def print_figures(trial: Trial, measured: Sequence[Sequence[float | None]]) -> bool:
    """Print a trial's figures. Returns whether the book's are close.

    measured: for each figure, its value with each seed.
    """
    agrees = True
    for figure, of_seeds in zip(trial.figures, measured):
        values = [value for value in of_seeds if value is not None]
        cells = row(trial, figure, values, missing="diverged")
        book = f"   book {cells.book}   {cells.difference}" if cells.book else ""
        print(f"{cells.what:<45}{cells.here}{book}".rstrip())
        agrees &= figure.agrees(values)
    return agrees


def print_claim(claim: Claim, figures: Figures) -> bool:
    """Print a range that the answer names, and what it is here. Returns whether it holds."""
    try:
        values = claim.with_each_seed(figures)
    except LookupError as error:
        print(f"“{claim.words}”: {error.args[0]}")
        return False
    holds = claim.low <= min(values) and max(values) <= claim.high
    found = f"{min(values):.2f} to {max(values):.2f} ({counted(len(values), 'seed')})"
    print(f"“{claim.words}”: {found}{'' if holds else ': the answer is not so'}", flush=True)
    return holds


def run_of(trial: Trial, seed: int, data: Parts | None = None) -> Ran:
    """Train a run of a trial. If it diverges, the results so far are returned.

    data: by default MNIST's.
    """
    network = trial.architecture.network(np.random.default_rng(seed))
    training, evaluation = trial.data.parts_of(data or DataSpec().load())
    history: list[EpochResult] = []
    steps = train(network, training, trial.settings, evaluation, measure=trial.measure)
    try:
        history.extend(step for step in steps if isinstance(step, EpochResult))
    except TrainingDiverged as diverged:
        return (tuple(history), True), (), str(diverged)
    slows = COSTS[trial.architecture.cost].slows  # others let saturated outputs learn
    stuck = stuck_outputs(network, evaluation) if slows else ()
    return (tuple(history), False), stuck, ""


def show_progress(runs: Futures) -> None:
    """On a terminal, draw a bar for all runs, which the next output overwrites; {} removes it."""
    if sys.stderr.isatty():
        done = sum(run.done() for run in runs.values())
        part = done / max(1, len(runs))
        bar = f"[{'#' * round(20 * part):<20}] {done} of {len(runs)} runs" if runs else ""
        sys.stderr.write(f"\r{bar:<70}" + ("" if runs else "\r"))
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
