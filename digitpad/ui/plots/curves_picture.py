"""Paints the curves of a run as a picture, PNG or SVG, in a process of its own.

The plots are those that the screen shows, in a window that is never seen: all epochs, in the
light scheme, whatever the user's own window looks like. To make and paint them takes longer than
the pen would wait, and Qt paints widgets on no other thread.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QBuffer, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QImageWriter, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QGraphicsView, QLabel, QVBoxLayout, QWidget

from digitpad.core.learning.epoch import EpochResult
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import COSTS_IN_WORDS
from digitpad.training import process
from digitpad.ui.parts.theme import LIGHT
from digitpad.ui.plots.curve_values import cost_without_penalty
from digitpad.ui.plots.curves import accuracy_plot, cost_plot
from digitpad.ui.plots.plot_parts import Remark
from digitpad.ui.train.penalty_help import WITHOUT_PENALTY
from digitpad.ui.train.remarks import remarks_on

Kind = Literal["png", "svg"]

WIDTH, HEIGHT = 960, 720  # of the picture, in the pixels in which text is measured
LOOK_EVERY = 0.02  # seconds, whether the program is to end
PATIENCE = 0.05  # seconds that it has for a picture that is nearly painted
SCALE = 2  # pixels of a PNG for each of these
EDGE = 20  # pixels on all sides


@dataclass(frozen=True, slots=True)
class CurvesPicture:
    """What is to be seen: two lines of text, and the epochs.

    remarks: see `digitpad.ui.train.remarks.remarks_on`. logarithmic: whether the costs are scaled
    by their logarithms; without_penalty: whether they are without their regularization term.
    """

    title: str
    settings: str
    history: Sequence[EpochResult]
    remarks: Sequence[Remark] = ()
    logarithmic: bool = False
    without_penalty: bool = False

    @classmethod
    def of(
        cls, run: Run, logarithmic: bool = False, without_penalty: bool = False
    ) -> "CurvesPicture":
        """The picture of a run."""
        how = logarithmic, without_penalty
        return cls(title_of(run), settings_of(run), run.history, remarks_on(run), *how)


def paint_elsewhere(
    picture: object, kind: Kind, is_ending: threading.Event, module: str = __name__
) -> bytes:
    """The picture as a file holds it. Any thread may call it, and waits for it.

    is_ending: once it is set the process is ended, unless it is ready in a moment. module: whose
    `main` paints such pictures. Raises OSError where no process can be started, or it ends before
    the picture is made.
    """
    child, connection = process.start(module, {"QT_QPA_PLATFORM": "offscreen"})
    try:
        connection.send((picture, kind))
        while not connection.poll(LOOK_EVERY):
            if is_ending.is_set() and not connection.poll(PATIENCE):
                child.kill()
                raise OSError("digitpad was closed before the picture was painted")
        data: bytes = connection.recv()
        return data
    except EOFError as error:
        raise OSError("the process that paints them has ended") from error
    finally:
        connection.close()
        child.wait()


def main(handle: int) -> None:
    """In the process: take one picture, and give it back painted."""
    connection = process.connect(handle)
    picture, kind = connection.recv()
    application = QApplication([])
    connection.send(paint(picture, kind))
    application.quit()


def paint(picture: CurvesPicture, kind: Kind) -> bytes:
    """The picture as a file holds it. A QApplication must exist."""
    window = _window(picture)
    data = png_of(window) if kind == "png" else svg_of(window)
    window.deleteLater()
    return data


def unseen_window(title: str, subtitle: str) -> tuple[QWidget, QVBoxLayout]:
    """A window in the light scheme that never comes to a screen, with two lines of text."""
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    palette = QPalette(LIGHT.ink, LIGHT.paper)
    palette.setColor(QPalette.ColorRole.Window, LIGHT.paper)
    palette.setColor(QPalette.ColorRole.WindowText, LIGHT.ink)
    window.setPalette(palette)
    window.setAutoFillBackground(True)
    window.resize(WIDTH, HEIGHT)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
    layout.addWidget(_text(title, bold=True))
    layout.addWidget(_text(subtitle, bold=False))
    return window, layout


def _window(picture: CurvesPicture) -> QWidget:
    window, layout = unseen_window(picture.title, picture.settings)
    for curves in (cost_plot(LIGHT), accuracy_plot(LIGHT)):
        curves.plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # an image in the SVG
        curves.draw_each_mark()
        layout.addWidget(curves, 1)
        if picture.without_penalty and curves.quantity == "cost":
            curves.measure(cost_without_penalty, WITHOUT_PENALTY)
        curves.show_results(picture.history, picture.remarks)
        if picture.logarithmic and curves.quantity == "cost":
            curves.set_logarithmic(True)
    window.show()  # on no screen: it is laid out as if it were seen
    return window


def _text(text: str, bold: bool) -> QLabel:
    font = QFont()
    font.setPixelSize(20 if bold else 14)
    font.setBold(bold)
    room = WIDTH - 2 * EDGE
    label = QLabel(QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font)
    return label


def png_of(window: QWidget) -> bytes:
    """A window of WIDTH and HEIGHT as a PNG file holds it."""
    image = QImage(SCALE * WIDTH, SCALE * HEIGHT, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(LIGHT.paper)
    with QPainter(image) as painter:
        window.render(painter, QPoint())
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    saved = QImageWriter(buffer, b"png").write(image)
    assert saved  # into memory nothing can go wrong
    return bytes(buffer.data().data())


def svg_of(window: QWidget) -> bytes:
    """A window of WIDTH and HEIGHT as an SVG file holds it, with text that is text."""
    # Imported when it is wanted: it takes its time.
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)  # pixels an inch, as the web has it
    generator.setSize(QSize(WIDTH, HEIGHT))
    generator.setViewBox(QRectF(0, 0, WIDTH, HEIGHT))
    generator.setTitle("Cost and accuracy by epoch")
    with QPainter(generator) as painter:
        window.render(painter, QPoint())
    # Elsewhere there may be no font of this name.
    family = f'font-family="{QFont().family()}'.encode()
    return bytes(buffer.data().data()).replace(family + b'"', family + b', sans-serif"')


def title_of(run: Run) -> str:
    """The network: 784-30-10, cross-entropy."""
    return f"{'-'.join(map(str, run.network.sizes))}, {COSTS_IN_WORDS[run.network.cost.__name__]}"


def settings_of(run: Run) -> str:
    """What it was trained with last, and on which data."""
    settings = run.hyperparameters
    if settings is None:
        return ""
    augmentation = ", distorted images" if settings.augmentation else ""
    data = f", {run.data_set}" if run.data_set else ""
    return (
        f"learning rate η {settings.eta:g}, {settings.regularization} regularization λ "
        f"{settings.lmbda:g}, mini-batches of {settings.mini_batch_size}{augmentation}{data}"
    )
