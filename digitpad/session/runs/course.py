"""The course of a run: what its curves say, in a sentence, and what to try. No Qt."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.text import counted

BY_CHANCE = 20.0  # percent that are read right: a network that learns soon reads more
STUCK_FOR = 3  # epochs in a row with less
RECENT = 5  # epochs
GAIN = 0.2  # points within RECENT epochs: while it gains as many it still learns
PARTED = 0.5  # points that the training accuracy has gained since the best epoch, in overfitting
FALL = 10.0  # points that the accuracy may fall: smaller falls are usual

Kind = Literal["unknown", "diverged", "stuck", "fallen", "overfits", "learning", "level"]


@dataclass(frozen=True, slots=True)
class Course:
    """How a run goes, or went.

    short: a few words for a run that goes on. sentence: the verdict. advice: what to try; not a
    sentence. The course of a run whose evaluation accuracy is not measured is unknown.
    """

    kind: Kind
    short: str
    sentence: str
    advice: str


def course_of(
    evaluation: NDArray[np.floating], training: NDArray[np.floating], has_diverged: bool = False
) -> Course:
    """The course of a run by its accuracies, (epochs,) in percent, nan where not measured.

    has_diverged: whether its numbers became too large.
    """
    epochs = counted(len(evaluation), "epoch")
    if has_diverged:
        sentence = f"It diverged after {epochs}: its weights grew beyond all numbers."
        return Course("diverged", "diverging", sentence, "try a smaller η")
    if not len(evaluation) or np.isnan(evaluation[-1]):
        sentence = f"Trained for {epochs}; the evaluation accuracy was not measured."
        return Course("unknown", "training", sentence, "monitor the evaluation accuracy")
    at, last = int(np.nanargmax(evaluation)), evaluation[-1]
    best, since = evaluation[at], len(evaluation) - 1 - at
    best_words = f"Best after epoch {at + 1:,}: {best:.2f} %."
    if len(evaluation) >= STUCK_FOR and best < BY_CHANCE:
        sentence = f"It is stuck: {last:.2f} % are read right, hardly more than by chance."
        return Course("stuck", "stuck", sentence, "try a smaller η, or another seed")
    if best - last > FALL:
        sentence = f"{best_words} Since then it has fallen to {last:.2f} %."
        return Course("fallen", "it has fallen", sentence, "try a smaller η")
    if since >= RECENT and training[-1] - training[at] >= PARTED:
        sentence = f"{best_words} Since then it overfits."
        return Course("overfits", "it overfits", sentence, "more images or a larger λ help")
    is_young = len(evaluation) <= RECENT
    if since == 0 and (is_young or not best - evaluation[-1 - RECENT] < GAIN):
        sentence = f"{best_words} It is still learning."
        return Course("learning", "still learning", sentence, "Continue: more epochs will help")
    sentence = f"{best_words} {'Since then it' if since else 'It'} has levelled off."
    return Course("level", "levelled off", sentence, "a smaller η or more neurons may still help")
