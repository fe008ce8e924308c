"""Evaluation: how well a network reads some digits, where it fails, and how sure it is.

evaluation    what a network answers to each example; the confusion matrix, the mistakes
orders        in which order to look at mistakes; the most frequent confusions
threshold     how much it answers, and how often right, where it must be so sure
interval      how far an accuracy may be from the true one
matrix_text   a confusion matrix as CSV, and in words
damage        digits that are shifted, turned, blurred, crossed out, by levels
two_networks  what one network mends and breaks of another's answers
digit_map     digits as points, near each other where a layer answers alike

An `Evaluation` is a frozen value with the outputs for all examples: a new view of it is a function
that takes one. `evaluate_blocks` makes it in pieces of some milliseconds, for the measurer.
"""

from digitpad.core.evaluation.evaluation import (
    Evaluation,
    confusion_matrix,
    evaluate,
    evaluate_blocks,
    mistakes,
)
from digitpad.core.evaluation.interval import wilson_interval
from digitpad.core.evaluation.threshold import ThresholdCurve, threshold_curve

__all__ = [
    "Evaluation",
    "ThresholdCurve",
    "confusion_matrix",
    "evaluate",
    "evaluate_blocks",
    "mistakes",
    "threshold_curve",
    "wilson_interval",
]
