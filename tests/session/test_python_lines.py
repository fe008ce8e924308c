"""The lines of Python that repeat a run: what stands in them, and what they say cannot be."""

import ast
from dataclasses import replace

import pytest
from results import epoch_result

from digitpad import Change, Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.job import Job
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.run import Run

SETTINGS = Hyperparameters(epochs=2, eta=0.25, regularization="L1")


def record(**changes):
    made = Run(
        id="ab12",
        number=3,
        architecture=Architecture((30,)),
        seed=7,
        data=DataSpec(),
        data_set="MNIST",
        history=(epoch_result(1), epoch_result(2)),
        jobs=(Job(SETTINGS, None, 2, 10_000, True, (), 1.0),),
    )
    return replace(made, **changes)


def test_a_plain_run_takes_a_dozen_lines():
    text = python_lines(record())
    ast.parse(text)
    assert len(text.splitlines()) <= 15
    assert "digitpad.Network([784, 30, 10], digitpad.CrossEntropyCost, rng=np.random" in text
    assert "epochs=2, mini_batch_size=10, eta=0.25, lmbda=5.0, regularization='L1')" in text
    assert "evaluation_data = validation_data\n" in text and "net.rng" not in text


def test_what_was_chosen_stands_in_the_lines():
    data = DataSpec(training_size=1000, evaluation="test", evaluation_size=100)
    change = Change(2, replace(SETTINGS, eta=0.5))
    jobs = (
        Job(SETTINGS, None, 1, 5500, False, (change,), 1.0),
        Job(replace(SETTINGS, epochs=1), 8, 1, 5000, True, (), 1.0),
        Job(SETTINGS, 9),  # nothing was learnt
    )
    architecture = Architecture((30, 20), "QuadraticCost", "large")
    text = python_lines(record(data=data, jobs=jobs, architecture=architecture))
    ast.parse(text)
    for part in (
        "training_data = training_data[:1000]",
        "evaluation_data = test_data[:100]",
        "net.large_weight_initializer()",
        "digitpad.Change(2, digitpad.Hyperparameters(epochs=2, mini_batch_size=10, eta=0.5",
        "changes=changes, mini_batches=5500)",
        "net.rng = np.random.default_rng(8)",
    ):
        assert part in text, part
    assert "default_rng(9)" not in text


def test_other_hands_and_folders_are_loaded(tmp_path):
    assert "load_data_with_other_hands()" in python_lines(record(data=DataSpec(other_hands=True)))
    assert "load_data_of_writer(2)" in python_lines(record(data=DataSpec(writer=2)))
    here = python_lines(record(data=DataSpec(str(tmp_path))))
    assert f"load_data_wrapper({str(tmp_path)!r})" in here and "# Needs the folder" in here


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": DataSpec("/no/such/folder")}, "# Needs the folder with its data"),
        ({"data": None}, "# The data that it learnt are not known"),
        ({"jobs": ()}, "# It has not been trained yet"),
    ],
)
def test_what_cannot_be_repeated_is_said(changes, said):
    text = python_lines(record(**changes))
    ast.parse(text)
    assert said in text


@pytest.mark.parametrize("name", ["a\nimport os", "x\r\ny", "\x00\x0c", "é # ü", "a" * 5000])
def test_a_name_is_no_code(name):
    text = python_lines(record(name=name))
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(python_lines(record())))
