"""Caches what would otherwise be repainted at every pen movement."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from digitpad.ui.parts import theme

MOST = 12  # of a widget: a digit each, and a ?


class KeptPictures:
    """Pictures as large as a widget, made anew where its size, font or colours are others."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._look: tuple[object, ...] = ()  # what the pictures were made for
        self._pictures: dict[Hashable, QPixmap] = {}

    def paint(
        self, painter: QPainter, what: Hashable, paint_anew: Callable[[QPainter], object]
    ) -> None:
        """Paint the picture of this name. paint_anew: paints it where it is not kept."""
        widget = self._widget
        scale = widget.devicePixelRatioF()
        colors = widget.palette().cacheKey(), id(theme.current())
        look = (widget.size(), widget.font().key(), *colors, scale)
        if look != self._look or len(self._pictures) >= MOST:
            self._look = look
            self._pictures.clear()
        if what not in self._pictures:
            picture = QPixmap(widget.size() * scale)
            picture.setDevicePixelRatio(scale)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as brush:
                brush.setFont(widget.font())
                brush.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_anew(brush)
            self._pictures[what] = picture
        painter.drawPixmap(0, 0, self._pictures[what])
