"""How the tab Inside shares its room: the picture over the tiles, and the views at the right."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from digitpad.ui.parts.sizes import scaled

CHANGE = 350  # milliseconds that the change to one neuron's arithmetic takes
LEAST_AT_RIGHT = 385  # pixels of the views, usually
AT_RIGHT, CLOSE = 0.42, 0.72  # their part of the width: usually, and for the arithmetic
BELOW, BELOW_MANY = 0.3, 0.4  # the tiles' part of the height, and where they do not all fit


class _Splitter(QSplitter):
    """Says when it has another size."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class SharedRoom(_Splitter):
    """Gives each part its share, until a person moves the border between them."""

    def __init__(
        self, picture: QWidget, tiles: QWidget, views: QWidget, fit: Callable[[int, int], bool]
    ) -> None:
        """fit: whether all tiles fit into a width and a height, in pixels."""
        super().__init__(Qt.Orientation.Horizontal)
        self._fit, self._is_close = fit, False
        self._left = _Splitter(Qt.Orientation.Vertical)
        for splitter, parts in ((self._left, (picture, tiles)), (self, (self._left, views))):
            for part in parts:
                splitter.addWidget(part)
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._leave_to_hand)
        self.resized.connect(self.share_width)
        self._left.resized.connect(self.share_height)
        self._by_hand: set[QSplitter] = set()  # moved by a person
        self._change = QVariantAnimation(self)
        self._change.setDuration(CHANGE)
        self._change.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._change.valueChanged.connect(self._give_width_to_views)

    def _leave_to_hand(self, *_moved: int) -> None:
        splitter = self.sender()
        assert isinstance(splitter, QSplitter)
        self._by_hand.add(splitter)

    def share_width(self) -> None:
        """Share the width between picture and views, unless a person has done so."""
        if self not in self._by_hand:
            self._give_width_to_views(self._width_at_right())

    def share_height(self) -> None:
        """Share the height between picture and tiles, unless a person has done so."""
        if self._left not in self._by_hand:
            height, width = sum(self._left.sizes()), self._left.width()
            part = BELOW if self._fit(width, int(BELOW * height)) else BELOW_MANY
            self._left.setSizes([int((1 - part) * height), int(part * height)])

    def come_closer(self, closer: bool) -> None:
        """Change from the overview to one neuron's arithmetic, or back."""
        self._is_close = closer
        self._change.stop()
        self._change.setStartValue(self.sizes()[1])
        self._change.setEndValue(self._width_at_right())
        self._change.start()

    def _width_at_right(self) -> int:
        """The width of the views, in pixels: their pictures grow with it."""
        width = sum(self.sizes())
        if self._is_close:
            return int(CLOSE * width)
        return int(max(AT_RIGHT * width, min(scaled(LEAST_AT_RIGHT), 0.6 * width)))

    def _give_width_to_views(self, width: int) -> None:
        self.setSizes([max(1, sum(self.sizes()) - width), width])
