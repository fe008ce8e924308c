"""The "?" beside the costs explains why their two curves cannot be compared."""

from digitpad.ui.parts.help_button import HelpButton

EXPLANATION = (
    "Both costs include the penalty for large weights, λ/2n Σw² for L2 and λ/n Σ|w| for L1. As in "
    "the book, n is the number of images that the cost is measured on: the fewer there are, the "
    "more the penalty counts. So the evaluation cost may rise with the weights while the network "
    "reads better, which is no overfitting. View > Costs without the Penalty leaves it out."
)


class PenaltyHelp(HelpButton):
    """A "?" that explains the costs when it is pointed at or pressed."""

    def __init__(self) -> None:
        super().__init__("cost_explained", "Why the two costs cannot be compared", EXPLANATION)
