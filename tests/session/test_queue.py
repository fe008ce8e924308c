"""The queue makes runs of plans and trains them, while the window keeps the network in use."""

import pytest
from msgspec.structs import replace
from small_runs import draw, finish, keep, small_network, use

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs import processes as processes_module
from digitpad.session.runs.queue_state import Plan, State
from digitpad.session.runs.words import about_dropped
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
    """The run that learns."""
    return lambda: session.runs[queue.state.first.run_id]


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
        run_id = queue.state.first.run_id
        assert (learning().title, queue.state.experiment, learning().seed) == (name, "costs", 7)
        trainer.advance(9000)
        assert len(runs[run_id].history) == 1 and runs.learning == {run_id}
        assert len(queue.state.waiting) == 3 - len(ended) and not queue.is_idle
        trainer.end(9100)
        assert session.network is network and session.run is run and session.reading is reading
    assert ended == [(name, "done") for name in ("one", "two", "three", "four")]
    assert queue.is_idle and queue.state.first.run_id is None and not session.learns and told == []
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


def test_a_pause_between_two_runs_holds_the_next(queue, trainer, learning):
    queue.add(plan("one"), plan("two"))
    queue.pause()
    trainer.end(9000, 9100)  # which was on its way
    assert not queue.state.jobs and queue.state.foreground is State.PAUSED and not queue.is_idle
    queue.resume()
    assert learning().name == "two" and queue.state.foreground is State.RUNNING
    trainer.end(9000, 9100)
    assert queue.is_idle


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_stop_ends_the_whole_experiment_however_often_it_is_asked_for(
    queue, trainer, ended, is_paused
):
    queue.add(plan("one"), plan("two"))
    trainer.advance(9000)
    if is_paused:
        queue.pause()
    queue.stop()
    queue.stop()
    assert queue.state.foreground is State.STOPPING and queue.state.waiting == ()
    trainer.end()
    assert queue.is_idle and ended == [("one", "stopped")]
    queue.stop()
    assert queue.is_idle


def test_a_stop_when_a_run_has_ended_ends_the_next_one_and_drops_the_rest(
    queue, trainer, ended, learning
):
    queue.ended.connect(lambda _run: queue.stop())
    queue.add(plan("one"), plan("two"), plan("three"))
    trainer.end(9000, 9100)
    assert learning().name == "two" and queue.state.foreground is State.STOPPING
    trainer.end()
    assert queue.is_idle and ended == [("one", "done"), ("two", "stopped")]


def test_a_plan_whose_data_are_gone_is_refused_once_and_the_others_go_on(queue, trainer, ended):
    said = []
    queue.failed.connect(lambda title, sentence: said.append(sentence))
    queue.add(plan("one", CLOTHES), plan("two", CLOTHES), plan("three"))
    for _ in range(2):
        trainer.report(end="refused", reason="The folder clothes is gone.")
    trainer.end(9000, 9100)
    assert ended == [("one", "broke off"), ("two", "broke off"), ("three", "done")]
    assert said == ["The folder clothes is gone."]


def test_a_run_whose_process_dies_keeps_what_it_learnt_and_is_begun_again_once(
    queue, trainer, ended, runs, learning
):
    said = []
    queue.failed.connect(lambda title, sentence: said.append(sentence))
    queue.add(plan("one"), plan("two"))
    for _ in range(2):
        assert learning().name == "one"
        trainer.advance(9200)
        trainer.die()
    assert ended == 2 * [("one", "broke off")] and learning().name == "two"
    trainer.end(9000, 9100)
    assert queue.is_idle and [len(run.history) for run in runs.listed()] == [1, 1, 2]
    why = "The training process was ended."
    assert said == [f"{why} Its run is begun again.", why]  # but only once


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
    assert session.job.state is State.RUNNING and len(queue.state.jobs) == 2
    trainer.advance(9000)
    session.make(Architecture((6,)))
    assert ended[-1] == ("", "stopped") and learning().name == "one"


def test_the_run_under_way_can_be_used_renamed_and_compared_but_not_deleted(
    qtbot, session, queue, trainer, runs, keeper, store, learning
):
    queue.add(plan("one"), plan("two"))
    trainer.advance(9000)
    run_id = queue.state.first.run_id
    runs.delete([run_id])
    assert run_id in runs and not session.undo.canUndo()
    network = trainer.advance(9050)
    assert keeper.networks_from_elsewhere(run_id)[2] is network
    runs.rename(run_id, "mine")
    with qtbot.assertNotEmitted(runs.changed):
        runs.rename(run_id, " mine ")
        runs.rename("a run that is gone", "mine")
    session.use(run_id)
    assert session.run is learning() and session.title == "mine" and session.learns
    network = trainer.advance(9060)
    assert session.network is network and not session.file.modified  # it can be repeated
    queue.change(eta=9.0)  # the book sets an experiment's
    assert queue.state.first.settings == TWO and trainer.coming is None
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
    return lambda: [session.runs[job.run_id].name for job in queue.state.jobs]


@pytest.fixture
def two(queue, trainer):
    """Four plans, of which two are under way."""
    queue.most = 2
    queue.add(*map(plan, ("one", "two", "three", "four")))
    for _ in range(2):
        trainer.advance()
    return [job.run_id for job in queue.state.jobs]


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


def test_a_pause_and_a_stop_are_for_all_runs_of_an_experiment(queue, trainer, two, ended):
    queue.pause()
    assert [job.state for job in queue.state.jobs] == 2 * [State.PAUSED]
    queue.resume()
    assert [job.state for job in queue.state.jobs] == 2 * [State.RUNNING]
    queue.stop()
    assert queue.state.foreground is State.STOPPING and not queue.state.waiting
    for run_id in two:
        trainer.speak_for(run_id)
        trainer.end()
    assert queue.is_idle and ended == [("one", "stopped"), ("two", "stopped")]
    told = [[c for c in process.sent if isinstance(c, Command)] for process in trainer.processes]
    assert all(each[-3:] == [Command.PAUSE, Command.RESUME, Command.STOP] for each in told)


def test_a_run_beside_an_experiment_is_paused_and_stopped_alone(
    session, queue, trainer, two, ended
):
    session.train_new(Architecture((9,)), TWO)
    person = session.run_id
    assert queue.state.person.run_id == person and not queue.is_free
    assert [process.is_aside for process in trainer.processes] == [True, True, False]
    assert trainer.job.is_shown and trainer.job.report_every == 0.1
    session.train_new(Architecture((8,)), TWO)  # not beside another one of a person's
    assert session.run_id == person and len(queue.state.jobs) == 3
    trainer.advance(9000)
    queue.pause()
    assert queue.state.foreground is State.PAUSED and not queue.state.is_paused
    queue.resume()
    queue.stop()
    assert {job.state for job in queue.state.of_experiment} == {State.RUNNING}
    trainer.end()
    assert ended == [("", "stopped")] and session.run_id == person
    queue.pause()
    assert queue.state.is_paused and queue.state.foreground is State.PAUSED


def test_the_first_epoch_of_a_new_run_may_end_after_an_experiment_s_run(
    session, queue, trainer, two
):
    before = use(session, small_network(1))
    session.train_new(Architecture((9,)), TWO)
    trainer.speak_for(two[0])
    trainer.end(9000, 9100)
    trainer.speak_for(session.run_id)
    queue.stop()
    told = []
    session.told.connect(told.append)
    trainer.end()
    assert session.network is before  # it had learnt nothing
    assert told == [about_dropped("run 1", session.title)]


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_run_that_was_deleted_while_a_new_one_began_stays_deleted(
    session, queue, trainer, runs, is_undone
):
    session.train_new(Architecture((9,)), TWO)
    trainer.end(9000, 9100)
    before = session.run_id
    session.train_new(Architecture((8,)), TWO)
    runs.delete([before])
    if is_undone:
        session.undo.undo()
    queue.stop()
    trainer.end()
    assert session.run_id == (before if is_undone else None)
    assert [run.id for run in runs.listed()] == ([before] if is_undone else [])


def test_a_run_of_an_experiment_is_shown_after_its_whole_epochs(session, queue, trainer, two):
    trainer.speak_for(two[1])
    session.use(two[1])
    ended = trainer.advance(9000)
    assert session.network is ended and session.network_in_words == "the network after epoch 1"
    trainer.process.hear(trainer.process, replace(trainer.last, network=None, networks={}))
    assert session.network is ended


def test_a_process_that_dies_leaves_the_others_alone(queue, trainer, two, names, ended):
    trainer.speak_for(two[0])
    trainer.die()
    assert names() == ["two", "one"] and ended == [("one", "broke off")]
    assert len(queue.state.waiting) == 2


def test_processes_rest_for_a_while_before_they_end(qtbot, queue, trainer, two, monkeypatch):
    queue.cancel()
    monkeypatch.setattr(processes_module, "IDLE_MS", 1)
    for run_id in two:
        trainer.speak_for(run_id)
        assert all(process.lives for process in trainer.processes)
        trainer.end()
    qtbot.waitUntil(lambda: not any(process.lives for process in trainer.processes))
    queue.add(plan("five"))
    assert len(trainer.processes) == 3
