"""An experiment by one process and by all cores, beside a person's run, and beside the pen.

*Softmax or sigmoids?* is done without a window by one process, and then by all: the ratio of the
times counts, as parts of the number of physical cores. A person's run is trained alone, and beside
the experiment. Then a pen draws in the real window, as in `window.py`, while as many runs as there
are cores learn. Options: --seeds; --epochs of each run, by default as many as the experiment has;
--tabs.
"""

import argparse
import os
import statistics
from dataclasses import replace

import numpy as np
from measuring import use_folders_in, wait
from window import train_in_window

PERSON = 8  # epochs
ROUNDS = 3


def physical_cores():
    """How many cores this process may use, counting threads of one core once."""
    seen = set()
    for cpu in os.sched_getaffinity(0):
        try:
            with open(f"/sys/devices/system/cpu/cpu{cpu}/topology/core_cpus_list") as file:
                seen.add(file.read())
        except OSError:
            seen.add(cpu)
    return len(seen)


class Trained:
    """A session with processes that wait."""

    def __init__(self, processes):
        from PySide6.QtWidgets import QApplication

        from digitpad.session.session import Session

        self.application = QApplication.instance() or QApplication([])
        self.session = Session()
        self.session.queue.most = processes
        self.session.begin()
        wait(lambda: self.session.loaded.training_size)

    def add(self, experiment, seeds, epochs):
        """Begin the experiment."""
        from digitpad.core.book.trials import missing_runs
        from digitpad.session.runs.experiment_list import plan_of

        plans = [plan_of(experiment, *each, seeds) for each in missing_runs(experiment, seeds, ())]
        if epochs:
            plans = [
                replace(plan, settings=replace(plan.settings, epochs=epochs)) for plan in plans
            ]
        self.session.queue.add(*plans)

    def best(self):
        """What the runs have learnt, by name."""
        return {run.name: run.history for run in self.session.runs.listed()}

    def train(self):
        """Seconds per epoch of a person's run."""
        from digitpad import Hyperparameters
        from digitpad.core.learning.settings import Architecture

        self.session.train_new(Architecture(), Hyperparameters(epochs=PERSON), seed=1)
        wait(lambda: not self.session.learns)
        return self.session.run.seconds / PERSON


def measure(folder, options):
    from digitpad.core.book.experiments import named

    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--tabs", nargs="*", default=["Train", "Experiments"])
    arguments = parser.parse_args(options)
    experiment, wanted = named("softmax"), (arguments.seeds, arguments.epochs)
    cores, seconds, learnt = len(os.sched_getaffinity(0)), {}, {}
    for processes in (1, cores):
        trained = Trained(processes)
        trained.add(experiment, *wanted)
        seconds[processes] = wait(lambda trained=trained: trained.session.queue.is_idle)
        learnt[processes] = trained.best()
        trained.session.shut_down()
    yield "by one process, s", seconds[1]
    yield "by all cores, s", seconds[cores]
    yield "runs that differ", sum(learnt[1][name] != learnt[cores][name] for name in learnt[1])
    yield (
        "at least: times as fast by all cores, parts of the physical cores",
        seconds[1] / seconds[cores] / physical_cores(),
    )
    trained, ratios = Trained(cores), []
    for _ in range(ROUNDS):
        alone = trained.train()
        trained.add(experiment, cores, 10**6)
        wait(lambda: len(trained.session.queue.state.of_experiment) == cores)
        ratios.append(alone / trained.train())
        trained.session.queue.cancel()
        wait(lambda: trained.session.queue.is_idle)
    trained.session.shut_down()
    yield "at least: a person's run beside it, times its speed alone", statistics.median(ratios)
    all_ways = []
    for tab in arguments.tabs:
        use_folders_in(folder / tab)
        _, gaps, ways = train_in_window(None, tab, "", PERSON, 0, True, 0)
        all_ways.extend(ways)
        yield f"{tab}: gap between frames, 99th percentile, ms", float(np.percentile(gaps, 99))
    yield "pen to painted answer, 99th percentile, ms", float(np.percentile(all_ways, 99))
