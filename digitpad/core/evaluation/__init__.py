"""Evaluation: how well a network reads some digits, where it fails, and how sure it is.

evaluation    what a network answers to each example; confusion matrix, mistakes, interval
orders        in which order to look at mistakes; the most frequent confusions
threshold     how much a network answers, and how often right, if weak outputs do not count
matrix_text   a confusion matrix as CSV, and in words
damage        digits that are shifted, turned, blurred, crossed out, by levels
two_networks  which of another network's mistakes a network mends, and which it adds
digit_map     digits as points, near each other where a layer answers alike

An `Evaluation` is a frozen value with the outputs for all examples; each view of it is a function.
`evaluate_blocks` makes it in pieces of some milliseconds, so that a caller can stop in between.
"""

from digitpad.core.evaluation.evaluation import (
    Evaluation,
    confusion_matrix,
    evaluate,
    evaluate_blocks,
    mistakes,
    wilson_interval,
)
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
