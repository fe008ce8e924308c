"""The settings of runs in words, and how runs differ in them. No Qt."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from digitpad.core.costs import COSTS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import (
    CHANGEABLE,
    INPUTS,
    OUTPUTS,
    Architecture,
    Hyperparameters,
    check_sizes,
)
from digitpad.core.neurons import KINDS, SIGMOID
from digitpad.core.text import shortened
from digitpad.session.runs.run import Run
from digitpad.session.runs.settings import LEARNING, MONITOR, MORE, SETTINGS

# What a setting is called in the form, in sentences and beside curves.
NAMES = {each.name: each.word for each in SETTINGS if each.word and each.group != MONITOR}
del NAMES["seed"]
NAMES |= {"data_set": "data", "origin": "begins with", "seed": "seed"}
# The settings beside a network in the list of runs.
IN_SHORT = {each.name: each.short for each in SETTINGS if each.short}
IN_SHORT |= {"data_set": "{}", "origin": "from {}"}
OFF = {each.name: each.off for each in SETTINGS if each.off}
# Those of an epoch's job, without η and λ, which its result has.
OF_JOBS = [
    each
    for each in SETTINGS
    if each.name in NAMES
    if each.group in (LEARNING, MORE) and hasattr(Hyperparameters, each.name)
    if each.name not in CHANGEABLE
]
LONGEST_SIZES = 24  # letters
NO_LAYERS = "none"
LIKE_A_THOUSAND = re.compile(r"(?<![\d,])[1-9]\d{0,2},\d{3}(?!\d)")  # 1,500: two layers, or one
MOST_TOLD = 4  # values of a setting; of more, only the first ones and the last are told

# A run with the form's defaults.
AS_THE_FORM = Run(
    number=1,
    architecture=Architecture(),
    start_hyperparameters=Hyperparameters(),
    data_set=DataSpec().name,
    evaluation=DataSpec().evaluation,
)

Settings = dict[str, str]  # values in words, by the keys of NAMES


def settings_of(run: Run) -> Settings:
    """A run's known settings in words, in the order of NAMES."""
    architecture, stages = run.architecture, stages_of(run)
    settings = {
        "hidden_layers": written(architecture.hidden_layers),
        "neurons": KINDS[architecture.neurons].words,
        "cost": COSTS[architecture.cost].words,
        "weight_initializer": architecture.weight_initializer,
    }
    if stages:
        words = [(epoch, learning_in_words(stage)) for epoch, stage in stages]
        settings |= {key: by_epoch((epoch, of[key]) for epoch, of in words) for key in words[0][1]}
        settings |= {name: rate_by_epoch(run, name) for name in ("eta", "lmbda")}
    if run.data_set is not None:
        settings["data_set"] = shortened(run.data_set)
    if run.history:
        settings["training_size"] = f"{run.history[-1].training_size:,}"
    if run.evaluation is not None:
        settings["evaluation_data"] = run.evaluation
    start = "a network file" if run.has_start else ""
    start = start if run.parent is None else "another run's network"
    settings["origin"] = start if run.origin is None else run.origin.name
    settings["seed"] = "" if run.seed is None else str(run.seed)
    return {key: settings[key] for key in NAMES if key in settings}


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


def learning_in_words(settings: Hyperparameters) -> Settings:
    """An epoch's settings in words, without η and λ, which its result has."""
    words = {each.name: each.in_words(getattr(settings, each.name)) for each in OF_JOBS}
    if settings.early_stopping != "off":
        words["early_stopping"] += f" after {settings.no_improvement_in:,} without a best"
    return words


def stages_of(run: Run) -> list[tuple[int, Hyperparameters]]:
    """The settings of a run's jobs, each with its first epoch, also if that diverged.

    A file's epochs are one stage. If nothing was learnt, the file's settings count, if any.
    """
    stages, done = [], run.start_epochs
    for job in run.jobs:
        if job.epochs or job.end == "diverged":
            stages.append((done + 1, job.settings))
        done += job.epochs
    if run.start_hyperparameters is not None and (run.start_epochs or not stages):
        stages.insert(0, (1, run.start_hyperparameters))
    return stages


def rate_by_epoch(run: Run, name: Literal["eta", "lmbda"]) -> str:
    """The learning rate or λ of a run: "0.5, 0.05 from epoch 42"."""
    rates = [(result.epoch, getattr(result, name)) for result in run.history]
    later = ((epoch, each) for epoch, each in stages_of(run) if epoch > run.epochs)
    rates += [(epoch, getattr(settings, name)) for epoch, settings in later]
    return by_epoch((epoch, f"{rate:g}") for epoch, rate in rates)


def by_epoch(texts: Iterable[tuple[int, str]]) -> str:
    """The values of a setting, each with its first epoch: "L2, L1 from epoch 3"."""
    values: list[tuple[int, str]] = []
    for epoch, text in texts:
        if not values or values[-1][1] != text:
            values.append((epoch, text))
    if not values:
        return ""
    first, *changes = values
    parts = [first[1], *(f"{text} from epoch {epoch:,}" for epoch, text in changes)]
    if len(parts) > MOST_TOLD:
        left_out = len(parts) - MOST_TOLD
        parts[MOST_TOLD - 1 : -1] = [f"{left_out:,} more"]
    return ", ".join(parts)


def caption_of(run: Run, title: str = "") -> tuple[str, str]:
    """The two lines over a run's curves: the run and its network, and how it was trained.

    The second has only what departs from the form's defaults, and the seed. title: by default the
    run's own.
    """
    built, settings = run.architecture, settings_of(run)
    if run.data is not None and run.data.training_size is None:
        settings["training_size"] = ""  # all
    for key in ("hidden_layers", "neurons", "cost"):
        del settings[key]
    usual = settings_of(AS_THE_FORM)
    departing = {key: value for key, value in settings.items() if value != usual.get(key)}
    network = network_in_words(built.sizes, built.neurons, built.cost)
    return f"{title or run.title}: {network}", settings_in_words(departing)


def network_in_words(sizes: Sequence[int], neurons: str, cost: str) -> str:
    """A network in words: its layers, its neurons if they are not sigmoids, and its cost."""
    parts = [shortened("-".join(map(str, sizes))), COSTS[cost].short]
    if KINDS[neurons] is not SIGMOID:
        parts.insert(1, KINDS[neurons].words)
    return ", ".join(parts)


def settings_in_words(settings: Settings) -> str:
    return ", ".join(f"{NAMES[key]} {value}" for key, value in settings.items() if value)


def in_short(run: Run, settings: Settings, common: Settings) -> str:
    """The settings of a run that differ from others', in few words: "784-100-10 relu, η 20".

    Those that most of the others lack come first; what is switched off is left out. settings: all
    of its own. common: see `common_values`.
    """
    built = run.architecture
    network = {
        "hidden_layers": shortened("-".join(map(str, built.sizes)), LONGEST_SIZES),
        "neurons": built.neurons,
        "cost": COSTS[built.cost].short,
    }
    parts = []
    for is_common in (False, True):
        keys = [key for key in common if (settings.get(key, "") == common[key]) is is_common]
        parts.append(" ".join(words for key, words in network.items() if key in keys))
        for key, words in IN_SHORT.items():
            value = settings.get(key, "")
            if key in keys and value not in ("", OFF.get(key)):
                parts.append(words.format(value))
    return ", ".join(filter(None, parts))


def common_values(settings: Sequence[Settings]) -> Settings:
    """The settings in which runs differ, with the values of more than half of them, if any."""
    found = {}
    for key in keys_that_differ(settings):
        ((value, count),) = Counter(each.get(key, "") for each in settings).most_common(1)
        found[key] = value if 2 * count > len(settings) else ""
    return found


def keys_that_differ(settings: Sequence[Settings]) -> list[str]:
    """The settings that differ; the seed is one of them only if nothing else differs.

    A run that was never trained has no settings of training, so it does not differ in them.
    """
    known = {key: None for each in settings for key in each}  # in their order
    differ = [key for key in known if len({each[key] for each in settings if key in each}) > 1]
    return [key for key in differ if key != "seed"] or differ


def what_differs(runs: Sequence[Run]) -> dict[str, Settings]:
    """For each run, by its id, the settings in which the runs differ."""
    settings = {run.id: settings_of(run) for run in runs}
    keys = keys_that_differ(list(settings.values()))
    return {run_id: {key: each.get(key, "") for key in keys} for run_id, each in settings.items()}


def differences_in_short(runs: Sequence[Run]) -> dict[str, str]:
    """For each run, by its id, the settings in which these runs differ, in few words."""
    settings = {run.id: settings_of(run) for run in runs}
    common = common_values(list(settings.values()))
    return {run.id: in_short(run, settings[run.id], common) for run in runs}


def best_percent(run: Run) -> float | None:
    """The evaluation accuracy of a run's best epoch in percent; None if none was measured."""
    percents = (result.percent() for result in run.history)
    return max((each for each in percents if each is not None), default=None)


def last_percent(run: Run) -> float | None:
    """The evaluation accuracy of a run's last epoch in percent; None if it was not measured."""
    return run.history[-1].percent() if run.history else None
