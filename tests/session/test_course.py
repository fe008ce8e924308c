"""The course of a run is what its accuracies say, and nothing that they do not say."""

import numpy as np
import pytest

from digitpad.session.runs.course import course_of

RISING = [90, 92, 93, 94, 94.5, 95, 95.4, 95.7]
LEVEL = [90, 94, 96, 96.3, 96.1, 96.2, 96.0, 96.2, 96.1, 96.2]


@pytest.mark.parametrize(
    ("kind", "evaluation", "training"),
    [
        ("learning", [91], [92]),
        ("learning", [91, 93], [92, 94]),
        ("learning", RISING, RISING),
        ("level", [*RISING, 95.7, 95.7, 95.7, 95.7, 95.75], RISING + 5 * [96]),
        ("level", LEVEL, LEVEL),
        ("level", [96, 96.3, 96.2], [96, 96.3, 97]),  # the best is not long ago
        ("level", LEVEL, [90, 94, 96, 96.3, 96.4, 96.5, 96.6, 96.7, 96.75, 96.79]),
        ("overfits", LEVEL, [90, 94, 96, 96.3, 96.4, 96.5, 96.6, 96.7, 96.75, 96.81]),
        ("stuck", [9.8, 11.3, 9.8], [10, 11, 10]),
        ("learning", [9.8, 19.9], [10, 20]),  # that is no three epochs yet
        ("learning", [9.8, 9.8, 21], [10, 10, 21]),
        ("fallen", [96, 97, 11], [96, 97, 11]),
        ("fallen", [96, 97, 11, 12, 11, 13], [96, 97, 11, 12, 11, 13]),
        ("level", [96, 97, 88], [96, 97, 88]),  # smaller falls are usual
        ("unknown", [np.nan, np.nan], [90, 92]),
        ("unknown", [90, np.nan], [90, 92]),
        ("overfits", [97, *8 * [96]], [98, *8 * [99]]),
        ("level", [97, *8 * [96]], [np.nan] * 9),  # overfitting cannot be told
    ],
)
def test_the_course_of_a_run(kind, evaluation, training):
    course = course_of(np.array(evaluation, float), np.array(training, float))
    assert course.kind == kind
    assert course.sentence.endswith(".") and course.short and course.advice


def test_a_verdict_names_the_best_epoch_and_what_it_read():
    course = course_of(np.array(LEVEL), np.array(LEVEL))
    assert course.sentence.startswith("Best after epoch 4: 96.30 %.")


def test_a_run_that_diverges_says_so_whatever_it_has_read():
    assert course_of(np.array(RISING), np.array(RISING), has_diverged=True).kind == "diverged"
