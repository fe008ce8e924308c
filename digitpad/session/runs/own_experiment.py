"""A person's own experiment: several values of one setting, all else as in the form. No Qt.

This record is kept; the `Experiment` that is done and shown is made from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial
from typing import Annotated

from msgspec import Meta

from digitpad.core.book.best_value import best_value
from digitpad.core.book.figures import MOST_SEEDS
from digitpad.core.book.trials import Experiment, Figure, Trial
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import new_id
from digitpad.core.learning.settings import Architecture, Hyperparameters, check_sizes, effective
from digitpad.core.text import capitalized, counted, shortened
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import DEFAULTS, departures, settings_of, told, written
from digitpad.session.runs.settings import SETTINGS

Value = bool | int | float | str | tuple[int, ...]
FEWEST, MOST = 2, 8  # values
LONGEST_QUOTE = 16  # letters of a value in a sentence about it
# The settings that can be chosen, and what they are called.
COMPARED = {each.name: each for each in SETTINGS if each.own_values is not None}
WORDS = {name: each.word or name for name, each in COMPARED.items()}
OF_ARCHITECTURE = {field.name for field in fields(Architecture)}
OF_HIDDEN_NEURONS = "neurons", "dropout"
SUBJECTS = WORDS | {"augmentation": "images"}  # before a value: images as they are
DISTORTED = {False: "as they are", True: "distorted"}
BEST = Figure("evaluation_accuracy", None)
LAST = Figure("evaluation_accuracy")  # for epochs: the best of more epochs is never lower


def value_in_words(setting: str, value: Value) -> str:
    """A value as the form has it: 0.25, 50,000, "100, 30" or cross-entropy."""
    if isinstance(value, bool):
        return DISTORTED[value]
    if isinstance(value, tuple):
        return written(value)
    if isinstance(value, str):
        return COMPARED[setting].in_words(value)
    return f"{value:,}" if isinstance(value, int) else repr(value).removesuffix(".0")


def parts_of(text: str) -> list[str]:
    """The values in a text, which semicolons separate, or commas that a space follows."""
    parts = text.split(";" if ";" in text else ", ")
    return [part.strip() for part in parts if part.strip()]


def values_in(text: str, example: str, read: Callable[[str], Value]) -> tuple[Value, ...]:
    """The values in a text. Raises ValueError with a sentence that says what to type instead.

    example: such a text. read: returns the value of one part, or raises ValueError.
    """
    parts = parts_of(text)
    if not FEWEST <= len(parts) <= MOST:
        raise ValueError(f"Type two to eight values, not {len(parts)}, like this: {example}.")
    values = tuple(map(read, parts))
    for i, part in enumerate(parts):
        if values[i] in values[:i]:
            raise ValueError(f"“{part}” is there already: type another value.")
    return values


def why_nothing_changes(setting: str, architecture: Architecture) -> str:
    """Why all values of a setting give the same network; empty if they do not."""
    if setting not in OF_HIDDEN_NEURONS or architecture.hidden_layers:
        return ""
    what = f"Without hidden layers {WORDS[setting]} would change nothing"
    return f"{what}: give Train’s form some."


def about_wrong(setting: str, text: str, example: str) -> str:
    """That a setting has no such value."""
    name, quoted = capitalized(WORDS[setting]), shortened(text, LONGEST_QUOTE)
    return f"{name} cannot be “{quoted}”: type {example}, say."


def about_ambiguous(text: str) -> str:
    """That a number may be 1000 as well as 1."""
    return f"“{text}” can be read in two ways: type decimals with a point."


@dataclass(frozen=True, slots=True)
class OwnExperiment:
    """What is compared, and what all runs have in common.

    name: unique. began: in seconds since 1970. seeds: how many are wanted. Raises ValueError for a
    setting or values with which no network could be trained, and for too few or too many values.
    """

    setting: str
    values: tuple[Value, ...]
    architecture: Architecture
    hyperparameters: Hyperparameters
    data: DataSpec
    began: float = 0.0
    seeds: Annotated[int, Meta(ge=1, le=MOST_SEEDS)] = 1
    name: Annotated[str, Meta(min_length=1, max_length=40)] = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", f"own {new_id()}")
        if not FEWEST <= len(self.values) <= MOST:
            raise ValueError(f"there are {FEWEST} to {MOST} values, not {len(self.values)}")
        compared = COMPARED.get(self.setting)
        if any(
            compared is None or type(value) is not compared.takes.value_type
            for value in self.values
        ):
            raise ValueError(f"these are no values of {self.setting}")
        if len(set(self.words)) < len(self.values):
            raise ValueError("a value is there twice")
        for trial in self.trials():
            check_sizes(trial.architecture.sizes)
            if trial.data.training_size is not None and trial.data.training_size < 1:
                raise ValueError("training_size: there is 1 image or more")

    @property
    def words(self) -> tuple[str, ...]:
        """The values in words."""
        return tuple(value_in_words(self.setting, value) for value in self.values)

    def trials(self) -> tuple[Trial, ...]:
        """A trial for each value."""
        return tuple(map(self._trial, self.values, self.words))

    def _trial(self, value: Value, words: str) -> Trial:
        architecture, data = self.architecture, self.data
        # Runs are compared by their accuracy.
        settings = replace(self.hyperparameters, monitor_evaluation_accuracy=True)
        changed = {self.setting: value}
        if self.setting in OF_ARCHITECTURE:
            architecture = replace(architecture, **changed)  # type: ignore[arg-type]
        elif self.setting == "training_size":
            data = replace(data, **changed)  # type: ignore[arg-type]
        else:
            settings = replace(settings, **changed)  # type: ignore[arg-type]
        figure = LAST if self.setting == "epochs" else BEST
        name = f"{SUBJECTS[self.setting]} {words}"
        return Trial(name, effective(settings, architecture), (figure,), architecture, data)

    @property
    def all_else(self) -> str:
        """What all runs have in common, in a line: what departs from the form's defaults."""
        data, settings = self.data, self.hyperparameters
        run = Run(
            number=0,
            architecture=self.architecture,
            start_hyperparameters=settings,
            data=data,
            data_set=data.name,
            evaluation=data.evaluation,
        )
        said = departures(settings_of(run))
        said.pop(self.setting, None)
        parts = [told(said)]
        if self.setting != "epochs" and settings.epochs != Hyperparameters().epochs:
            parts.insert(0, counted(settings.epochs, "epoch"))
        return "; ".join(filter(None, parts))


@lru_cache(maxsize=100)  # each letter that is typed makes another one
def experiment_of(own: OwnExperiment) -> Experiment:
    """The experiment to do and show."""
    word, words = SUBJECTS[own.setting], own.words
    verb = "read" if word.endswith("s") else "reads"
    are_numbers = COMPARED[own.setting].takes.value_type in (int, float)
    setup = f"All else is the same: {own.all_else or DEFAULTS}."
    return Experiment(
        name=own.name,
        title=f"{word}: {('; ' if own.setting == 'hidden_layers' else ', ').join(words)}",
        setup=setup,
        question=f"Which {word} {verb} best?",
        choices=words,
        right=None,
        decide=partial(best_value, word, words),
        look_at="Are values farther apart than the dots of a single value?",
        answer=setup,
        section="",
        trials=own.trials(),
        plot="values",
        setting=word,
        places=tuple(map(float, own.values)) if are_numbers else (),  # type: ignore[arg-type]
        own=own,
    )
