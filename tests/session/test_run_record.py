"""What is kept of a run beside its networks: enough to list it, and to repeat it."""

import math
from dataclasses import fields, replace

import msgspec
import numpy as np
import pytest
from results import epoch_result

from digitpad import Change, Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.errors import DamagedError
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import BestEpoch, Run
from digitpad.training.messages import Epochs

SETTINGS = Hyperparameters(epochs=3, eta=0.25)
EPOCH = msgspec.to_builtins(epoch_result(1))


def trained(**changes):
    run = Run.begin(Architecture((5, 4), "QuadraticCost", "large"), 17, seed=99)
    results = tuple(epoch_result(i + 1, evaluation_accuracy=9000 + i) for i in range(3))
    data = DataSpec("/data/fashion", training_size=1000, evaluation="test", evaluation_size=100)
    change = Change(70, replace(SETTINGS, eta=0.1))
    jobs = (
        Job(SETTINGS, None, 2, 110, False, (change,), 1.5),
        Job(replace(SETTINGS, epochs=1), 100, 1, 100, True, (), 0.5),
    )
    values = {
        "start_hyperparameters": SETTINGS,
        "history": results,
        "best": BestEpoch(2, run.network),
        "parent": "0123",
        "data": data,
        "data_set": data.name,
        "evaluation": "test",
        "name": "a <b>name</b>",
        "experiment": "costs",
        "jobs": jobs,
    }
    return replace(run, **values | changes)


def kept(store, run):
    entry = store.new_entry(run.id)
    entry.keep(Kept(run))
    return entry


def test_a_record_is_read_as_it_was_kept(store):
    run = trained()
    assert kept(store, run).run_file().record == RunRecord.of(run)
    assert RunRecord.of(run).seconds == 2.0


def test_lengths_of_gradients_are_kept_and_those_of_other_layers_refused(store):
    run = trained(history=(epoch_result(1, gradient_lengths=(0.1, 0.2, 1 / 3)), epoch_result(2)))
    assert kept(store, run).run_file().record.history == run.history
    other = trained(history=(epoch_result(1, gradient_lengths=(0.1, 0.2)),))
    with pytest.raises(DamagedError):
        kept(store, other).run_file()
    assert RunRecord.of(run).title == "a <b>name</b>"
    assert RunRecord.of(trained(name="")).title == "run 17"


def test_the_run_itself_has_its_jobs_and_where_it_started(store, same):
    run = trained()
    found = kept(store, run).read().run
    assert (found.jobs, found.experiment, found.name) == (run.jobs, "costs", run.name)
    assert found.start is None and found.start_epochs == 0
    start = Run.begin(Architecture((5, 4)), 3).network
    continued = trained(start=start, start_epochs=1, id="ab12ab12ab12ab12")
    entry = kept(store, continued)
    found = entry.read().run
    assert same(found.start, start) and found.start_epochs == 1
    (entry.path / "start.json").unlink()
    found = entry.read().run
    # How its network came about is lost, and is not made up.
    assert found.jobs == () and found.start is found.network and found.start_epochs == 3


def test_a_run_that_has_not_begun_begins_with_its_own_generator(store, same):
    run = Run.begin(Architecture((5,)), 1, seed=7)
    found = kept(store, run).read().run
    assert same(found.network, run.network) and found.start is None
    assert found.network.rng.bit_generator.state == run.network.rng.bit_generator.state


def test_each_later_job_has_a_seed_of_its_own():
    run = Run.begin(Architecture((5,)), 1, seed=7).with_job(SETTINGS)
    assert run.jobs[0].seed is None
    before = run.network
    again = run.with_job(SETTINGS)
    assert again.jobs[1].seed == 8
    wanted = np.random.default_rng(8).bit_generator.state
    assert again.network.rng.bit_generator.state == wanted
    assert before.rng.bit_generator.state != wanted  # what others have is left alone


def test_other_data_begin_a_run_that_starts_with_the_network():
    run = trained()
    other = run.trained_with(DataSpec()).with_job(SETTINGS)
    assert other.start is run.network and other.jobs[0].seed is not None
    assert (other.name, other.history, other.parent) == ("", (), run.id)


def test_going_back_cuts_the_jobs_too():
    run = trained(jobs=(Job(SETTINGS, epochs=3, mini_batches=15_000, ends_epoch=True),))
    assert run.gone_back().jobs[0].to_repeat() == (replace(SETTINGS, epochs=2), (), None)


def test_a_name_can_be_changed_on_disk(store):
    entry = kept(store, trained())
    entry.rename("another")
    assert entry.run_file().record == RunRecord.of(trained(id=entry.path.name, name="another"))


DAMAGE = [
    ("architecture", {"hidden_layers": [0]}),
    ("architecture", {"hidden_layers": [5], "cost": "__import__"}),
    ("architecture", {"hidden_layers": [5], "weight_initializer": "mine"}),
    ("architecture", {"hidden_layers": [10**9]}),
    ("history", [[0, 0, 0, 0, 0, 0, 0]]),
    ("history", "long"),
    ("history", [EPOCH | {"epoch": 2}]),
    ("history", [EPOCH | {"evaluation_accuracy": 10_001}]),
    ("history", [EPOCH | {"training_size": -1}]),
    ("history", [EPOCH | {"eta": None}]),
    ("evaluation", "exam"),
    ("start_epochs", 4),
    ("number", -1),
    ("jobs", [{"settings": {"epochs": 0}}]),
    ("jobs", [{"settings": {}, "seed": 2**140}]),
    ("jobs", [{"settings": {}, "seconds": -1}]),
    ("jobs", [{"settings": {}, "changes": [{"mini_batches": -1, "hyperparameters": {}}]}]),
]


@pytest.mark.parametrize(("name", "value"), DAMAGE)
def test_a_damaged_record_is_said_to_be_one(store, name, value):
    entry = kept(store, trained())
    path = entry.path / "run.json"
    content = msgspec.json.decode(path.read_bytes())
    content["record"][name] = value
    path.write_bytes(msgspec.json.encode(content))
    with pytest.raises(DamagedError, match=r"run\.json is damaged"):
        entry.run_file()


def test_a_length_that_no_number_can_say_is_left_out():
    epochs = Epochs((epoch_result(1, gradient_lengths=(1.0, math.inf)),))
    run = trained(history=()).with_epochs(epochs, 0)
    assert run.history[0].gradient_lengths is None  # JSON has no such number


def test_a_record_has_all_that_a_run_has_but_its_networks():
    others = {"network", "best", "start", "lengths"}  # lengths are for the window alone
    assert {f.name for f in fields(Run)} - others <= {f.name for f in fields(RunRecord)}
