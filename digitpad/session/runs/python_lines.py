"""Writes Python scripts that repeat a run to the last digit. No Qt.

They train with `digitpad.train`, as the window does. Comments in them say what they need, and what
cannot be repeated. Files must exist when a script runs, not when it is written.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change, EpochResult
from digitpad.core.learning.settings import ALL_OFF, Hyperparameters
from digitpad.core.text import counted, shortened
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run


def python_lines(run: Run, start: Path | None = None) -> str:
    """A script that repeats a run; its network is `net`, its epochs are `results`.

    start: the file of the network that the run began with; None if that was new.
    """
    jobs = [(job, results) for job, results in run.jobs_and_results() if results]
    epochs = len(run.history) - run.start_epochs
    lines = [
        *_head(f"{shortened(run.title)}: {counted(epochs, 'epoch')}"),
        *_data(run.data),
        *_network(run, start),
        "results = []",
    ]
    if not jobs:
        lines.append("# It has not been trained yet.")
    for job, results in jobs:
        lines += _job(job, results)
    return "\n".join(lines) + "\n"


def _head(what: str) -> list[str]:
    return [
        f"# Repeats {what}.",
        "import numpy as np",
        "from threadpoolctl import threadpool_limits",
        "",
        "import digitpad",
        "",
        "threadpool_limits(1)  # as in the window: more threads may round differently",
    ]


def _data(known: DataSpec | None) -> list[str]:
    data = known or DataSpec()
    lines = []
    if known is None:
        lines.append("# It is not known what data it learnt from; these are MNIST's.")
    source = "digitpad.load_data_wrapper()"
    if data.other_hands:
        lines.append("from digitpad.core.data.people import load_data_with_other_hands")
        source = "load_data_with_other_hands()"
    elif data.folder is not None:
        lines.append("# Needs the folder with its data.")
        source = f"digitpad.load_data_wrapper({data.folder!r})"
    lines.append(f"training_data, validation_data, test_data = {source}")
    if data.training_size is not None:
        lines.append(f"training_data = training_data[:{data.training_size}]")
    size = "" if data.evaluation_size is None else f"[:{data.evaluation_size}]"
    lines.append(f"evaluation_data = {data.evaluation}_data{size}")
    return lines


def _network(run: Run, start: Path | None) -> list[str]:
    if start is not None:
        return [f"net = digitpad.load({str(start)!r})  # what it began with"]
    built = run.architecture
    neurons = f"neurons={built.neurons!r}, " if built.neurons != "sigmoid" else ""
    network = f"{list(built.sizes)}, digitpad.{built.cost}"
    lines = [f"net = digitpad.Network({network}, {neurons}rng=np.random.default_rng({run.seed}))"]
    if built.weight_initializer == "large":
        lines.append("net.large_weight_initializer()")
    return lines


def _job(job: Job, results: Sequence[EpochResult]) -> list[str]:
    settings, changes = job.to_repeat(results)
    lines, more = [], ""
    if job.measure == "last" and job.epochs == job.settings.epochs:
        more = ", measure='last'"
    elif job.measure == "last":  # it ended before the epoch that would have been measured
        settings = replace(settings, **ALL_OFF)
    if job.seed is not None:
        lines.append(f"net.rng = np.random.default_rng({job.seed})")
    lines.append(f"settings = {_settings(settings)}")
    if changes:
        lines += ["changes = [", *(f"    {_change(change)}," for change in changes), "]"]
        more += ", changes=changes"
    lines.append(f"steps = digitpad.train(net, training_data, settings, evaluation_data{more})")
    lines.append("results += [s for s in steps if isinstance(s, digitpad.EpochResult)]")
    return lines


def _change(change: Change) -> str:
    return f"digitpad.Change({change.epoch}, {_settings(change.hyperparameters)})"


def _settings(settings: Hyperparameters) -> str:
    """The call that makes these settings: the book's four, and those that are not the default."""
    always = ("epochs", "mini_batch_size", "eta", "lmbda")
    given: dict[str, str] = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name in always or value != field.default:
            given[field.name] = repr(value)
    arguments = ", ".join(f"{name}={text}" for name, text in given.items())
    return f"digitpad.Hyperparameters({arguments})"
