"""Which answer figures bear out, what the verdict says, and what is marked as far off."""

from dataclasses import replace

import pytest

from digitpad.core.book.experiments import EXPERIMENTS, named
from digitpad.core.book.findings import Figures
from digitpad.core.book.results import row, stuck_in_words, verdict
from digitpad.core.book.trials import Figure, Trial


def figures(*trials):
    """Of one seed; a trial is its figures, or its only one."""
    lists = [trial if isinstance(trial, tuple) else (trial,) for trial in trials]
    return Figures(tuple(tuple((value,) for value in trial) for trial in lists))


# For each experiment: figures, the answer that they bear out, and words that the verdict has.
FOUND = {
    "neuron": [
        (((0.82, 0.21, 0.1), (0.98, 0.96, 0.2)), 1, "0.61 from the better start, and by 0.02"),
        (((0.82, 0.81, 0.1), (0.98, 0.20, 0.1)), 0, "0.01 from the better start, and by 0.78"),
        (((0.82, 0.60, 0.1), (0.98, 0.75, 0.1)), 2, "0.22 from the better start, and by 0.23"),
    ],
    "costs": [
        ((95.2, 96.5, 95.3, 96.8), 1, "by 0.30 points: with 100 hidden neurons"),
        ((95.18, 85.07, 95.11, 96.73), 0, "with 100 hidden neurons the cross-entropy reads 11.7 "),
        (
            (95.2, 96.5, 92.0, 96.8),
            2,
            "with 30 hidden neurons the cross-entropy reads 3.2 points f",
        ),
    ],
    "overfitting": [
        (((82.3, 82.1, 100.0), (87.1, 100.0)), 1, "adds +0.20 points to the test accuracy"),
        (((88.3, 82.1, 100.0), (89.1, 100.0)), 0, "adds +6.20 points"),
        (((9.8, 82.1, 12.0), (89.1, 100.0)), 2, "adds −72.30 points"),
        (((82.3, 82.1, 90.0), (87.1, 90.0)), None, "below the training accuracy of 90.0 %"),
    ],
    "all-images": [
        (((95.5, 97.9), (95.7, 96.6)), 1, "2.4 points with λ 0, and 0.90 points with λ 5"),
        (((82.0, 99.0), (87.0, 98.0)), 0, "17.0 points with λ 0"),
        (((95.5, 95.5), (95.7, 95.7)), 2, "0.00 points with λ 0"),
        (((95.5, 97.0), (95.0, 97.0)), None, "1.5 points with λ 0, and 2.0 points with λ 5"),
    ],
    "more-neurons": [
        ((97.9, 98.0), 1, "the better run ends at 98.00 %"),
        ((96.4, 96.9), 0, "96.90 %"),
        ((97.9, 99.1), 2, "99.10 %"),
    ],
    "weights": [
        (
            ((86.4, 96.4), (92.7, 96.5), (89.9, 97.4), (92.9, 97.8)),
            0,
            "4.6 points more after the f",
        ),
        (
            ((92.0, 90.0), (92.7, 96.5), (92.9, 90.4), (92.9, 97.8)),
            1,
            "6.9 points more after the la",
        ),
        (
            ((86.4, 92.4), (92.7, 98.5), (87.9, 91.4), (92.9, 96.8)),
            2,
            "5.7 points more after the last",
        ),
    ],
    "learning-rate": [
        (((0.34, 1.9), (0.34, 0.8), (0.86, 0.9)), 1, "0.340, 0.340 and 0.860"),
        (((0.34, 1.9), (0.34, 0.8), (0.20, 0.9)), 0, "0.340, 0.340 and 0.200"),
        (((0.20, 1.9), (0.34, 0.8), (0.86, 0.9)), 2, "0.200, 0.340 and 0.860"),
        (((0.90, 1.9), (0.34, 0.8), (0.86, 0.9)), None, "0.900, 0.340 and 0.860"),
    ],
    "hyper-parameters": [
        ((10.0, None, 35.0, 10.0, 55.0), 1, "with η 1 it reads 55 %"),
        ((10.0, None, 35.0, 60.0, 55.0), 0, "with η 100 it reads 60 %"),
        ((70.0, None, 35.0, 60.0, 55.0), 2, "with more time it reads 70 %"),
        ((10.0, None, 35.0, 11.0, 12.0), None, "with η 1 it reads 12 %"),
    ],
    "more-data": [
        (
            (69, 76, 85, 88, 91, 93.2, 94.9, 95.8, 96),
            0,
            "19.0 points from 100 to 1,000, and 2.8 po",
        ),
        ((69, 69.1, 69.3, 70, 71, 75, 80, 85, 96), 1, "1.0 points from 100 to 1,000, and 21.0 poi"),
        ((69, 76, 85, 88, 91, 93, 93, 93, 93), 2, "19.0 points from 100 to 1,000, and 0.00 po"),
    ],
    "l1": [
        ((95.0, 95.6, 95.5, 95.0, 94.0, 90.0), 0, "2 of 5 λ read more than λ 0"),
        ((95.0, 94.6, 94.5, 94.0, 93.0, 90.0), 1, "0 of 5 λ read more"),
        ((95.0, 95.6, 95.5, 95.4, 95.3, 95.2), 2, "5 of 5 λ read more"),
    ],
    "problems": [
        ((97.5, 98.6, 97.4, 97.9), 0, "distorted images read 1.1 points more than the plain run"),
        ((97.5, 97.6, 98.4, 97.9), 1, "early stopping read 0.90 points more"),
        ((97.5, 97.6, 97.4, 97.9), 2, "halving η read 0.40 points more"),
        ((97.5, 97.1, 97.4, 97.5), None, "halving η read 0.00 points"),
    ],
    "depth": [
        ((96.5, 96.9, 96.6, 96.5), 1, "2 hidden layers read the most, 96.90 %"),
        ((96.5, 96.6, 96.7, 96.8), 0, "4 hidden layers read the most"),
        ((97.9, 96.6, 96.5, 96.5), 2, "1 hidden layer read the most"),
        ((96.5, 96.6, 96.9, 96.3), None, "3 hidden layers read the most"),
    ],
    "speeds": [
        (
            ((0.07, 0.31), (0.01, 0.06, 0.28), (0.003, 0.02, 0.07, 0.28)),
            0,
            "4.4 to 93.3 times as fa",
        ),
        (
            ((0.31, 0.07), (0.28, 0.06, 0.01), (0.28, 0.07, 0.02, 0.01)),
            1,
            "0.0 to 0.2 times as fast",
        ),
        (
            ((0.30, 0.31), (0.28, 0.26, 0.28), (0.30, 0.32, 0.27, 0.28)),
            2,
            "0.9 to 1.0 times as fast",
        ),
        (
            ((0.07, 0.31), (0.28, 0.26, 0.28), (0.30, 0.32, 0.27, 0.28)),
            None,
            "0.9 to 4.4 times as ",
        ),
    ],
    "forgetting": [
        ((95.0, 89.9, 99.0), 1, "read at 95.00 %, and then at 89.90 %, the person’s own at 99.0 %"),
        ((95.0, 94.2, 99.0), 0, "95.00 %, and then at 94.20 %"),
        ((95.0, 96.0, 99.0), 2, "95.00 %, and then at 96.00 %"),
    ],
}
CASES = [(name, *case) for name, cases in FOUND.items() for case in cases]


def test_each_answer_of_each_experiment_can_come_out():
    assert list(FOUND) == [experiment.name for experiment in EXPERIMENTS]
    for name, cases in FOUND.items():
        answers = {answer for _, answer, _ in cases} - {None}
        assert answers == set(range(len(named(name).choices)))


@pytest.mark.parametrize(("name", "values", "answer", "words"), CASES)
def test_the_verdict_is_what_the_figures_say(name, values, answer, words):
    experiment = named(name)
    found = verdict(experiment, figures(*values))
    assert found.answer == answer and not found.is_undecided
    assert f"“{experiment.choices[experiment.right]}”" in found.text and words in found.text
    came_out = "here it came out so, by " if answer == experiment.right else "here it did not: "
    assert came_out in found.text


@pytest.mark.parametrize("name", [name for name in FOUND if name != "neuron"])
def test_it_is_undecided_where_seeds_disagree(name):
    experiment = named(name)
    (one, first, _), (other, second, _) = FOUND[name][:2]
    both = [
        tuple((*a, *b) for a, b in zip(x, y))
        for x, y in zip(figures(*one).values, figures(*other).values)
    ]
    found = verdict(experiment, Figures(tuple(both)))
    assert found.is_undecided and found.answer is None and found.text.startswith("Undecided: ")
    for answer in (first, second):
        assert f"1 of 2 seeds say “{experiment.choices[answer]}”" in found.text
    assert "Run it with 5 seeds" in found.text


def test_whose_answer_it_is_is_said():
    for experiment in EXPERIMENTS:
        text = verdict(experiment, figures(*FOUND[experiment.name][0][0])).text
        is_of_book = experiment.name != "forgetting"
        assert ("The book’s answer is" in text) == is_of_book != ("The known answer is" in text)
        assert experiment.source.startswith("The book: " if is_of_book else "Not in the book: ")


def test_without_a_figure_nothing_comes_out():
    found = verdict(named("costs"), figures(95.2, None, 95.3, 96.8))
    assert found.answer is None and found.is_undecided and "get far enough" in found.text


def test_a_verdict_that_did_not_come_out_says_why():
    stuck = stuck_in_words(
        [("quadratic, 100 hidden", 1, (4,)), ("quadratic, 30 hidden", 2, (4, 9))]
    )
    found = verdict(named("costs"), figures(*FOUND["costs"][1][0]), stuck)
    assert (
        "11.7 points more, because the output for 4 (quadratic, 100 hidden, seed 1), " in found.text
    )
    assert "the outputs for 4 and 9 (quadratic, 30 hidden, seed 2) are stuck near 0." in found.text


ACCURACY, COST = Figure("evaluation_accuracy", book=96.59), Figure("training_cost", book=0.339)
TRIAL = Trial("quadratic", (), (ACCURACY,))


def cells(figure, *values, is_over=True):
    found = row(TRIAL, figure, values, is_over)
    return found.what, found.ours, found.band, found.book, found.difference


def test_a_figure_outside_the_band_is_marked_as_far_off():
    assert cells(ACCURACY, 95.09) == ("quadratic", "95.09 %", "", "96.59 %", "−1.50")
    assert cells(ACCURACY, 85.07)[4] == "−11.52 far off"
    assert cells(COST, 0.335)[1:] == ("0.335", "", "0.339", "−0.004")
    assert cells(COST, 0.4)[4] == "+0.061 far off"
    assert cells(replace(ACCURACY, label="last epoch"), 96.59)[::4] == (
        "quadratic, last epoch",
        "0.00",
    )


def test_several_seeds_have_a_band_and_their_mean_is_compared():
    several = cells(ACCURACY, 85.0, 96.0, 97.0)
    assert several[1:] == ("92.67 %", "85.00 to 97.00", "96.59 %", "−3.92 far off")


def test_numbers_are_compared_when_a_run_is_over():
    assert cells(ACCURACY, 85.07, is_over=False)[1:] == ("85.07 %", "", "96.59 %", "under way")
    assert cells(ACCURACY, is_over=False)[1:] == ("", "", "96.59 %", "to come")
    assert cells(ACCURACY)[1:] == ("not reached", "", "96.59 %", "")
