"""Sentences about the run in use: its start, its course, and its data. No Qt."""

import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np

from digitpad.core.data.data_spec import OTHER_HANDS, DataSpec
from digitpad.core.text import capitalized, counted, printable, shortened
from digitpad.session.charts.chart import Array
from digitpad.session.runs.job import Job
from digitpad.session.runs.queue_state import QueueState, UnderWay
from digitpad.session.runs.run import Origin, Run, capitalized_title
from digitpad.session.runs.time_needed import duration, roughly, seconds_left

SHIPPED = "trained on MNIST and other people’s digits"
UNTIL_TRAINED = "Until then the shipped network reads your drawings."
LONGEST_NAME = 24  # letters of a name in a headline, or at the foot
LONGEST_FILE = 36
LONGEST_DATA = 30
LONGEST_REASON = 48  # of why nothing is kept
MOST_COST = 10_000  # larger ones have an exponent, so that they fit a headline


def about_start(origin: Origin) -> str:
    """Where the first network of a run came from. Fits a headline."""
    of, hand = shortened(origin.of, LONGEST_NAME), shortened(origin.hand, LONGEST_NAME - 4)
    name = replace(origin, of=of, hand=hand).name
    if origin.how == "laboratory":
        return f"A{name[1:]}"
    if origin.how == "hand":
        return capitalized_title(name)
    percent = "" if origin.percent is None else f": {origin.percent:.2f} %"
    return f"Begun from {name}{percent}"


def headline(run: Run, cost: Array) -> str:
    """How the run in use has gone, or how it begins if it has learnt nothing yet.

    cost: on the evaluation data, as it is drawn, (epochs,), nan where it was not measured.
    """
    job = run.jobs[-1] if run.jobs else None
    if run.has_diverged:
        return f"It diverged in epoch {len(run.history) + 1:,}: its weights grew too large"
    if job is not None and job.end is not None and not run.has_learnt:
        return capitalized(without_epoch(run))
    if run.origin is not None and (job is None or not job.epochs):
        return about_start(run.origin)
    if run.history:
        return capitalized(best_of(run, cost))
    if job is not None:
        return capitalized(without_epoch(run))
    if run.file and run.has_start:
        return f"From {shortened(Path(run.file).name, LONGEST_FILE)}: no curves in it"
    return "A new network, not trained yet"


def headline_now(under_way: UnderWay, run: Run) -> str:
    """How far a run that learns is: the last epoch that is over.

    While it is paused, the epoch in which it is.
    """
    epoch, of = epoch_under_way(under_way, run), f"of {run.last_epoch:,}"
    if under_way.is_paused:
        return f"Paused in epoch {epoch:,} {of}"
    return f"Epoch {len(run.history) or epoch:,} {of}"


def caption(under_way: UnderWay | None, run: Run, cost: Array) -> str:
    """What time a run still takes, or took; of one that diverged, its best. cost: as above."""
    if under_way is not None:
        left = seconds_left(under_way, run)
        return "" if left is None else f"It takes about {roughly(left)} more."
    if run.has_diverged and run.history:
        return f"Before: {best_of(run, cost)}."
    return about_job(run)


def best_of(run: Run, cost: Array) -> str:
    """The highest accuracy, or else the lowest cost, on the evaluation data: a fact alone.

    What it means is not said: a rule of thumb on one curve was wrong too often.
    """
    if run.best_percent is not None:
        return f"{run.best_percent:.2f} % at best, after epoch {run.best_epoch:,}"
    if np.isfinite(cost).any():
        at = int(np.nanargmin(cost))
        return f"evaluation cost {_cost(cost[at])}, lowest after epoch {at + 1:,}"
    return f"trained for {counted(len(run.history), 'epoch')}"


def _cost(cost: float) -> str:
    return f"{cost:.4f}" if cost < MOST_COST else f"{cost:.3e}"


def epoch_under_way(under_way: UnderWay, run: Run) -> int:
    """The epoch that a run learns now, numbered as in its curves."""
    return run.epochs_before + (1 if under_way.progress is None else under_way.progress.epoch)


def about_job(run: Run) -> str:
    """How long the last job of a run took, and why it ended if that was early."""
    if not run.jobs:
        return ""
    job = run.jobs[-1]
    what = "more epoch" if job.epochs < len(run.history) else "epoch"
    why = "" if job.end == "done" else f": {why_ended(job)}"
    return f"{counted(job.epochs, what)} took {duration(job.seconds)}{why}."


def without_epoch(run: Run) -> str:
    """That a run's training ended before it had learnt for one epoch; empty if it did not."""
    if not run.jobs or run.has_learnt:
        return ""
    return f"{why_ended(run.jobs[-1])} before its first epoch"


def why_ended(job: Job) -> str:
    """Why a job ended early, in a few words."""
    if job.end == "no improvement":
        if job.settings.early_stopping == "halve":
            return "no improvement, η at 1/128"
        return f"no improvement in {counted(job.settings.no_improvement_in, 'epoch')}"
    return job.end or "interrupted"


def about_continuing(run: Run | None, epoch: int, goes_on: bool) -> str:
    """What *Continue* does. epoch: in use. goes_on: whether it goes on with the run in use."""
    if run is None:
        return "The shipped network stays as it is: train a new one."
    if goes_on and not run.history:
        return "Train the network in use"
    if goes_on:
        return f"Go on from epoch {run.epochs:,}."
    if epoch < run.epochs:
        return f"Begin another run at epoch {epoch:,}; this one stays as it is."
    why = "the experiment’s run stays as it is" if run.experiment else "the form has other images"
    return f"Begin another run with this network: {why}."


def about_saved(what: str, path: Path) -> str:
    """A network was saved. what: an epoch that is not its run's last, or nothing."""
    return f"Saved {what} to {path}" if what else f"Saved to {path}"


def person_at_work(state: QueueState, title: str) -> str:
    """What a person's run does, for the foot; empty if none trains. title: of the run."""
    if state.person is None:
        return ""
    does = "is paused" if state.person.is_paused else "trains"
    return f"{shortened(title, LONGEST_NAME)} {does}"


def experiment_at_work(state: QueueState) -> str:
    """How far an experiment is, for the foot; empty without one."""
    if not state.experiment:
        return ""
    count = state.done + len(state.of_experiment) + len(state.waiting)
    return f"Experiment: {state.done:,} of {counted(count, 'run')}"


def learnt_from(run: Run | None, data: DataSpec) -> str:
    """The data that the network in use has learnt from, and those that come next if they differ.

    data: those in use; the form says how many of their images come next.
    """
    name = shortened(data.name, LONGEST_NAME)
    said, is_other = SHIPPED, data.whole != DataSpec()
    if run is not None:
        is_other = not run.learns_from_set(data)
        size = run.training_size or (run.history[-1].training_size if run.history else None)
        of_run = f", {counted(size, 'image')}" if size else ""
        if run.data_set is not None:
            is_both = run.data_set == OTHER_HANDS
            said = SHIPPED if is_both else f"trained on {shortened(run.data_set, LONGEST_NAME)}"
            said += of_run
            if run.origin is not None and not run.start_epochs:  # else its data are the same
                said = f"{said}, after {shortened(run.origin.of, LONGEST_NAME)}"
        elif run.origin is not None:
            said = about_start(run.origin)
        elif run.has_start:
            said = "what it has learnt from is not known"
        else:
            return f"learns from {name}"
    return f"{said}; next: {name}" if is_other else said


def about_other_data(reason: str, file: str, data_set: str | None, chosen: DataSpec) -> str:
    """What follows if a run goes on with data that it has not learnt from.

    reason: why its own data cannot be read; may be empty. file: its name. data_set: of its own.
    """
    learnt = f"{shortened(file)} has learnt from {shortened(data_set or 'other data')}"
    said = f"{learnt}, and the data in use are {chosen.name}."
    return f"{reason} {said} With other data a new run begins, from this network.".lstrip()


def about_epoch(run: Run, epoch: int, kept: int, of: int, against: int | None = None) -> str:
    """Which epoch of a run is in use.

    kept: how many epochs have a network, with the one that the run began with. of: the run's last
    epoch, as planned if it learns. against: an epoch that is compared with.
    """
    said, is_whole = f"epoch {epoch:,} of {of:,}", kept > run.epochs - run.start_epochs
    said = said if is_whole else f"{said}, {kept:,} kept"
    return said if against is None else f"{said}, against {against:,}"


def about_gone(name: str) -> str:
    """What is said when a run that was compared with is gone. name: with its epoch."""
    return f"{capitalized_title(shortened(name))} is gone: nothing is compared with it any more."


def is_tested(run: Run | None) -> bool:
    """Whether a network has no accuracy of a run's own, so that the test images measure it.

    So it is with the shipped network, one of a file without curves, and a changed copy. None: the
    shipped network.
    """
    return run is None or (run.has_start and not run.history and not run.jobs)


def accuracy_at(run: Run, epoch: int) -> tuple[str, str]:
    """The accuracy of an epoch as its run measured it, and its name.

    Where nothing was measured, as at the start, it is “–”.
    """
    result, name = run.history[epoch - 1] if epoch else None, run.evaluation or "evaluation"
    percent = None if result is None else result.percent()
    if result is None or percent is None:
        return "–", f"{name} accuracy"
    return f"{percent:.2f} %", f"{name} accuracy"


def accuracy_on_test(result: tuple[int, int] | None) -> tuple[str, str]:
    """The same two of a network that is measured on the test images.

    result: how many of them are read right, of how many; None if that is not known.
    """
    if result is None:
        return "–", ""
    right, size = result
    return f"{100 * right / size:.2f} %", "test accuracy"


def about_accuracy(run: Run, epoch: int) -> str:
    """How many images an epoch's network read right as its run measured it, in a sentence."""
    result = run.history[epoch - 1] if epoch else None
    if result is None:
        return "The network at the start of a run is not measured"
    if result.evaluation_accuracy is None:
        return f"The network after epoch {epoch:,} was not measured"
    right, size = result.evaluation_accuracy, result.evaluation_size
    name = run.evaluation or "evaluation"
    return f"After epoch {epoch:,} the run read {right:,} of {size:,} {name} images right"


def about_test(result: tuple[int, int], data: DataSpec) -> str:
    """How many test images of the data the network in use reads right."""
    right, size = result
    of = shortened(data.of_test.name, LONGEST_DATA)
    return f"The network in use reads {right:,} of the {size:,} test images of {of}"


def not_kept(reason: str) -> tuple[str, str]:
    """That nothing can be kept now: in short for the foot, and in full. reason: a sentence."""
    said = printable(f"Nothing new is kept: {reason[:1].lower()}{reason[1:]}")
    # The path of the file comes last, so the end is cut, not the middle.
    short = textwrap.shorten(said, LONGEST_REASON, placeholder=" …")
    return short, f"{said} Save the network in use."


def about_quitting(reason: str) -> tuple[str, str]:
    """A question and what follows, if something cannot be kept. reason: why, a sentence."""
    return "Quit, though not all is kept?", f"{reason} Save the network in use, or it may be lost."
