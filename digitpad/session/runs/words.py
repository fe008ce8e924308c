"""Sentences about the run in use: its start, its course, and its data. No Qt."""

from pathlib import Path

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.text import counted, shortened
from digitpad.session.runs.course import Course
from digitpad.session.runs.queue import QueueState
from digitpad.session.runs.run import Origin, Run, beginning

SHIPPED = "learnt from MNIST and other hands"
LONGEST_NAME = 24  # letters of a name at the foot


def about_start(origin: Origin) -> str:
    """Where the first network of a run came from."""
    if origin.how == "laboratory":
        return f"A{origin.name[1:]}."
    if origin.how == "hand":
        return f"{beginning(origin.name)}."
    percent = "" if origin.percent is None else f": {origin.percent:.2f} %"
    return f"Begun from {origin.name}{percent}."


def headline(run: Run, course: Course) -> str:
    """How the run in use has gone, or how it begins if it has learnt nothing yet.

    course: of all its epochs, also those after the best one to which it went back.
    """
    job = run.jobs[-1] if run.jobs else None
    if run.later:
        return f"Back at epoch {len(run.history):,}, its best. {course.sentence}"
    if course.kind == "diverged":
        return course.sentence
    if job is not None and job.mini_batches and not run.history:
        return "Stopped within its first epoch, so nothing was measured."
    if run.origin is not None and (job is None or not job.mini_batches):
        return about_start(run.origin)
    if run.history:
        return course.sentence
    if run.file and run.has_start:
        return f"From {shortened(Path(run.file).name)}: no curves in it."
    return "A new network, not trained yet."


def headline_now(where: str, run: Run, course: Course, best: float | None) -> str:
    """How a run under way goes. where: its epoch. best: its best accuracy in percent."""
    parts = [course.short] if course.short and run.history else []
    if best is not None:
        parts.append(f"best so far {best:.2f} %")
    return f"{where}{': ' if parts else ''}{', '.join(parts)}."


def what_trains(state: QueueState) -> str:
    """Which run of an experiment trains, and how many follow."""
    run, waits = state.run, len(state.waiting)
    title = "" if run is None else f" “{run.title}”"
    rest = f", and {counted(waits, 'run')} after it" if waits else ""
    return f"An experiment trains{title}{rest}"


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
            said = f"learnt from {shortened(run.data_set, LONGEST_NAME)}{of_run}"
            if run.origin is not None and run.origin.how != "best":  # whose data are the same
                said = f"{said}, after {shortened(run.origin.of, LONGEST_NAME)}"
        elif run.origin is not None:
            said = about_start(run.origin).removesuffix(".")
        elif run.has_start:
            said = "what it has learnt from is not known"
        else:
            return f"learns from {name}"
    return f"{said}; next: {name}" if is_other else said


def last_accuracy(run: Run | None) -> tuple[str, str, str] | None:
    """The last accuracy on the evaluation data, its name, and what it was measured on; or None."""
    result = run.history[-1] if run is not None and run.history else None
    percent = None if result is None else result.percent()
    if run is None or result is None or percent is None:
        return None
    measured_on = f"epoch {result.epoch:,}, {counted(result.evaluation_size, 'image')}"
    return f"{percent:.2f} %", f"{run.evaluation or 'evaluation'} accuracy", measured_on
