"""Which answer figures support, what the verdict says, and what is marked as far off."""

from dataclasses import replace

import pytest

from digitpad.core.book.experiments import EXPERIMENTS, named
from digitpad.core.book.findings import Figures
from digitpad.core.book.trials import Figure, Trial, row, stuck_in_words, verdict


def figures(*trials):
    """Of one seed; a trial is its figures, or its only one."""
    lists = [trial if isinstance(trial, tuple) else (trial,) for trial in trials]
    return Figures(tuple(tuple((value,) for value in trial) for trial in lists))


# For each experiment: figures, and the answer that they support.
FOUND = {
    "neuron": [
        (((0.82, 0.21, 0.1), (0.98, 0.96, 0.2)), 1),
        (((0.82, 0.81, 0.1), (0.98, 0.2, 0.1)), 0),
        (((0.82, 0.6, 0.1), (0.98, 0.75, 0.1)), 2),
    ],
    "costs": [
        ((95.2, 96.5, 95.3, 96.8), 1),
        ((95.18, 85.07, 95.11, 96.73), 0),
        ((95.2, 96.5, 92.0, 96.8), 2),
    ],
    "overfitting": [
        (((82.3, 82.1, 100.0), (87.1, 100.0)), 1),
        (((88.3, 82.1, 100.0), (89.1, 100.0)), 0),
        (((9.8, 82.1, 12.0), (89.1, 100.0)), 2),
        (((82.3, 82.1, 90.0), (87.1, 90.0)), None),
    ],
    "all-images": [
        (((95.5, 97.9), (95.7, 96.6)), 1),
        (((82.0, 99.0), (87.0, 98.0)), 0),
        (((95.5, 95.5), (95.7, 95.7)), 2),
        (((95.5, 97.0), (95.0, 97.0)), None),
    ],
    "more-neurons": [
        ((97.9, 98.0), 1),
        ((96.4, 96.9), 0),
        ((97.9, 99.1), 2),
    ],
    "weights": [
        (((86.4, 96.4), (92.7, 96.5), (89.9, 97.4), (92.9, 97.8)), 0),
        (((92.0, 90.0), (92.7, 96.5), (92.9, 90.4), (92.9, 97.8)), 1),
        (((86.4, 92.4), (92.7, 98.5), (87.9, 91.4), (92.9, 96.8)), 2),
    ],
    "learning-rate": [
        (((0.34, 1.9), (0.34, 0.8), (0.86, 0.9)), 1),
        (((0.34, 1.9), (0.34, 0.8), (0.2, 0.9)), 0),
        (((0.2, 1.9), (0.34, 0.8), (0.86, 0.9)), 2),
        (((0.9, 1.9), (0.34, 0.8), (0.86, 0.9)), None),
    ],
    "hyper-parameters": [
        ((10.0, None, 35.0, 10.0, 55.0), 1),
        ((10.0, None, 35.0, 60.0, 55.0), 0),
        ((70.0, None, 35.0, 60.0, 55.0), 2),
        ((10.0, None, 35.0, 11.0, 12.0), None),
    ],
    "more-data": [
        ((69, 76, 85, 88, 91, 93.2, 94.9, 95.8, 96), 0),
        ((69, 69.1, 69.3, 70, 71, 75, 80, 85, 96), 1),
        ((69, 76, 85, 88, 91, 93, 93, 93, 93), 2),
    ],
    "l1": [
        ((95.0, 95.6, 95.5, 95.0, 94.0, 90.0), 0),
        ((95.0, 94.6, 94.5, 94.0, 93.0, 90.0), 1),
        ((95.0, 95.6, 95.5, 95.4, 95.3, 95.2), 2),
    ],
    "problems": [
        ((97.5, 98.6, 97.4, 97.9), 0),
        ((97.5, 97.6, 98.4, 97.9), 1),
        ((97.5, 97.6, 97.4, 97.9), 2),
        ((97.5, 97.1, 97.4, 97.5), None),
    ],
    "depth": [
        ((96.5, 96.9, 96.6, 96.5), 1),
        ((96.5, 96.6, 96.7, 96.8), 0),
        ((97.9, 96.6, 96.5, 96.5), 2),
        ((96.5, 96.6, 96.9, 96.3), None),
    ],
    "speeds": [
        (((0.07, 0.31), (0.01, 0.06, 0.28), (0.003, 0.02, 0.07, 0.28)), 0),
        (((0.31, 0.07), (0.28, 0.06, 0.01), (0.28, 0.07, 0.02, 0.01)), 1),
        (((0.3, 0.31), (0.28, 0.26, 0.28), (0.3, 0.32, 0.27, 0.28)), 2),
        (((0.07, 0.31), (0.28, 0.26, 0.28), (0.3, 0.32, 0.27, 0.28)), None),
    ],
    "forgetting": [
        ((95.0, 89.9, 99.0), 1),
        ((95.0, 94.2, 99.0), 0),
        ((95.0, 96.0, 99.0), 2),
    ],
}
CASES = [(name, *case) for name, cases in FOUND.items() for case in cases]


def test_each_answer_of_each_experiment_can_come_out():
    assert list(FOUND) == [experiment.name for experiment in EXPERIMENTS]
    for name, cases in FOUND.items():
        assert {answer for _, answer in cases} - {None} == {0, 1, 2}, name


@pytest.mark.parametrize(("name", "values", "answer"), CASES)
def test_the_verdict_is_what_the_figures_say_beside_what_the_book_says(name, values, answer):
    experiment = named(name)
    found = verdict(experiment, figures(*values))
    assert found.answer == answer and not found.is_undecided
    whose = "The book: " if experiment.is_of_book else "Known: "
    choice = experiment.choices[experiment.right]
    here = "Here too: " if answer == experiment.right else "Not here: "
    assert found.text.startswith(whose + choice[0].lower() + choice[1:] + ". " + here)
    assert len(found.text) <= 115  # it is one line of large type


def test_a_difference_is_said_in_points():
    assert "Here too: with 100 neurons 0.30 points more." in said("costs", 0)
    assert "Not here: with 30 neurons 3.2 points fewer." in said("costs", 2)
    assert "Here too: the gap is 17.7 points." in said("overfitting", 0)


def said(name, case):
    return verdict(named(name), figures(*FOUND[name][case][0])).text


@pytest.mark.parametrize("name", [name for name in FOUND if name != "neuron"])
def test_it_is_undecided_where_seeds_disagree(name):
    experiment = named(name)
    (one, first), (other, second) = FOUND[name][:2]
    both = [
        tuple((*a, *b) for a, b in zip(x, y))
        for x, y in zip(figures(*one).values, figures(*other).values)
    ]
    found = verdict(experiment, Figures(tuple(both)))
    assert found.is_undecided and found.answer is None
    for answer in (first, second):
        assert f"1 of 2 seeds say “{experiment.choices[answer]}”" in found.text
    assert "5 seeds" in found.caption


def test_without_a_figure_nothing_comes_out():
    found = verdict(named("costs"), figures(95.2, None, 95.3, 96.8))
    assert found.answer is None and found.is_undecided


def test_a_verdict_that_did_not_come_out_says_why():
    outputs = [("quadratic, 100 hidden", 1, (4,)), ("quadratic, 30 hidden", 2, (4, 9))]
    found = verdict(named("costs"), figures(*FOUND["costs"][1][0]), stuck_in_words(outputs))
    assert found.caption.startswith("The output for 4 (quadratic, 100 hidden, seed 1), ")
    assert "the outputs for 4 and 9 (quadratic, 30 hidden, seed 2) are stuck" in found.caption


ACCURACY, COST = Figure("evaluation_accuracy", book=96.59), Figure("training_cost", book=0.339)
TRIAL = Trial("quadratic", (), (ACCURACY,))


def cells(figure, *values, is_over=True):
    found = row(TRIAL, figure, values, is_over)
    return found.what, found.ours, found.band, found.book, found.difference, found.is_far


def test_a_figure_outside_the_band_is_marked_as_far_off():
    assert cells(ACCURACY, 95.09) == ("quadratic", "95.09 %", "", "96.59 %", "−1.50", False)
    assert cells(ACCURACY, 85.07)[4:] == ("far off −11.52", True)
    assert cells(COST, 0.335)[1:] == ("0.335", "", "0.339", "−0.004", False)
    assert cells(COST, 0.4)[4:] == ("far off +0.061", True)
    assert cells(replace(ACCURACY, label="last epoch"), 96.59)[0] == "quadratic, last epoch"
    several = cells(ACCURACY, 85.0, 96.0, 97.0)
    assert several[1:5] == ("92.67 %", "85.00 to 97.00", "96.59 %", "far off −3.92")


def test_numbers_are_compared_when_a_run_is_over():
    assert cells(ACCURACY, 85.07, is_over=False)[1:5] == ("85.07 %", "", "96.59 %", "under way")
    assert cells(ACCURACY, is_over=False)[1:5] == ("", "", "96.59 %", "")
    assert cells(ACCURACY)[1:5] == ("not reached", "", "96.59 %", "")
