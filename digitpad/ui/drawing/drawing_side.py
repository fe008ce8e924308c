"""The left side of the window, always in sight: the canvas, its buttons, and what is read."""

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.ui.drawing.canvas import SIDE, Canvas
from digitpad.ui.drawing.reading_view import PredictionPanel
from digitpad.ui.drawing.tool_button import ToolButton

LARGEST_SIDE = 480  # of the canvas

# The buttons under the canvas, each for the action of its name.
TOOLS = ("undo", "redo", "eraser", "clear", "test_digit")


class DrawingSide(QWidget):
    """A column as wide as the canvas."""

    def __init__(
        self, canvas: Canvas, actions: Mapping[str, QAction], panel: PredictionPanel
    ) -> None:
        super().__init__()
        self._canvas = canvas
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for name in TOOLS:
            tools.addWidget(ToolButton(name, actions[f"action_{name}"]), 1)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(canvas)
        column.addLayout(tools)
        column.addSpacing(4)
        column.addWidget(panel)
        column.addStretch(1)

    def fit(self, height: int) -> None:
        """Be as large as a window of this height allows: a teacher draws for the last row."""
        side = int(min(max(SIDE, 0.45 * height), LARGEST_SIDE))
        self._canvas.setFixedSize(side, side)
        self.setFixedWidth(side)
