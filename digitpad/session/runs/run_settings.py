"""The settings of runs in words, and how runs differ in them. No Qt."""

from collections.abc import Iterable, Sequence

from digitpad.core.learning.architecture import written
from digitpad.core.learning.epoch import EpochResult
from digitpad.session.kept.run_record import RunRecord

COSTS_IN_WORDS = {"CrossEntropyCost": "cross-entropy", "QuadraticCost": "quadratic"}
STOPPING_IN_WORDS = {"off": "no", "stop": "stop", "halve": "halve η"}

Settings = dict[str, str]


def settings_of(record: RunRecord) -> Settings:
    """A run's settings by their names on screen, in the order of the form; the seed comes last."""
    architecture, settings = record.architecture, record.hyperparameters
    found = {
        "hidden": written(architecture.hidden_layers),
        "cost": COSTS_IN_WORDS.get(architecture.cost, architecture.cost),
        "weights": architecture.weight_initializer,
    }
    if settings is not None:
        found |= {
            "mini-batch": str(settings.mini_batch_size),
            "η": f"{settings.eta:g}",
            "regularization": settings.regularization,
            "λ": f"{settings.lmbda:g}",
            "distorted": "yes" if settings.augmentation else "no",
            "early stopping": STOPPING_IN_WORDS.get(settings.early_stopping, "no"),
        }
        if settings.early_stopping != "off":
            found["no improvement in"] = str(settings.no_improvement_in)
    if record.data_set is not None:
        found["data"] = record.data_set
    if record.history:
        found["images"] = f"{record.history[-1].training_size:,}"
    if record.evaluation is not None:
        found["evaluation"] = record.evaluation
    found["changed"] = "on the way" if any(job.changes for job in record.jobs) else "no"
    if record.parent is not None:
        found["begins with"] = "another run's network"
    elif record.has_start:
        found["begins with"] = "a network file"
    found["seed"] = "" if record.seed is None else str(record.seed)
    return found


def in_words(settings: Settings) -> str:
    """Settings on one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items() if value)


def what_differs(records: Iterable[RunRecord]) -> dict[str, Settings]:
    """The settings in which the runs differ, for each run by its id.

    The seed is among them only if nothing else differs.
    """
    all_settings = {record.id: settings_of(record) for record in records}
    names = _names(all_settings.values())
    differ = [
        name
        for name in names
        if len({settings.get(name, "") for settings in all_settings.values()}) > 1
    ]
    if differ != ["seed"]:
        differ = [name for name in differ if name != "seed"]
    return {
        run_id: {name: settings.get(name, "") for name in differ}
        for run_id, settings in all_settings.items()
    }


def _names(all_settings: Iterable[Settings]) -> list[str]:
    names: dict[str, None] = {}
    for settings in all_settings:
        names |= dict.fromkeys(settings)
    return list(names)


def alike_but_for_the_seed(records: Sequence[RunRecord]) -> list[list[RunRecord]]:
    """The runs in groups that differ only in their seed; the order within a group stays."""
    groups: dict[tuple[tuple[str, str], ...], list[RunRecord]] = {}
    for record in records:
        settings = settings_of(record)
        settings.pop("seed")
        groups.setdefault(tuple(settings.items()), []).append(record)
    return list(groups.values())


def percent(result: EpochResult, kind: str) -> float | None:
    """The accuracy on the "evaluation" or "training" data after an epoch, in percent."""
    accuracy: int | None = getattr(result, f"{kind}_accuracy")
    size: int = getattr(result, f"{kind}_size")
    return None if accuracy is None or not size else 100 * accuracy / size


def best_percent(record: RunRecord) -> float | None:
    """The evaluation accuracy of a run's best epoch in percent; None where none was measured."""
    found = [p for r in record.history if (p := percent(r, "evaluation")) is not None]
    return max(found, default=None)


def last_percent(record: RunRecord) -> float | None:
    """The evaluation accuracy of a run's last epoch in percent; None where it was not measured."""
    return percent(record.history[-1], "evaluation") if record.history else None
