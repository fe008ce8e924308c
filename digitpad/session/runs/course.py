"""The course of a run: what its curves measured, in short facts. No Qt.

They are always the same ones, in the same order; what was not measured is left out. None of them
says what they mean: a rule of thumb on one curve was wrong too often.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.text import counted

MOST_COST = 10_000  # larger ones have an exponent, so that they fit a headline

Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The curves of a run, each (epochs,), nan where nothing was measured.

    evaluation: the accuracy on the evaluation data in percent. cost: on the same, as it is drawn.
    """

    evaluation: Values
    cost: Values

    @property
    def epochs(self) -> int:
        return len(self.evaluation)

    @property
    def last(self) -> str:
        """What was measured on the evaluation data after the last epoch; may be empty."""
        if _is_known(self.evaluation[-1:]):
            return f"{self.evaluation[-1]:.2f} %"
        return f"cost {_cost(self.cost[-1])}" if _is_known(self.cost[-1:]) else ""

    @property
    def best(self) -> str:
        """The highest accuracy, or else the lowest cost, on the evaluation data."""
        if _is_known(self.evaluation):
            at = int(np.nanargmax(self.evaluation))
            return f"{self.evaluation[at]:.2f} % at best, after epoch {at + 1:,}"
        if _is_known(self.cost):
            at = int(np.nanargmin(self.cost))
            return f"evaluation cost {_cost(self.cost[at])}, lowest after epoch {at + 1:,}"
        return f"trained for {counted(self.epochs, 'epoch')}"


def _is_known(values: Values) -> bool:
    """Whether any of the values was measured."""
    return bool(np.isfinite(values).any())


def _cost(cost: float) -> str:
    return f"{cost:.4f}" if cost < MOST_COST else f"{cost:.3e}"
