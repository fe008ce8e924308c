"""A style whose check boxes, scroll bars and arrows are as large as the text beside them.

Fusion, Qt's own style, gives them a size in pixels that does not depend on the text. But it does
depend on the screen's density, which Fusion reads from the font of what it paints: so this style
pretends that the screen is denser.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QWidget,
)

FUSION = "fusion"
METERS_PER_INCH = 0.0254

Metric = QStyle.PixelMetric
SCALED = {
    Metric.PM_IndicatorWidth,
    Metric.PM_IndicatorHeight,
    Metric.PM_ExclusiveIndicatorWidth,
    Metric.PM_ExclusiveIndicatorHeight,
    Metric.PM_CheckBoxLabelSpacing,
    Metric.PM_RadioButtonLabelSpacing,
    Metric.PM_ScrollBarExtent,
    Metric.PM_ScrollBarSliderMin,
    Metric.PM_SplitterWidth,
    Metric.PM_TabBarTabHSpace,
    Metric.PM_TabBarTabVSpace,
    Metric.PM_SmallIconSize,
    Metric.PM_ButtonIconSize,
    Metric.PM_MessageBoxIconSize,
    Metric.PM_SliderLength,
    Metric.PM_SliderThickness,
    Metric.PM_SliderControlThickness,
}
Control = QStyle.ComplexControl
WITH_ARROWS = {Control.CC_ComboBox, Control.CC_SpinBox, Control.CC_ScrollBar}
ARROWS = 18  # pixels of their width in Fusion
SIZED_BY_ARROWS = {QStyle.ContentsType.CT_ComboBox, QStyle.ContentsType.CT_SpinBox}


class ScaledStyle(QProxyStyle):
    """Fusion, `scale` times as large as usual."""

    def __init__(self, scale: float) -> None:
        super().__init__(FUSION)
        self._scale = scale

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric in SCALED:  # without the option, which may be on a denser screen already
            return round(super().pixelMetric(metric, None, widget) * self._scale)
        return super().pixelMetric(metric, option, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        with self._denser(control in WITH_ARROWS, option, widget):
            return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        with self._denser(control in WITH_ARROWS, option, widget):
            super().drawComplexControl(control, option, painter, widget)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        usual = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if kind not in SIZED_BY_ARROWS:
            return usual
        return usual.grownBy(QMargins(0, 0, round(ARROWS * (self._scale - 1)), 0))

    @contextmanager
    def _denser(
        self, has_arrows: bool, option: QStyleOption, widget: QWidget | None
    ) -> Iterator[None]:
        """Let a control with arrows seem to be on a denser screen, its text unchanged."""
        metrics = option.fontMetrics
        is_usual = metrics.fontDpi() == QFontMetrics(QApplication.font()).fontDpi()
        if not has_arrows or not is_usual:  # a part of something that already seems denser
            yield
            return
        font = QFont(QApplication.font() if widget is None else widget.font())
        font.setPixelSize(QFontInfo(font).pixelSize())
        screen = QImage(1, 1, QImage.Format.Format_RGB32)
        density = round(metrics.fontDpi() * self._scale / METERS_PER_INCH)
        screen.setDotsPerMeterX(density)
        screen.setDotsPerMeterY(density)
        option.fontMetrics = QFontMetrics(font, screen)
        try:
            yield
        finally:
            option.fontMetrics = metrics
