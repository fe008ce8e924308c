"""The book's own lines: they are in the experiments that have them, and compared with ours."""

import gzip
import json
import math
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from results import epoch_result

from digitpad.core.book.curves import about_the_book, histories
from digitpad.core.book.experiments import EXPERIMENTS, named
from digitpad.resources import resource_path

CURVES = json.loads(gzip.decompress(resource_path("book", "curves.json.gz").read_bytes()))


def test_each_number_of_the_file_is_in_the_experiment_that_repeats_its_figure():
    whole = histories("all-images")["50,000 images, λ 5"]
    of_file = CURVES["regularized_full"]
    assert [result.evaluation_cost for result in whole] == of_file["evaluation_cost"]
    assert [result.percent() for result in whole] == [
        count / 100 for count in of_file["evaluation_accuracy"]
    ]
    assert [result.training_accuracy for result in whole] == of_file["training_accuracy"]
    assert whole[-1].percent("training") == pytest.approx(96.47)
    few = histories("overfitting")["1,000 images, λ 0"]
    assert len(few) == 400 and few[-1].percent("training") == 100
    rates = histories("learning-rate")
    assert [each[0].training_cost for each in rates.values()] == [0.8781, 0.49502, 0.92489]
    three = histories("speeds")["3 hidden layers"]
    assert [list(result.gradient_lengths) for result in three] == CURVES[
        "norms_during_training_3_layers"
    ]["lengths_by_epoch"]
    assert three[0].evaluation_accuracy is None


def test_the_books_lines_end_at_the_numbers_of_its_text():
    """The numbers of the figures' rows were typed from the text, and agree as far as written."""
    compared = 0
    for experiment in EXPERIMENTS:
        for trial in experiment.trials:
            history = histories(experiment.name).get(trial.name, ())
            for figure in trial.figures if history else ():
                if figure.book is not None:
                    compared += 1
                    assert figure.number(figure.of(history)) == figure.number(figure.book)
    assert compared >= 25
    sizes = [trial.figures[0].book for trial in named("more-data").trials]
    assert sizes == CURVES["more_data"]["network"]


def test_five_experiments_have_lines_by_epoch_one_for_each_trial():
    having = {each.name for each in EXPERIMENTS if histories(each.name)}
    assert having == {"overfitting", "all-images", "weights", "learning-rate", "speeds"}
    for name in having:
        assert list(histories(name)) == [trial.name for trial in named(name).trials]


def moved(name, trial, *above):
    """The book's results of a trial, moved up by this much in turn, as runs with many seeds."""
    return {trial: [tuple(_above(result, by) for result in histories(name)[trial]) for by in above]}


def _above(result, by):
    if result.gradient_lengths is not None:  # by is a factor
        longer = tuple(by * length for length in result.gradient_lengths)
        return replace(result, gradient_lengths=(*longer, 1.0))  # the output layer's, too
    accuracy = result.evaluation_accuracy
    if accuracy is None:
        return replace(result, training_cost=result.training_cost + by)
    return replace(result, evaluation_accuracy=accuracy + 100 * by)


WEIGHTS, RATES, SPEEDS = "default weights, 30 hidden", "η 0.25", "3 hidden layers"
LARGE = moved("weights", "large weights, 30 hidden", -0.25)
MOST = "Where they differ most, the book’s line"


@pytest.mark.parametrize(
    ("name", "ours", "said"),
    [
        ("weights", {}, ""),
        ("weights", {WEIGHTS: [()]}, ""),  # begun, but no epoch has ended
        ("depth", {"1 hidden layer": [(epoch_result(evaluation_accuracy=9000),)]}, ""),
        (
            "weights",
            moved("weights", WEIGHTS, 0.31),
            f"The book’s line lies 0.31 points below ours on average ({WEIGHTS}, validation; "
            "30 epochs).",
        ),
        (  # the mean of two seeds
            "weights",
            moved("weights", WEIGHTS, -2, 0.5),
            f"The book’s line lies 0.75 points above ours on average ({WEIGHTS}, validation; "
            "30 epochs).",
        ),
        (
            "weights",
            moved("weights", WEIGHTS, 0.2) | LARGE,
            f"{MOST} lies 0.25 points above ours on average (large weights, 30 hidden, validation; "
            "30 epochs).",
        ),
        (
            "weights",
            {WEIGHTS: [histories("weights")[WEIGHTS][:1]]},
            f"The book’s line lies on ours on average ({WEIGHTS}, validation; 1 epoch).",
        ),
        (  # as long as both are
            "overfitting",
            {"1,000 images, λ 0": [histories("overfitting")["1,000 images, λ 0"][:12]]},
            f"{MOST} lies on ours on average (1,000 images, λ 0, test; 12 epochs).",
        ),
        (
            "learning-rate",
            moved("learning-rate", RATES, 0.0124),
            "The book’s line lies 0.012 below ours on average (η 0.25, training; 30 epochs).",
        ),
        (
            "speeds",
            moved("speeds", SPEEDS, 2.0),
            f"{MOST} is 0.50 times as high as ours on average (3 hidden layers, layer 1; "
            "500 epochs).",
        ),
    ],
)
def test_how_far_the_books_line_lies_from_ours_is_said(name, ours, said):
    found = about_the_book(named(name), ours)
    if name == "speeds":  # all layers are as far, up to rounding
        found = found.replace("layer 2;", "layer 1;").replace("layer 3;", "layer 1;")
    assert found == said


def test_more_data_are_compared_by_size_beside_a_support_vector_machine():
    experiment = named("more-data")
    ours = {
        trial.name: [(epoch_result(evaluation_accuracy=round(100 * (trial.figures[0].book + by))),)]
        for trial, by in zip(experiment.trials, (0.3, 0.2, 0.1))
    }
    assert about_the_book(experiment, ours) == (
        "The book’s line lies 0.20 points below ours on average (3 sizes). A support vector "
        "machine read 25.07 % after 100 images, 94.48 % after 50,000."
    )
    unfinished = {name: [(epoch_result(),)] for name in ours}  # only the last epoch is measured
    assert about_the_book(experiment, unfinished) == ""


def test_what_is_no_number_is_left_out():
    history = histories("learning-rate")[RATES]
    broken = replace(history[0], training_cost=math.inf), *history[1:]
    said = about_the_book(named("learning-rate"), {RATES: [broken]})
    assert said == "The book’s line lies on ours on average (η 0.25, training; 29 epochs)."


def test_the_licence_goes_with_the_numbers():
    told = resource_path("book", "README.md").read_text("utf-8")
    assert "MIT License" in told and "Copyright (c) 2012-2022 Michael Nielsen" in told
    project = Path(__file__).parents[2] / "pyproject.toml"
    files = tomllib.loads(project.read_text("utf-8"))["project"]["license-files"]
    assert "resources/book/README.md" in files  # from there it comes into wheels and bundles
