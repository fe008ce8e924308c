"""The columns of the table of runs: what each shows of a run, and sorts by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digitpad.core.learning.architecture import INPUTS, OUTPUTS
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_settings import RunSummary, last_percent


@dataclass(frozen=True, slots=True)
class RunsColumn:
    """What a column is called, and what of a run it shows: a text, and a value to sort by.

    is_best_first: whether the first click on its header sorts it from the highest value down.
    """

    title: str
    tip: str
    text: Callable[[RunRecord, RunSummary], str]
    value: Callable[[RunRecord, RunSummary], Any]
    is_best_first: bool = False
    is_text: bool = False


def _percent_text(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.2f} %"


def _network(record: RunRecord) -> str:
    """The neurons of its hidden layers; of all layers where others are not as usual."""
    inputs, *hidden, outputs = record.architecture.sizes
    if (inputs, outputs) != (INPUTS, OUTPUTS) or not hidden:
        hidden = [inputs, *hidden, outputs]
    return "-".join(map(str, hidden))


def _rate(record: RunRecord, name: str) -> float:
    settings = record.hyperparameters
    return -1.0 if settings is None else float(getattr(settings, name))


def _when(record: RunRecord, _summary: RunSummary) -> str:
    return "" if record.began is None else when_in_words(record.began, datetime.now())


def when_in_words(began: float, now: datetime) -> str:
    """A moment, in seconds since 1970: the time of today, or the date."""
    moment = datetime.fromtimestamp(began)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{moment:%d %b %H:%M}" if moment.year == now.year else f"{moment:%Y-%m-%d}"


NAME, DIFFERS = 0, 1

COLUMNS = (
    RunsColumn(
        "run", "Its name; check a run to see its curves",
        lambda r, s: r.title, lambda r, s: r.number, is_text=True,
    ),
    RunsColumn(  # the model makes its text
        "differs in", "The settings in which not all of the runs agree",
        lambda r, s: "", lambda r, s: "", is_text=True,
    ),
    RunsColumn(
        "η", "The learning rate",
        lambda r, s: s.settings.get("η", ""), lambda r, s: _rate(r, "eta"),
    ),
    RunsColumn(
        "λ", "The regularization",
        lambda r, s: s.settings.get("λ", ""), lambda r, s: _rate(r, "lmbda"),
    ),
    RunsColumn(
        "best", "The highest evaluation accuracy of all its epochs",
        lambda r, s: _percent_text(s.best), lambda r, s: s.best or -1.0, is_best_first=True,
    ),
    RunsColumn(
        "last", "The evaluation accuracy of its last epoch",
        lambda r, s: _percent_text(last_percent(r)), lambda r, s: last_percent(r) or -1.0,
        is_best_first=True,
    ),
    RunsColumn(
        "epochs", "How many it has learnt",
        lambda r, s: f"{len(r.history):,}", lambda r, s: len(r.history), is_best_first=True,
    ),
    RunsColumn(
        "when", "When its training began",
        _when, lambda r, s: r.began or 0.0, is_best_first=True, is_text=True,
    ),
    RunsColumn(
        "file", "The file that it was opened from, or saved to last",
        lambda r, s: r.file, lambda r, s: r.file, is_text=True,
    ),
    RunsColumn(
        "network", "The neurons of each hidden layer",
        lambda r, s: _network(r), lambda r, s: r.architecture.sizes,
    ),
    RunsColumn(
        "seconds", "How long it was trained",
        lambda r, s: f"{r.seconds:.1f}", lambda r, s: r.seconds,
    ),
)  # fmt: skip
BEST = [column.title for column in COLUMNS].index("best")
