"""How large the interface is: its text, and all that is measured in pixels, in percent.

Text takes its size from the application's font, and layouts take theirs from the text. What is
painted or has a size of its own asks `scaled`, and asks again at each FontChange. The style's
own sizes follow where the style is Fusion; others paint theirs as their system has them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QRect, QSize
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QWidget,
)

LEAST, USUAL, MOST, STEP = 70, 100, 200, 10  # percent

_percent = USUAL
_usual_font: QFont | None = None  # the application's, before it was made larger or smaller

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


def percent() -> int:
    """How large everything is; 100 is the system's own size."""
    return _percent


def scaled(usual: float) -> int:
    """The pixels, now, of something that has `usual` pixels at 100 %."""
    return round(usual * _percent / USUAL)


def font(scale: float) -> QFont:
    """The application's font, `scale` times as large as usual."""
    usual = QApplication.font() if _usual_font is None or _percent == USUAL else _usual_font
    return _enlarged(usual, scale)


def text(scale: float) -> QFont:
    """The application's font, `scale` times as large as it is now."""
    return _enlarged(QApplication.font(), scale)


def choose(wanted: int) -> None:
    """Scale everything to a percentage of its usual size, from LEAST to MOST."""
    global _percent, _usual_font
    wanted = min(max(LEAST, wanted), MOST)
    if wanted == _percent:
        return
    if _usual_font is None or _percent == USUAL:
        _usual_font = QApplication.font()
    _percent = wanted
    QApplication.setFont(_enlarged(_usual_font, wanted / USUAL))
    # Applied now, so that widgets that fit themselves to the text find it in its new size.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange)
    style = QApplication.style()
    if isinstance(style, ScaledStyle) or style.name() == FUSION:
        QApplication.setStyle(FUSION if wanted == USUAL else ScaledStyle(wanted / USUAL))


def _enlarged(usual: QFont, scale: float) -> QFont:
    font = QFont(usual)
    if font.pointSizeF() > 0:
        font.setPointSizeF(usual.pointSizeF() * scale)
    else:  # it is measured in pixels
        font.setPixelSize(max(1, round(usual.pixelSize() * scale)))
    return font


class ScaledStyle(QProxyStyle):
    """Fusion, `scale` times as large as usual: its check boxes, scroll bars and arrows, too.

    Fusion gives these a size in pixels that does not depend on the text. But it does depend on the
    screen's density, which Fusion reads from the font of what it paints: so this style pretends
    that the screen is denser.
    """

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
