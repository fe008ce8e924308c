"""The queue makes runs of plans and trains them, while the window keeps the network in use."""

import pytest
from msgspec.structs import replace
from small_runs import draw, finish, keep, networks_in, small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs import processes as processes_module
from digitpad.session.runs.queue_state import Plan
from digitpad.session.session import Session
from digitpad.training.worker import Command, Train

TWO = Hyperparameters(epochs=2)
CLOTHES, WHOLE = DataSpec("clothes"), DataSpec()
NAMES = tuple("abcdefghij")


def plan(name="one", data=WHOLE, measure="every"):
    return Plan(Architecture((5,)), TWO, data, 7, name, "costs", name, measure)


@pytest.fixture
def queue(session):
    return session.queue


@pytest.fixture
def learning(session, queue):
    """The first run of the experiment that learns."""
    return lambda: session.runs[queue.state.of_experiment[0].run_id]


@pytest.fixture
def ended(session, queue):
    """The names of runs whose jobs have ended, with the kind of end."""
    ended = []

    def note(run_id):
        run = session.runs[run_id]
        ended.append((run.name, run.jobs[-1].end))

    queue.ended.connect(note)
    return ended


def test_an_experiment_leaves_the_network_in_use_and_its_runs_grow_in_the_list(
    session, queue, trainer, runs, ended, learning
):
    network = use(session, small_network(1))
    draw(session, ((0.3, 0.1), (0.6, 0.9)))
    reading, run = session.reading, session.run
    told = []
    session.network_changed.connect(told.append)
    session.when_run(lambda: told.append("run"), "job", "epoch", "learnt")
    queue.add(plan("one"), plan("two"), plan("three"), plan("four"))
    for name in ("one", "two", "three", "four"):
        run_id = queue.state.of_experiment[0].run_id
        assert (learning().title, queue.state.experiment, learning().seed) == (name, "costs", 7)
        trainer.advance(9000)
        assert len(runs[run_id].history) == 1 and runs.learning == {run_id}
        assert len(queue.state.waiting) == 3 - len(ended) and not queue.is_idle
        trainer.end(9100)
        assert session.network is network and session.run is run and session.reading is reading
    assert ended == [(name, "done") for name in ("one", "two", "three", "four")]
    assert queue.is_idle and not queue.state.all and not session.learns and told == []
    assert [record.number for record in runs.listed()] == [1, 2, 3, 4]
    session.train_new(Architecture((9,)), TWO)
    assert session.run.number == 1  # a person's runs are counted apart


def test_every_run_has_its_own_data_and_classes_and_is_measured_as_planned(
    session, queue, trainer, runs, learning
):
    trainer.classes[CLOTHES] = NAMES
    queue.add(plan("one", CLOTHES), plan("two", measure="last"))
    assert (trainer.job.data, trainer.job.measure) == (CLOTHES, "every")
    trainer.end(9000, 9100)
    assert (trainer.job.data, trainer.job.measure) == (WHOLE, "last")
    assert learning().jobs[-1].measure == "last"
    trainer.end(9000, 9100)
    assert [(run.data, run.classes) for run in runs.listed()] == [
        (CLOTHES, NAMES), (WHOLE, session.classes),
    ]  # fmt: skip


def test_a_cancel_ends_the_whole_experiment_at_once_with_what_was_reported(
    queue, trainer, ended, runs
):
    queue.add(plan("one"), plan("two"))
    trainer.advance(9000)
    queue.cancel()
    assert queue.is_idle and ended == [("one", "stopped")]
    assert not any(process.lives for process in trainer.processes)
    assert [(run.epochs, run.seconds) for run in runs.listed()] == [(1, 1.0)]
    queue.cancel()
    assert len(ended) == 1


def test_a_cancel_when_a_run_has_ended_ends_the_next_one_and_drops_the_rest(queue, trainer, ended):
    queue.ended.connect(lambda _run: queue.cancel())
    queue.add(plan("one"), plan("two"), plan("three"))
    trainer.end(9000, 9100)
    assert queue.is_idle and sorted(ended) == [("one", "done"), ("two", "stopped")]


@pytest.mark.parametrize("way", ["refused", "died"])
def test_a_run_that_breaks_off_ends_its_experiment_and_says_why(queue, trainer, ended, runs, way):
    said = []
    queue.failed.connect(lambda *told: said.append(told))
    queue.add(plan("one", CLOTHES), plan("two"))
    trainer.advance(9200)
    why = "The folder clothes is gone."
    if way == "refused":
        trainer.report(end="refused", reason=why)
    else:
        trainer.die()
        why = "The training process was ended."
    assert queue.is_idle and ended == [("one", "broke off")]
    assert said == [("The experiment broke off", f"{why} Go On does the rest.")]
    assert [run.epochs for run in runs.listed()] == [1]
    queue.add(plan("one"), plan("two"))
    trainer.end(9000, 9100)
    trainer.end(9000, 9100)
    assert ended[1:] == [("one", "done"), ("two", "done")] and len(said) == 1


def test_if_no_process_can_be_started_the_run_ends_at_once(session, queue, trainer, ended, runs):
    def fail(_hear, _is_aside):
        raise OSError("no process")

    said, beside = [], Session(None, fail)
    beside.failed.connect(lambda title, sentence: said.append(sentence))
    beside.train_new(Architecture((5,)), TWO)
    assert beside.queue.is_idle and beside.run.jobs[-1].end == "broke off"
    beside.queue.add(plan("one"))
    assert beside.queue.is_idle and beside.runs.count == 1
    assert len(said) == 2 and all("cannot be started" in each for each in said)


# A person beside an experiment.


def test_a_person_s_run_is_stopped_by_another_network_and_an_experiment_is_not(
    session, queue, trainer, ended, learning
):
    session.train_new(Architecture((9,)), TWO)
    trainer.advance(9000)
    session.make(Architecture((8,)))
    assert queue.is_idle and ended == [("", "stopped")]
    queue.add(plan("one"))
    trainer.advance(9000)
    session.make(Architecture((7,)))
    assert not queue.is_idle and session.run.architecture.hidden_layers == (7,)
    session.train(TWO)  # beside it
    assert session.learns and len(queue.state.all) == 2
    trainer.advance(9000)
    session.make(Architecture((6,)))
    assert ended[-1] == ("", "stopped") and learning().name == "one"


def test_the_run_under_way_can_be_used_renamed_and_compared_but_not_deleted(
    qtbot, session, queue, trainer, runs, keeper, store, learning
):
    queue.add(plan("one"), plan("two"))
    trainer.advance(9000)
    run_id = queue.state.of_experiment[0].run_id
    runs.delete([run_id])
    assert run_id in runs and not session.undo.canUndo()
    network = trainer.advance(9050)
    assert networks_in(keeper, run_id, qtbot)[2] is network
    runs.rename(run_id, "mine")
    with qtbot.assertNotEmitted(runs.changed):
        runs.rename(run_id, " mine ")
        runs.rename("a run that is gone", "mine")
    session.use(run_id)
    assert session.run is learning() and session.title == "mine" and session.learns
    network = trainer.advance(9060)
    assert session.network is network and not session.file.modified  # it can be repeated
    queue.change(eta=9.0)  # the book sets an experiment's
    assert queue.state.of_experiment[0].settings == TWO and trainer.coming is None
    trainer.end()
    assert not session.learns and session.run.name == "mine" and learning().name == "two"
    session.make(Architecture((9,)))  # what was in use stays in the experiment
    finish(keeper, qtbot)
    assert store.run(run_id).name == "mine"


def test_to_continue_an_experiment_s_run_begins_a_child(session, queue, trainer, runs):
    queue.add(plan("one"))
    trainer.end(9000, 9100)
    (result,) = runs.listed()
    session.use(result.id)
    session.train(TWO, WHOLE)
    assert (session.run.parent, session.run.experiment, session.run.trial) == (result.id, "", "")
    assert (session.run.number, session.run.origin.of) == (1, "one")
    trainer.end(9200)
    assert runs[result.id].history == result.history == session.run.history[:2]


def test_the_figures_of_an_experiment_do_not_change_whatever_is_done_with_its_runs(
    session, queue, trainer, runs
):
    queue.add(plan("one"))
    trainer.end(9500, 9100)
    (result,) = runs.listed()
    session.use(result.id)
    session.use_best_epoch()
    session.use(result.id, 0)
    session.train(TWO, WHOLE)
    trainer.end(1000)
    session.use(result.id)
    session.train(TWO, DataSpec(training_size=10))
    trainer.end(2000)
    runs.rename(result.id, "mine")
    session.undo.undo()
    assert runs[result.id].history == result.history and runs[result.id].jobs == result.jobs
    assert len(runs.listed()) == 3


def test_another_epoch_and_copies_can_be_used_beside_an_experiment(session, queue, trainer, train):
    train()
    trainer.end(9000, 9500, 9100)
    last = session.network
    queue.add(plan("one"))
    trainer.advance(9000)
    session.use_best_epoch()
    assert session.runs.epoch == 2 and session.network is not last
    session.use_last_epoch()
    assert session.network is last
    copy = small_network(3)
    session.use_copy(copy, name="kept")
    assert session.network is copy and session.run.number == 2
    trainer.end(9000)
    assert session.network is copy


def test_the_number_from_the_store_reaches_the_run_under_way(
    queue, trainer, keeper, store, written, learning
):
    keep(store, experiment="costs")
    queue.add(plan("one"))
    trainer.advance(9000)
    assert learning().number == 1
    written()
    assert learning().number == 2
    trainer.advance(9000)
    assert learning().number == 2 and learning().epochs == 2


# Side by side.


@pytest.fixture
def names(session, queue):
    """The names of the runs that learn."""
    return lambda: [session.runs[each.run_id].name for each in queue.state.of_experiment]


@pytest.fixture
def two(queue, trainer):
    """Four plans, of which two are under way."""
    queue.most = 2
    queue.add(*map(plan, ("one", "two", "three", "four")))
    for _ in range(2):
        trainer.advance()
    return [each.run_id for each in queue.state.of_experiment]


def test_the_others_begin_once_the_first_process_has_its_kernels(queue, trainer, names):
    queue.most = 3
    queue.add(*map(plan, ("one", "two", "three", "four")))
    assert names() == ["one"] and len(queue.state.waiting) == 3
    trainer.advance()
    assert names() == ["one", "two", "three"] and len(trainer.processes) == 3
    assert all(process.is_aside for process in trainer.processes)
    jobs = [job for process in trainer.processes for job in process.sent if isinstance(job, Train)]
    assert [round(job.report_every, 6) for job in jobs] == 3 * [0.3]  # ten a second in all
    assert not any(job.is_shown for job in jobs)


def test_no_more_processes_are_started_than_runs_wait(queue, trainer, names):
    queue.most = 8
    queue.add(plan("one"), plan("two"))
    trainer.advance()
    assert names() == ["one", "two"] and len(trainer.processes) == 2


def test_runs_have_the_numbers_of_their_plans_whatever_ends_first(
    queue, trainer, two, runs, names, ended
):
    trainer.speak_for(two[1])
    trainer.end(9000, 9200)
    assert names() == ["one", "three"] and len(trainer.processes) == 2
    trainer.end(9000, 9300)
    trainer.end(9000, 9400)
    assert names() == ["one"] and not queue.is_idle
    trainer.speak_for(two[0])
    trainer.end(9000, 9100)
    assert queue.is_idle and [name for name, _ in ended] == ["two", "three", "four", "one"]
    assert [(run.number, run.name, run.best_accuracy) for run in runs.listed()] == [
        (1, "one", 9100),
        (2, "two", 9200),
        (3, "three", 9300),
        (4, "four", 9400),
    ]


def test_a_run_beside_an_experiment_is_paused_and_stopped_alone(
    session, queue, trainer, two, ended
):
    session.train_new(Architecture((9,)), TWO)
    person = session.run_id
    assert queue.state.person.run_id == person and not queue.is_free
    assert [process.is_aside for process in trainer.processes] == [True, True, False]
    assert trainer.job.is_shown and trainer.job.report_every == 0.1
    session.train_new(Architecture((8,)), TWO)  # not beside another one of a person's
    assert session.run_id == person and len(queue.state.all) == 3
    trainer.advance(9000)
    queue.pause()
    queue.pause()
    assert session.is_paused and queue.state.trains
    queue.resume()
    assert not session.is_paused
    queue.stop()
    assert ended == [("", "stopped")] and session.run_id == person
    commands = [each for each in trainer.process.sent if isinstance(each, Command)]
    assert commands == [Command.TAKEN, Command.PAUSE, Command.RESUME, Command.STOP]
    assert [each.run_id for each in queue.state.of_experiment] == two
    assert all(process.lives for process in trainer.processes)


# A stopped run is over at once; its process may still be at it.


@pytest.fixture
def stopped(session, queue, trainer, train):
    """A person's run, stopped after its first epoch; returns its process."""
    train()
    trainer.advance(9000)
    queue.stop()
    return trainer.process


def test_a_late_report_of_a_stopped_job_is_not_one_of_the_next(
    session, queue, trainer, ended, stopped
):
    run, late = session.run, replace(trainer.last, end="stopped")
    assert (run.epochs, run.jobs[-1].end, queue.is_idle) == (1, "stopped", True)
    session.train(TWO)
    assert stopped.sent[-1].run_id == run.id and stopped.sent[-2] is Command.STOP
    stopped.hear(stopped, late)
    assert session.learns and session.run.epochs == 1
    trainer.advance(9100)
    assert session.run.epochs == 2 and ended == [("", "stopped")]


@pytest.mark.parametrize("answers", [False, True])
def test_a_process_that_does_not_stop_in_time_is_ended_and_its_next_run_begins_in_another(
    session, queue, trainer, monkeypatch, qtbot, answers
):
    monkeypatch.setattr(processes_module, "PATIENCE_MS", 30)
    session.train_new(Architecture((9,)), TWO)
    trainer.advance(9000)
    process = trainer.process
    queue.stop()
    if answers:
        process.hear(process, replace(trainer.last, end="stopped"))
    session.train(TWO)
    queue.pause()
    assert trainer.process is process and session.learns  # it may still stop
    if answers:
        queue.resume()
    else:
        qtbot.waitUntil(lambda: not process.lives)
        job, pause = trainer.process.sent[-2:]
        assert (job.run_id, pause) == (session.run_id, Command.PAUSE)
        assert trainer.process is not process and session.is_paused
    trainer.end(9200, 9300)
    assert session.run.epochs == 3 and session.run.jobs[-1].end == "done"
    assert process.lives is answers


def test_a_run_of_an_experiment_is_shown_after_its_whole_epochs(session, queue, trainer, two):
    trainer.speak_for(two[1])
    session.use(two[1])
    ended = trainer.advance(9000)
    assert session.network is ended and session.network_in_words == "the network after epoch 1"
    trainer.process.hear(trainer.process, replace(trainer.last, network=None, networks={}))
    assert session.network is ended


def test_a_process_that_dies_ends_what_others_learn_for_the_experiment(
    session, queue, trainer, two, ended
):
    session.train_new(Architecture((9,)), TWO)
    trainer.speak_for(two[0])
    trainer.die()
    assert sorted(ended) == [("one", "broke off"), ("two", "stopped")] and session.learns
    assert not queue.state.waiting


def test_processes_rest_for_a_while_before_they_end(qtbot, queue, trainer, two, monkeypatch):
    monkeypatch.setattr(processes_module, "IDLE_MS", 1)
    while not queue.is_idle:
        assert all(process.lives for process in trainer.processes)
        trainer.speak_for(queue.state.of_experiment[0].run_id)
        trainer.end(9000, 9100)
    qtbot.waitUntil(lambda: not any(process.lives for process in trainer.processes))
    queue.add(plan("five"))
    assert len(trainer.processes) == 3
