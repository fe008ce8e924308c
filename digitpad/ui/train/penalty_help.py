"""The "?" beside the costs: why the two curves are not to be compared."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolButton, QToolTip

from digitpad.ui.plain_text import wrapped

WITH_PENALTY, WITHOUT_PENALTY = "cost", "cost without the penalty"

EXPLANATION = (
    "Both costs have the penalty for large weights in them, λ/2n Σw² for L2 and λ/n Σ|w| for L1, "
    "where n, as in the book, is the number of images that the cost is measured on: the fewer "
    "there are, the more the penalty counts. So the evaluation cost may rise with the weights "
    "while the network reads better, which is no overfitting; View > Costs without the Penalty "
    "leaves it out."
)


class PenaltyHelp(QToolButton):
    """Says it when it is pointed at or pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("cost_explained")
        self.setText("?")
        self.setAutoRaise(True)
        self.setAccessibleName("Why the two costs are not to be compared")
        self.setAccessibleDescription(EXPLANATION)
        self.setToolTip(wrapped(EXPLANATION))
        self.clicked.connect(self._say)

    def _say(self) -> None:
        below = self.mapToGlobal(QPoint(0, self.height()))
        QToolTip.showText(below, self.toolTip(), self, self.rect(), 60_000)
