"""Whatever a person does with runs, they are as a simple model says, also after every restart."""

import random
from dataclasses import dataclass, field

import pytest
from same import same
from small_runs import crash, draw, finish, let_go, networks_in

from digitpad import Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session import keeper as keeper_module
from digitpad.session.keeper import Keeper

pytestmark = pytest.mark.slow

ACTS = 500  # for each seed
SETTINGS = Hyperparameters(epochs=9)


@dataclass
class ModelRun:
    """A run: its name, its accuracies by epoch, and its networks, from the first it has on."""

    number: int
    name: str = ""
    accuracies: list = field(default_factory=list)
    networks: dict = field(default_factory=dict)
    start: int = 0  # epochs of another run that it goes on from

    @property
    def title(self):
        return self.name or f"run {self.number}"


class Model:
    """What a person has: runs by their ids, what is in use, strokes, and steps to undo.

    used: a run's id and an epoch, None for its last. steps: functions that go back and forth, and
    say whether they can; done: how many of them are.
    """

    def __init__(self):
        self.runs, self.used, self.strokes = {}, (None, None), 0
        self.steps, self.done = [], 0

    def step(self, forth, back, can_redo=lambda: True, can_undo=lambda: True):
        del self.steps[self.done :]
        self.steps.append((forth, back, can_redo, can_undo))
        self.done += 1
        forth()

    def can_undo(self):
        return any(can_undo() for *_, can_undo in self.steps[: self.done])

    def undo(self):
        for at, (_, back, _, can_undo) in reversed([*enumerate(self.steps)][: self.done]):
            if can_undo():
                self.done = at
                return back()

    def redo(self):
        for at, (forth, _, can_redo, _) in [*enumerate(self.steps)][self.done :]:
            if can_redo():
                self.done = at + 1
                return forth()

    def set(self, **values):
        vars(self).update(values)

    def use(self, run_id, epoch):
        last = run_id is not None and epoch == len(self.runs[run_id].accuracies)
        self.used = run_id, None if last else epoch


class Person:
    """Does things with a session, and the same with the model."""

    def __init__(self, start, qtbot, dice):
        self.start, self.qtbot, self.dice = start, qtbot, dice
        self.model = Model()
        self.session, self.keeper, self.trainer = start()
        self.gone = {}  # removed runs, by their ids

    # Acts.

    def draws(self):
        x, model = self.dice.random(), self.model
        draw(self.session, ((x, 0.1), (0.5, 0.9)))
        before = model.strokes
        model.step(lambda: model.set(strokes=before + 1), lambda: model.set(strokes=before))

    def trains(self):
        network = None
        self.session.train_new(Architecture((5,)), SETTINGS, seed=self.dice.randrange(99))
        network = self.session.network
        run = ModelRun(1 + max([r.number for r in self.known()], default=0), networks={0: network})
        run_id = self.session.run_id
        self.learns(run)
        self.model.runs[run_id] = run
        self.model.use(run_id, None)

    def goes_on(self):
        run_id, epoch = self.model.used
        if run_id is None:
            return
        run = self.model.runs[run_id]
        if epoch is None:
            self.session.train(SETTINGS)
            self.learns(run)
            return
        number = 1 + max(r.number for r in self.known())
        before = run.accuracies[:epoch]
        child = ModelRun(number, "", before, {epoch: run.networks[epoch]}, epoch)
        self.session.train(SETTINGS)
        child_id = self.session.run_id
        assert child_id != run_id
        self.learns(child)
        self.model.runs[child_id] = child
        self.model.use(child_id, None)

    def learns(self, run):
        """Learn for some epochs, and end in one of the ways in which training ends."""
        for _ in range(self.dice.randrange(4)):
            accuracy = self.dice.randrange(10_000)
            run.accuracies.append(accuracy)
            run.networks[len(run.accuracies)] = self.trainer.advance(accuracy)
        self.trainer.report()  # a part of the next epoch
        end = self.dice.choice(["stop", "stop", "diverge", "die"] if run.accuracies else ["stop"])
        if end == "stop":
            self.session.queue.stop()
        elif end == "diverge":
            self.trainer.fail("The weights grew.", diverged=True)
        else:
            self.trainer.die()

    def uses(self):
        if not self.model.runs:
            return
        run_id = self.dice.choice(list(self.model.runs))
        run = self.model.runs[run_id]
        epoch = self.dice.choice([*run.networks])
        self.session.use(run_id, epoch)
        self.qtbot.waitUntil(lambda: self.session.run_id == run_id)
        self.model.use(run_id, epoch)

    def renames(self):
        if not self.model.runs:
            return
        run_id = self.dice.choice(list(self.model.runs))
        name = self.dice.choice(["", "mine", "ours", "η 3"])
        before = self.model.runs[run_id].name
        self.session.runs.rename(run_id, name)

        def call(name):
            if run_id in self.model.runs:
                self.model.runs[run_id].name = name

        if name != before:
            self.model.step(lambda: call(name), lambda: call(before))

    def deletes(self):
        ids = [run_id for run_id in self.model.runs if run_id != self.model.used[0]]
        if not ids:
            return
        run_id = self.dice.choice(ids)
        self.waits()  # a run that is not kept yet may get another number when it comes back
        self.session.runs.delete([run_id])

        def can_delete():
            run = self.model.runs.get(run_id)
            is_in_use = run_id == self.model.used[0]
            return run is not None and not (is_in_use and len(run.accuracies) > run.start)

        def delete():
            if run_id == self.model.used[0]:  # one that has learnt nothing yet
                self.model.use(None, None)
            self.gone[run_id] = self.model.runs.pop(run_id)

        def bring_back():
            if run_id in self.gone:
                self.model.runs[run_id] = self.gone.pop(run_id)

        self.model.step(delete, bring_back, can_delete, lambda: run_id in self.gone)

    def undoes(self):
        self.session.undo.undo()
        self.model.undo()

    def redoes(self):
        self.session.undo.redo()
        self.model.redo()

    def quits(self):
        self.session.undo.clear()
        let_go(self.keeper)
        self.begins_anew()

    def is_killed(self):
        self.waits()
        crash(self.keeper)
        self.begins_anew()

    def begins_anew(self):
        self.model.steps, self.model.done = [], 0
        self.gone.clear()
        self.session, self.keeper, self.trainer = self.start()
        self.qtbot.waitUntil(lambda: len(self.session.runs.listed()) == len(self.model.runs))
        if self.model.runs:
            run_id = self.dice.choice(list(self.model.runs))
            networks = networks_in(self.keeper, run_id, self.qtbot)
            self.check_networks(networks, self.model.runs[run_id].networks)

    def waits(self):
        """Wait until all is written."""
        for _ in range(3):
            finish(self.keeper, self.qtbot)

    # What is so.

    def known(self):
        return [*self.model.runs.values(), *self.gone.values()]

    def check_networks(self, ours, theirs):
        assert ours.keys() == theirs.keys()
        assert all(same(ours[epoch], theirs[epoch]) for epoch in theirs)

    def check(self):
        session, model = self.session, self.model
        found = {
            run.id: (run.title, [result.evaluation_accuracy for result in run.history])
            for run in session.runs.listed()
        }
        assert found == {i: (run.title, run.accuracies) for i, run in model.runs.items()}
        assert (session.runs.in_use.run, session.runs.in_use.epoch) == model.used
        assert len(session.drawing.strokes) == model.strokes
        assert session.can_undo() == model.can_undo()
        run_id, epoch = model.used
        if run_id is not None:
            run = model.runs[run_id]
            self.check_networks(session.runs.networks(run_id), run.networks)
            at = len(run.accuracies) if epoch is None else epoch
            assert same(session.network, run.networks[at])


WEIGHTS = {
    "draws": 2, "trains": 3, "goes_on": 3, "uses": 6, "renames": 2, "deletes": 3,
    "undoes": 4, "redoes": 3, "quits": 0.5, "is_killed": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_random_acts_agree_with_a_model(seed, scripted, store, qtbot, monkeypatch):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 1)
    keepers = []

    def start():
        trainer = scripted()
        session = trainer.session()
        keepers.append(Keeper(session, store.file))
        keepers[-1].begin()
        finish(keepers[-1], qtbot)
        return session, keepers[-1], trainer

    person = Person(start, qtbot, random.Random(seed))
    acts = random.Random(1000 + seed).choices(list(WEIGHTS), list(WEIGHTS.values()), k=ACTS)
    for act in acts:
        getattr(person, act)()
        person.check()
    for keeper in keepers:
        let_go(keeper)
