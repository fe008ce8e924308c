"""Writes a Python script that repeats a run, with the same numbers to the last digit. No Qt.

It trains with `digitpad.train`, as the window does. Comments say what it needs, and what cannot be
repeated. Files must be there when the script is run, not when it is written.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.text import shortened
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run


def python_lines(record: Run, start: Path | None = None) -> str:
    """A script that repeats a run; its network is `net`, its epochs are `results`.

    start: the file of the network that the run began with; None if that was new.
    """
    jobs = [job for job in record.jobs if job.mini_batches]
    epochs = len(record.history) - record.start_epochs
    lines = [
        f"# Repeats {shortened(record.title)}: {epochs:,} epochs.",
        "import numpy as np",
        "from threadpoolctl import threadpool_limits",
        "",
        "import digitpad",
        "",
        "threadpool_limits(1)  # as in the window: more threads may round otherwise",
        *_data(record),
        *_network(record, start),
        "results = []",
    ]
    if not jobs:
        lines.append("# It has not been trained yet.")
    for job in jobs:
        lines += _job(job)
    return "\n".join(lines) + "\n"


def _data(record: Run) -> list[str]:
    data = record.data or DataSpec()
    lines = []
    if record.data is None:
        lines.append("# The data that it learnt are not known; these are MNIST's.")
    source = "digitpad.load_data_wrapper()"
    if data.writer is not None:
        lines.append("from digitpad.core.data.people import load_data_of_writer")
        source = f"load_data_of_writer({data.writer})"
    elif data.other_hands:
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


def _network(record: Run, start: Path | None) -> list[str]:
    if start is not None:
        return [f"net = digitpad.load({str(start)!r})  # what it began with"]
    architecture = record.architecture
    neurons = f"neurons={architecture.neurons!r}, " if architecture.neurons != "sigmoid" else ""
    lines = [
        f"net = digitpad.Network({list(architecture.sizes)}, digitpad.{architecture.cost}, "
        f"{neurons}rng=np.random.default_rng({record.seed}))"
    ]
    if architecture.weight_initializer == "large":
        lines.append("net.large_weight_initializer()")
    return lines


def _job(job: Job) -> list[str]:
    settings, changes, mini_batches = job.to_repeat()
    lines = []
    if job.seed is not None:
        lines.append(f"net.rng = np.random.default_rng({job.seed})")
    lines.append(f"settings = {_settings(settings)}")
    more = ""
    if changes:
        lines += ["changes = [", *(f"    {_change(change)}," for change in changes), "]"]
        more += ", changes=changes"
    if mini_batches is not None:
        more += f", mini_batches={mini_batches}"
    lines.append(f"steps = digitpad.train(net, training_data, settings, evaluation_data{more})")
    lines.append("results += [s for s in steps if isinstance(s, digitpad.EpochResult)]")
    return lines


def _change(change: Change) -> str:
    return f"digitpad.Change({change.epoch}, {_settings(change.hyperparameters)})"


def _settings(settings: Hyperparameters) -> str:
    """The call that makes these settings: the book's four, and what is not as by default."""
    always = ("epochs", "mini_batch_size", "eta", "lmbda")
    given: dict[str, Any] = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name in always or value != field.default:
            given[field.name] = value
    arguments = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return f"digitpad.Hyperparameters({arguments})"
