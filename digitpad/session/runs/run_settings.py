"""The settings of runs in words, and how runs differ in them. No Qt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import MNIST, DataSpec
from digitpad.core.learning.settings import (
    INPUTS,
    OUTPUTS,
    Architecture,
    Hyperparameters,
    check_sizes,
)
from digitpad.core.neurons import KINDS, SIGMOID
from digitpad.core.text import shortened
from digitpad.session.runs.run import Run
from digitpad.session.runs.settings import IMAGES, MONITOR, SETTINGS

BY_NAME = {each.name: each for each in SETTINGS}
# What a setting is called before its value, for those that are told.
NAMES = {each.name: each.word for each in SETTINGS if each.word and each.group != MONITOR}
NAMES |= {"data_set": "data", "origin": "begins with", "of_experiment": "of the experiment"}
OF_NETWORK = "hidden_layers", "neurons", "cost"  # their words need no name: 784-30-10; relu
CHANGED = [field.name for field in fields(Hyperparameters) if field.name in NAMES]
MOST_CHANGES = 4  # that are told one by one, with the value at the beginning
LONGEST_SIZES = 24  # letters
NO_LAYERS = "none"
LIKE_A_THOUSAND = re.compile(r"(?<![\d,])[1-9]\d{0,2},\d{3}(?!\d)")  # 1,500: two layers, or one
DEFAULTS = "the form’s defaults"

Settings = dict[str, str]  # values in words, by names


def values_of(run: Run) -> dict[str, Any]:
    """All settings of a run by their names, in the form's order; None where one is not known.

    They are those of its last epoch, also if it diverged in that. A training size of None is all.
    """
    settings = run.hyperparameters
    if run.has_diverged and not run.jobs[-1].epochs:
        settings = run.jobs[-1].settings
    size = run.training_size
    if run.data is None and (run.data_set, size) == (MNIST, IMAGES):
        size = None  # a network file counts the images, also if they are all
    known = {
        "seed": run.seed,
        "training_size": size,
        "evaluation_data": run.evaluation,
    }
    start = "a network file" if run.has_start else ""
    start = start if run.parent is None else "another run’s network"
    start = start if run.origin is None else run.origin.name
    values = {}
    for name in BY_NAME:
        of = run.architecture if hasattr(run.architecture, name) else settings
        values[name] = known[name] if name in known else getattr(of, name, None)
    values |= {"data_set": run.data_set, "origin": start}
    return values | {"of_experiment": run.of_experiment}


def in_words(name: str, value: Any) -> str:
    """A value of a setting in words; empty if it is not known."""
    if value is None:
        return ""
    if name == "hidden_layers":
        return shortened("-".join(map(str, (INPUTS, *value, OUTPUTS))), LONGEST_SIZES)
    if name == "cost":
        return COSTS[value].short
    if name in ("neurons", "origin", "of_experiment"):
        return str(value)
    if name == "data_set":
        return shortened(value)
    return str(value) if name == "seed" else BY_NAME[name].in_words(value)


def settings_of(run: Run) -> Settings:
    """All settings of a run in words, by their names; see `values_of`.

    One that was changed while it learnt is told with the epochs: "0.5, from epoch 28 on 0.05".
    """
    words = {name: in_words(name, value) for name, value in values_of(run).items()}
    changes: dict[str, list[str]] = {}  # by names
    before: Hyperparameters | None = None
    for epoch, settings in enumerate(run.settings_by_epoch(), start=1):
        if settings is before or settings is None:  # as in most epochs
            continue
        for name in CHANGED if before is not None else ():
            new, old = getattr(settings, name), getattr(before, name)
            if new != old:
                told = changes.setdefault(name, [in_words(name, old)])
                told.append(f"from epoch {epoch:,} on {in_words(name, new)}")
        before = settings
    for name, told in changes.items():
        if len(told) > MOST_CHANGES:
            told[1:-1] = [f"changed {len(told) - 1:,} times"]
        words[name] = ", ".join(told)
    return words


def written(hidden_layers: Sequence[int]) -> str:
    """Hidden layers as `parse_hidden_layers` reads them: "100, 30", or "none"."""
    return ", ".join(map(str, hidden_layers)) or NO_LAYERS


def parse_hidden_layers(text: str) -> tuple[int, ...]:
    """The neurons of each hidden layer: (100, 30) for "100, 30", () for "none".

    Raises ValueError with a sentence that says what to type instead.
    """
    if not text.strip():
        raise ValueError("Type a number of neurons: 30, or 100, 30 for two layers, or none.")
    if text.strip().lower() == NO_LAYERS:
        return ()
    if (found := LIKE_A_THOUSAND.search(text)) is not None:
        either = found[0].replace(",", ""), found[0].replace(",", ", ")
        raise ValueError(f"“{found[0]}” is one number or two: type {' or '.join(either)}.")
    layers = []
    for part in text.split(","):
        part = part.strip()
        if not part:
            raise ValueError("A number is missing beside a comma: type 30, or 100, 30.")
        digits = part.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"“{part[:12]}” is not a whole number: type 30, or 100, 30.")
        number = digits.lstrip("0")
        if part.startswith("-") or not number:
            raise ValueError(f"A layer has 1 neuron or more, not {part[:12]}; no layer is “none”.")
        # Python refuses to convert very long numbers; any of these is far too many.
        layers.append(int(number[:20]))
    try:
        check_sizes((INPUTS, *layers, OUTPUTS))
    except ValueError as error:
        raise ValueError(f"This {error}.") from error
    return tuple(layers)


# The settings of a run with the form's defaults.
USUAL = settings_of(
    Run(
        number=1,
        architecture=Architecture(),
        start_hyperparameters=Hyperparameters(),
        data_set=DataSpec().name,
        evaluation=DataSpec().evaluation,
    )
)


def departures(settings: Settings) -> Settings:
    """Those settings that depart from the form's defaults, have an effect, and are told."""
    departing = {
        name: words
        for name, words in settings.items()
        if name in NAMES and words not in ("", USUAL[name])
    }
    if settings["early_stopping"] == "off":
        departing.pop("no_improvement_in", None)
    return departing


def told(settings: Mapping[str, str]) -> str:
    """Settings in a line: "784-100-10; relu; η 0.3"."""
    parts = {name: value if name in OF_NETWORK else f"{NAMES[name]} {value}"
             for name, value in settings.items()}  # fmt: skip
    return "; ".join(part for name, part in parts.items() if settings[name])


def caption_of(run: Run, title: str = "") -> tuple[str, str]:
    """The two lines over a run's curves: the run and its network, and how it was trained.

    The second has only what departs from the form's defaults, and the seed. title: by default the
    run's own.
    """
    built = run.architecture
    network = network_in_words(built.sizes, built.neurons, built.cost)
    departing = departures(settings_of(run))
    rest = {name: each for name, each in departing.items() if name not in OF_NETWORK}
    return f"{title or run.title}: {network}", told(rest)


def network_in_words(sizes: Sequence[int], neurons: str, cost: str) -> str:
    """A network in words: its layers, its neurons if they are not sigmoids, and its cost."""
    kind = "" if KINDS[neurons] is SIGMOID else neurons
    layers = shortened("-".join(map(str, sizes)))
    return "; ".join(filter(None, (layers, kind, COSTS[cost].short)))


def compared(runs: Mapping[str, Settings]) -> tuple[str, dict[str, str]]:
    """How runs depart from the defaults: what all have in common, and what else each has, by id.

    One run alone has nothing in common. A run of which the same is told as of another says its
    seed. runs: their settings by id, in their order.
    """
    departing = {run_id: departures(settings) for run_id, settings in runs.items()}
    common = {
        name: value
        for name, value in next(iter(departing.values()), {}).items()
        if name != "seed"
        and len(departing) > 1
        and all(each.get(name) == value for each in departing.values())
    }
    own: dict[str, str] = {}
    same: dict[str, list[str]] = {}  # ids by what is told of them
    for run_id, settings in departing.items():
        rest = {n: v for n, v in settings.items() if n not in common and n != "seed"}
        own[run_id] = told(rest)
        same.setdefault(own[run_id], []).append(run_id)
    differ = len(same) > 1
    for words, ids in same.items():
        for run_id in ids if len(ids) > 1 else ():
            own[run_id] = "; ".join(filter(None, (words, told({"seed": runs[run_id]["seed"]}))))
    return told(common), {i: each or (DEFAULTS if differ else "") for i, each in own.items()}


def differ_in_seed_alone(runs: Iterable[Settings]) -> bool:
    """Whether two runs have different seeds, and nothing else that is told of them differs."""
    seeds: dict[frozenset[tuple[str, str]], str] = {}
    for settings in runs:
        rest = frozenset((departures(settings) | {"seed": ""}).items())
        if seeds.setdefault(rest, settings["seed"]) != settings["seed"]:
            return True
    return False


def differences(runs: Sequence[Run]) -> dict[str, str]:
    """For each run, by its id, how it departs from the defaults in what not all have in common."""
    return compared({run.id: settings_of(run) for run in runs})[1]
