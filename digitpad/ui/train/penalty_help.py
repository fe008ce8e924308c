"""The "?" beside the costs: why the two curves are not to be compared."""

from digitpad.ui.parts.help_button import HelpButton

EXPLANATION = (
    "Both costs have the penalty for large weights in them, λ/2n Σw² for L2 and λ/n Σ|w| for L1, "
    "where n, as in the book, is the number of images that the cost is measured on: the fewer "
    "there are, the more the penalty counts. So the evaluation cost may rise with the weights "
    "while the network reads better, which is no overfitting; View > Costs without the Penalty "
    "leaves it out."
)


class PenaltyHelp(HelpButton):
    """Says it when it is pointed at or pressed."""

    def __init__(self) -> None:
        super().__init__("cost_explained", "Why the two costs are not to be compared", EXPLANATION)
