"""What the form says beside a run."""

from dataclasses import asdict, dataclass, replace

from learnt_runs import learnt_run

from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.session.runs.form_words import (
    UNMONITORED,
    BesideForm,
    error_of_seed,
    note_on,
    why_not_start,
)


@dataclass(frozen=True)
class Filled:
    """A form with these entries."""

    built: Architecture
    chosen: Hyperparameters
    images: int = 50_000
    wrong: str | None = None
    typed: int | None = None

    def seed(self):
        return self.typed

    def error(self):
        return self.wrong

    def architecture(self):
        return self.built

    def hyperparameters(self):
        return self.chosen

    def value(self, name):
        return {"training_size": self.images}[name]

    def settings(self):
        data = {"training_size": None, "evaluation_data": "validation"}  # all of them
        return asdict(self.built) | asdict(self.chosen) | data


def what_the_form_says():
    run, _ = learnt_run(epochs=3)
    beside = BesideForm(run, run.title, run.hyperparameters, True, False, goes_on=True)
    same = Filled(run.architecture, run.hyperparameters)
    faster = replace(run.hyperparameters, eta=0.25)
    several = replace(faster, lmbda=1.0, epochs=7, mini_batch_size=20, momentum=0.5)
    deeper = replace(run.architecture, hidden_layers=(30, 30))
    two = replace(faster, lmbda=1.0)
    fast = replace(same, chosen=replace(faster, eta=9.0, momentum=0.9))
    for form, by in (
        (replace(same, wrong="The seed is wrong."), beside),
        (replace(same, images=5), beside), (fast, beside), (replace(fast, built=deeper), beside),
        (same, beside), (replace(same, chosen=faster), beside),
        (replace(same, chosen=faster), replace(beside, goes_on=False)),
        (replace(same, chosen=two), beside), (replace(same, chosen=several), beside),
        (replace(same, built=deeper), beside),
        (same, replace(beside, of_experiment=True)), (fast, replace(beside, is_free=False)),
        (same, replace(beside, run=None)),
        (replace(same, typed=run.seed), replace(beside, has_data=True)),
    ):  # fmt: skip
        note = note_on(form, by)
        assert note.differs == ("differ" in note.text)
        yield f"{note.role}: {note.text or 'nothing'}"
    yield from (error_of_seed(text) or "nothing" for text in ("", " 7 ", "-1", "9" * 40))
    yield UNMONITORED
    for is_free in (True, False):
        yield from (why_not_start(error, is_free) or "nothing" for error in (None, UNMONITORED))
