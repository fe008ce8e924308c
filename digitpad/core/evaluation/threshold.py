"""With a threshold a network gives no answer where its most active output is weaker.

The higher the threshold, the less it answers, and the more often it is right where it does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation.evaluation import Evaluation

PERCENT = np.arange(101)  # thresholds: of an activation of 1


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdCurve:
    """How much is answered at each threshold of 0, 1, ..., 100 percent of an activation of 1.

    answered, right: (101,) int, of `size` examples how many are answered, and how many of these
    are right.
    """

    answered: NDArray[np.int64]
    right: NDArray[np.int64]
    size: int

    @property
    def right_share(self) -> NDArray[np.float64]:
        """(101,), the share of right answers; NaN where nothing is answered."""
        answers = np.where(self.answered > 0, self.answered, np.nan)
        return np.asarray(self.right / answers)

    def least_for(self, share: float) -> int | None:
        """The lowest threshold, in percent, with this share of right answers, if there is one."""
        enough = np.flatnonzero(self.right_share >= share)  # NaN is not
        return int(enough[0]) if len(enough) else None

    def in_words(self, percent: int) -> str:
        """What a threshold means: how much is answered, and how much of that rightly."""
        answered, right = int(self.answered[percent]), int(self.right[percent])
        sure = f"If it must be {percent / 100:.2f} sure, it answers"
        if not answered:
            return f"{sure} nothing."
        share = 100 * right / answered
        if right < answered:
            share = min(share, 99.9)  # 100 is said where all are right
        return (
            f"{sure} {100 * answered / self.size:.1f} % of the digits, and {share:.1f} % of those "
            "rightly."
        )


def threshold_curve(evaluation: Evaluation) -> ThresholdCurve:
    """How much a network answers at each threshold, and how much of that is right.

    An example is answered where its most active output reaches the threshold; one without a number
    is not.
    """
    confidence = evaluation.confidence.astype(np.float64)
    answered, right = (
        _reaching(confidence[which]) for which in (np.isfinite(confidence), evaluation.is_right)
    )
    return ThresholdCurve(answered, right, len(evaluation))


def _reaching(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of these activations reach each threshold."""
    rising = np.sort(confidence[np.isfinite(confidence)])
    return np.asarray(len(rising) - np.searchsorted(rising, PERCENT / 100, side="left"), np.int64)
