"""Remarks mark in a run's curves what its epochs do not say: other data, changes, the best epoch.

The epochs themselves say their η and λ.
"""

from collections.abc import Iterator, Sequence

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.hyperparameters import MONITORS, Hyperparameters
from digitpad.core.text import counted
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import STOPPING_IN_WORDS
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.series import Mark

MOST_MONITORS = 2  # changed monitors that are named
LONGEST_NAME = 24  # letters of a data set's name above the plot


def remarks_on(run: Run) -> list[Mark]:
    """All remarks on a run; each is a place on the axis of epochs, and a text."""
    remarks: list[Mark] = []
    if run.parent is not None and run.history:
        remarks.append((run.history[0].epoch - 0.5, f"data: {data_text(run.data, run.data_set)}"))
    remarks += _changes(run)
    best = run.best_epoch
    # Of a file's epochs the last is the only one whose network is at hand, best or not.
    if best is not None and run.start_epochs < best <= len(run.history):
        remarks.append((float(best), "best"))
    return remarks


def data_text(data: DataSpec | None, data_set: str | None) -> str:
    """The name of a run's data, and which parts of them it uses."""
    text = one_line(data_set or "", LONGEST_NAME)
    if data is not None and data.training_size is not None:
        text = f"{text}, {data.training_size:,} images"
    if data is not None and data.evaluated_on:
        text = f"{text}, evaluated on {data.evaluated_on.removesuffix(' data')}"
    return text


def _changes(run: Run) -> Iterator[Mark]:
    """The changes during jobs, and those from one job to the next."""
    done, last = run.start_epochs, None
    for job in run.jobs:
        if last is not None:
            yield from _marked(done, list(_new(last, job.settings)))
        size = job.settings.mini_batch_size
        an_epoch = -(-run.history[0].training_size // size) if run.history else 1
        last = job.settings
        for change in job.changes:
            now = change.hyperparameters
            texts = list(_new(last, now))
            if now.epochs != last.epochs:
                texts.append(counted(done + now.epochs, "epoch"))
            yield from _marked(done + change.mini_batches // an_epoch, texts)
            last = now
        done += job.epochs


def _marked(after: int, texts: Sequence[str]) -> Iterator[Mark]:
    """The remark after this many epochs; none at the start, and none without texts."""
    if after and texts:
        yield after + 0.5, ", ".join(texts)


def _new(before: Hyperparameters, after: Hyperparameters) -> Iterator[str]:
    """What is new in the settings `after`, except what epochs say themselves."""
    if after.mini_batch_size != before.mini_batch_size:
        yield f"mini-batches of {after.mini_batch_size:,}"
    if after.regularization != before.regularization:
        yield after.regularization
    if after.augmentation != before.augmentation:
        yield "distorted images" if after.augmentation else "images as they are"
    yield from _new_stopping(before, after)
    yield from _new_monitors(before, after)


def _new_stopping(before: Hyperparameters, after: Hyperparameters) -> Iterator[str]:
    if after.early_stopping == "off":
        if before.early_stopping != "off":
            yield "no early stopping"
        return
    parts = "early_stopping", "no_improvement_in"
    if any(getattr(after, part) != getattr(before, part) for part in parts):
        does = STOPPING_IN_WORDS[after.early_stopping]
        yield f"{does} after {after.no_improvement_in:,} without a best"


def _new_monitors(before: Hyperparameters, after: Hyperparameters) -> Iterator[str]:
    changed = [name for name in MONITORS if getattr(after, name) != getattr(before, name)]
    if len(changed) > MOST_MONITORS:
        yield "other monitors"
        return
    for name in changed:
        with_it = "with" if getattr(after, name) else "without"
        yield f"{with_it} {name.removeprefix('monitor_').replace('_', ' ')}"
