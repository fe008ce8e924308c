"""The course of a run: what its curves say, in a sentence, and what to try. No Qt.

A verdict is given only if the curves decide it. Otherwise the sentence has only the numbers.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation import by_chance
from digitpad.core.text import counted

GUESSED = 20.0  # percent: a network that learns soon reads more
CONSTANT = 2.5  # points: the shares of MNIST's classes differ as much, 9.0 to 11.4 %
RECENT = 5  # epochs
LEVEL_FOR = 10  # epochs without a gain
FALL = 3.0  # points: a smaller fall is usual
BY_HEART = 98.0  # percent of the training images: nearly all of them
GAP = 2.0  # points between the accuracies: a smaller gap is usual
FALLS = 0.9  # an evaluation cost below this part of an earlier one still falls
RISE = 1.03  # an evaluation cost above this many times its lowest value has risen

Kind = Literal["open", "diverged", "stuck", "fallen", "unstable", "overfits", "learning", "level"]
Series = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Course:
    """How a run goes, or went.

    kind: "open" if the curves decide nothing. short: a few words, for a run that goes on.
    sentence: with the numbers. advice: what to try, no whole sentence; empty without a verdict.
    """

    kind: Kind
    short: str
    sentence: str
    advice: str = ""


def course_of(
    evaluation: Series,
    training: Series,
    cost: Series,
    size: int,
    planned: int = 0,
    has_diverged: bool = False,
) -> Course:
    """The course of a run by its curves, each (epochs,), nan if not measured.

    evaluation, training: the accuracies in percent. cost: on the evaluation data, without the λ
    term. size: of the evaluation data. planned: the last planned epoch, if the run goes on.
    has_diverged: whether its numbers became too large.
    """
    epochs = len(evaluation)
    if has_diverged:
        after = f" after {counted(epochs, 'epoch')}" if epochs else " in its first epoch"
        sentence = f"It diverged{after}: its weights grew beyond all numbers."
        return Course("diverged", "diverging", sentence, "try a smaller η")
    if not epochs or np.isnan(evaluation[-1]):
        return Course("open", "", _without_accuracy(training, cost))
    at, last = int(np.nanargmax(evaluation)), float(evaluation[-1])
    best = float(evaluation[at])
    chance = by_chance(best, size)
    since = epochs - 1 - at
    best_words = f"Best after epoch {at + 1:,}: {best:.2f} %"
    recent = evaluation[-RECENT - 1 :]
    if epochs >= 3 and best < GUESSED and np.ptp(recent[np.isfinite(recent)][-3:]) <= CONSTANT:
        sentence = f"It is stuck: {last:.2f} % are read right, hardly more than by chance."
        return Course("stuck", "stuck", sentence, "try a smaller η, or other initial weights")
    fall = max(FALL, 2 * chance)
    falls = recent[:-1] - recent[1:] > fall
    from_best = falls & (recent[:-1] > best - fall)
    if falls.sum() > 1 or (from_best.any() and best - last <= fall):
        sentence = f"{best_words}. It jumps up and down, lately to {np.nanmin(recent):.2f} %."
        return Course("unstable", "it jumps", sentence, "try a smaller η")
    if since > 1 and np.nanmax(evaluation[-2:]) < best - fall:
        sentence = f"{best_words}. Since then it has fallen to {last:.2f} %."
        return Course("fallen", "it has fallen", sentence, "try a smaller η")
    gap = float(training[-1]) - last
    has_turned = gap > max(GAP, chance) and _has_turned(cost, since)
    if (has_turned and training[-1] >= BY_HEART) or _have_parted(evaluation, training, at, chance):
        sentence = (
            f"{best_words}. Since then it overfits: it reads {training[-1]:.2f} % of its training "
            f"images, and {last:.2f} % of the others."
        )
        return Course("overfits", "it overfits", sentence, "more images or a larger λ help")
    gain = best - _best(evaluation[:-RECENT] if epochs > RECENT else evaluation[:at])
    if gain > chance and since <= int(epochs > RECENT):
        sentence = f"{best_words}. It is still learning."
        return Course("learning", "still learning", sentence, "Continue: more epochs may help")
    before, late = evaluation[:-LEVEL_FOR], evaluation[-LEVEL_FOR:]
    is_known = bool(np.isfinite(before).any()) and not cost[-1] < FALLS * cost[-LEVEL_FOR - 1]
    is_flat = is_known and best - _best(before) <= chance and np.nanmax(late) - last <= fall
    is_level = is_flat and np.nanmin(late) > best - fall and not gap > GAP
    if is_level and 2 * epochs >= planned:
        sentence = (
            f"{best_words}. It has levelled off: no gain beyond chance for {LEVEL_FOR} epochs."
        )
        return Course("level", "levelled off", sentence, "a smaller η or more neurons may help")
    rest = f"; best {best:.2f} % after epoch {at + 1:,}." if since else ", its best."
    return Course("open", f"{last:.2f} %", f"{last:.2f} % after epoch {epochs:,}{rest}")


def _best(accuracies: Series) -> float:
    """The best accuracy that was measured; GUESSED if none was."""
    return float(np.nanmax(accuracies)) if np.isfinite(accuracies).any() else GUESSED


def _has_turned(cost: Series, since: int) -> bool:
    """Whether the evaluation cost has risen again or, if unknown, the best epoch is long ago."""
    if np.isnan(cost[-1]):
        return since >= RECENT
    lowest = int(np.nanargmin(cost))
    return len(cost) - 1 - lowest >= RECENT and np.nanmean(cost[-3:]) > RISE * cost[lowest]


def _have_parted(evaluation: Series, training: Series, at: int, chance: float) -> bool:
    """Whether evaluation has fallen and training risen by more than chance since epoch `at`."""
    if len(evaluation) - 1 - at < RECENT:
        return False
    lost = evaluation[at] - np.nanmean(evaluation[-3:])
    return bool(lost > chance and training[-1] - training[at] > chance)


def _without_accuracy(training: Series, cost: Series) -> str:
    """The sentence for a run whose evaluation accuracy is not measured."""
    epochs = len(training)
    if epochs and np.isfinite(cost[-1]):
        at = int(np.nanargmin(cost))
        lowest = f"; lowest {cost[at]:.4f} after epoch {at + 1:,}" if at + 1 < epochs else ""
        return f"Evaluation cost {cost[-1]:.4f} after epoch {epochs:,}{lowest}."
    if epochs and np.isfinite(training[-1]):
        return f"{training[-1]:.2f} % of the training images after epoch {epochs:,}."
    return f"Trained for {counted(epochs, 'epoch')}; the evaluation accuracy was not measured."
