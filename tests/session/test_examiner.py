"""The network in use is tested when it rests, and only then."""

import numpy as np
import pytest
from idx_folder import write_folder

from digitpad import Network, load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.measuring import examiner
from digitpad.session.measuring.examiner import Examiner
from digitpad.training.messages import Ready


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(examiner, "RESTS_AFTER", 0)


@pytest.fixture
def watcher(session):
    watcher = Examiner(session, session)
    yield watcher
    watcher.shut_down()


def load(trainer, data=None):
    data = data or DataSpec()
    trainer.data = data
    trainer.became_ready.emit(Ready(data, np.zeros((0, 784), np.uint8), 60, 12))


def right(network, folder=None):
    return network.accuracy(load_data_wrapper(folder)[2])


def test_the_network_in_use_is_tested_on_the_test_data(session, trainer, watcher, qtbot):
    session.make(Architecture((12,)), seed=1)
    assert watcher.result is None
    with qtbot.waitSignal(watcher.tested) as told:
        load(trainer)
    assert told.args == [watcher.result]
    assert watcher.result.accuracy == right(session.network) and watcher.result.size == 10_000
    first = watcher.result
    with qtbot.waitSignal(watcher.tested) as told:
        session.make(Architecture((12,)), seed=2)
    assert told.args == [None] and watcher.result is None  # that was another network
    with qtbot.waitSignal(watcher.tested):
        pass
    assert watcher.result.accuracy == right(session.network) != first.accuracy


def test_other_data_have_another_test(session, trainer, watcher, qtbot, tmp_path):
    folder = write_folder(tmp_path / "squares", 60)
    session.make(Architecture((12,)))
    with qtbot.waitSignal(watcher.tested):
        load(trainer)
    with qtbot.waitSignals([watcher.tested] * 2):
        load(trainer, DataSpec(folder))
    assert watcher.result.data == DataSpec(folder) and watcher.result.size == 10
    assert watcher.result.accuracy == right(session.network, folder)


def test_during_a_run_nothing_is_tested_and_at_its_end_what_it_has_learnt(
    session, trainer, watcher, qtbot
):
    session.make(Architecture((12,)))
    with qtbot.waitSignal(watcher.tested):
        load(trainer)
    with qtbot.waitSignal(watcher.tested) as told:
        session.train(Hyperparameters(epochs=3))
    assert told.args == [None]
    trainer.advance(9000)
    with qtbot.assertNotEmitted(watcher.tested, wait=50):
        trainer.advance(9100)
    with qtbot.waitSignal(watcher.tested):
        network = trainer.end(9200)
    assert watcher.result.accuracy == right(network)


def test_a_paused_run_rests_too(session, trainer, watcher, qtbot):
    load(trainer)
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    network = trainer.advance(9000)
    with qtbot.waitSignal(watcher.tested):
        session.pause()
    assert watcher.result.accuracy == right(network)
    with qtbot.waitSignal(watcher.tested) as told:
        session.resume()
    assert told.args == [None]


def test_a_test_that_nobody_wants_any_more_is_not_told(session, trainer, watcher, qtbot):
    load(trainer)
    results, measure = [], watcher._measure

    def measured(*arguments):
        results.append(measure(*arguments))
        return results[-1]

    watcher._measure = measured
    for _ in range(5):
        session.make(Architecture((1000, 500)))
        watcher._test()  # at once, as if it had rested
    with qtbot.waitSignal(watcher.tested):
        pass
    assert results[:4] == [None] * 4  # each ended when the next network came
    assert watcher.result.accuracy == right(session.network)


def test_test_data_that_cannot_be_read_are_told_of(session, trainer, watcher, qtbot, tmp_path):
    session.make(Architecture((12,)))
    with qtbot.waitSignal(watcher.failed) as told:
        load(trainer, DataSpec(str(tmp_path / "gone")))
    assert "gone" in told.args[0] and watcher.result is None


def test_a_window_that_closes_waits_for_a_block_at_most(session, trainer, watcher, qtbot):
    session.make(Architecture((12,)))
    blocks = []
    measured = examiner.measure_blocks

    def counted(*arguments):
        for measurement in measured(*arguments):
            blocks.append(measurement)
            watcher._cancelled.wait(30)
            yield measurement

    examiner.measure_blocks = counted
    try:
        load(trainer)
        qtbot.waitUntil(lambda: bool(blocks))
        watcher.shut_down()
        assert len(blocks) == 1 and watcher.result is None
    finally:
        examiner.measure_blocks = measured


def test_a_network_of_float64_is_tested_too(session, trainer, watcher, qtbot):
    session.make(Architecture((12,)))
    network = Network([784, 10], dtype=np.float64)
    session._run = session._run.with_network(network)
    session.tell_network()
    with qtbot.waitSignal(watcher.tested):
        load(trainer)
    assert watcher.result.accuracy == right(network)
