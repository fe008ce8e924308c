"""Caches what would otherwise be repainted at every pen movement."""

import math
from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from digitpad.ui.parts import theme

MOST = 12  # of a widget: a digit each, and a ?


class KeptPictures:
    """Pictures as large as a widget, made again when its size, font or colours change."""

    def __init__(self, widget: QWidget, is_opaque: bool = False) -> None:
        """is_opaque: paint each on the window's ground, so that nothing beneath is painted."""
        self._widget, self._is_opaque = widget, is_opaque
        widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, is_opaque)
        self._look: tuple[object, ...] = ()  # what the pictures were made for
        self._pictures: dict[Hashable, QPixmap] = {}

    def paint(
        self, painter: QPainter, what: Hashable, paint_anew: Callable[[QPainter], object]
    ) -> None:
        """Paint the picture with the name `what`. paint_anew: paints it if it is not kept."""
        widget = self._widget
        scale = widget.devicePixelRatioF()
        colors = widget.palette().cacheKey(), id(theme.current())
        look = (widget.size(), widget.font().key(), *colors, scale)
        if look != self._look or len(self._pictures) >= MOST:
            self._look = look
            self._pictures.clear()
        if what not in self._pictures:
            width, height = (math.ceil(scale * n) for n in widget.size().toTuple())
            picture = QPixmap(width, height)
            picture.setDevicePixelRatio(scale)
            ground = widget.palette().window().color()
            picture.fill(ground if self._is_opaque else Qt.GlobalColor.transparent)
            with QPainter(picture) as brush:
                brush.setFont(widget.font())
                brush.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_anew(brush)
            self._pictures[what] = picture
        painter.drawPixmap(0, 0, self._pictures[what])
