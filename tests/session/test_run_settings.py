"""A run has the settings that its epochs learnt with, and no others."""

import json
from dataclasses import replace

import pytest
from results import epoch_result

from digitpad import Change, Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.opened_files import save_network
from digitpad.session.runs.job import Job
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import by_epoch, caption_of, settings_of

SETTINGS = Hyperparameters(epochs=60, lmbda=5.0)


def told(session):
    """What the table, the picture and the lines of Python say of the run in use."""
    record = session.run.record
    return settings_of(record), caption_of(record)[1], python_lines(record)


def test_a_change_that_no_epoch_used_leaves_no_trace(session, trainer, tmp_path):
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.advance(9000)
    trainer.more = 100  # in the second epoch, so that it waits for the third
    session.change(lmbda=70.0)
    trainer.advance()
    assert session.job.coming == Change(3, replace(SETTINGS, lmbda=70.0))
    session.stop()
    trainer.end()
    assert session.job.coming is None
    assert session.run.hyperparameters == SETTINGS
    settings, caption, lines = told(session)
    assert settings["λ"] == "5" and "λ 5, " in caption and "lmbda=70" not in lines
    save_network(session.content(), tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["hyperparameters"]["lmbda"] == 5


def test_a_start_that_was_stopped_at_once_leaves_no_trace(session, trainer):
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.end(9000)
    session.train(replace(SETTINGS, eta=2.0))
    trainer.end()
    assert session.run.hyperparameters == SETTINGS and told(session)[0]["η"] == "0.5"


@pytest.mark.parametrize(("more", "after"), [(0, 1), (120, 0)], ids=["epoch", "part of one"])
def test_a_change_is_told_with_its_epoch(session, trainer, more, after):
    """Also in an epoch that was never finished, of which no plot has a point."""
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.advance(*[9000] * 41)
    session.change(eta=0.05)
    trainer.advance()
    assert session.job.coming.epoch == 42
    trainer.more = more
    trainer.advance(*[9100] * after)
    assert session.job.coming is None
    trainer.end()
    settings, caption, lines = told(session)
    assert settings["η"] == "0.5, 0.05 from epoch 42" and settings["λ"] == "5"
    assert "η 0.5, 0.05 from epoch 42, regularization L2, λ 5, " in caption
    assert "digitpad.Change(42, " in lines
    assert session.content().hyperparameters.eta == 0.05


def test_a_change_while_the_data_are_loaded_is_what_the_run_begins_with(session, trainer):
    session.make(Architecture())
    session.train(SETTINGS)
    session.change(eta=0.25)
    trainer.end(9000)
    settings, _, lines = told(session)
    assert settings["η"] == "0.25" and "eta=0.25" in lines and "eta=0.5" not in lines


def test_who_goes_back_to_the_best_epoch_has_its_settings(session, trainer):
    session.make(Architecture())
    session.train(SETTINGS)
    trainer.advance(9000)
    session.change(eta=1000.0)
    trainer.end(1000)
    assert told(session)[0]["η"] == "0.5, 1000 from epoch 2"
    session.go_back_to_best()
    assert session.run.hyperparameters == SETTINGS and told(session)[0]["η"] == "0.5"


def test_a_rate_that_early_stopping_halves_is_told_as_it_was():
    halving = replace(SETTINGS, early_stopping="halve", no_improvement_in=1)
    history = tuple(epoch_result(i, eta=eta) for i, eta in ((1, 0.5), (2, 0.5), (3, 0.25)))
    history = (*history[:2], replace(history[2], lmbda=1.0))
    change = Change(3, replace(halving, lmbda=1.0))
    job = Job(halving, epochs=3, mini_batches=15_000, changes=(change,))
    record = Run(number=1, architecture=Architecture(), history=history, jobs=(job,))
    settings = settings_of(record)
    assert settings["η"] == "0.5, 0.25 from epoch 3" and settings["λ"] == "5, 1 from epoch 3"


def test_a_rate_that_early_stopping_may_have_halved_is_told_once_it_is_measured():
    halving = replace(SETTINGS, early_stopping="halve", no_improvement_in=1)
    change = Change(3, replace(halving, eta=0.1, lmbda=1.0))
    job = Job(halving, epochs=2, mini_batches=10_100, ends_epoch=False, changes=(change,))
    history = (epoch_result(1), epoch_result(2, eta=0.25))
    record = Run(number=1, architecture=Architecture(), history=history, jobs=(job,))
    settings = settings_of(record)
    assert settings["η"] == "0.5, 0.25 from epoch 2" and settings["λ"] == "5, 1 from epoch 3"


def test_a_file_tells_its_rates_by_its_epochs():
    history = tuple(epoch_result(i, lmbda=1.0 + i // 3) for i in range(1, 5))
    of_file = {"start_hyperparameters": SETTINGS, "start_epochs": 4}
    record = Run(number=1, architecture=Architecture(), history=history, **of_file)
    assert settings_of(record)["λ"] == "1, 2 from epoch 3"
    assert settings_of(replace(record, history=(), start_epochs=0))["λ"] == "5"


def test_of_many_values_the_last_is_told():
    assert by_epoch((i, f"{i}") for i in range(1, 9)) == (
        "1, 2 from epoch 2, 3 from epoch 3, 4 more, 8 from epoch 8"
    )
