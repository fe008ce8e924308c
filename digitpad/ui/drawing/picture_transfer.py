"""Brings pictures onto the canvas, and copies and exports the drawing."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.threads.background import Background
from digitpad.ui.drawing.painting import as_drawn, as_seen
from digitpad.ui.drawing.picture_files import (
    PictureError,
    Source,
    picture_from,
    source_in,
    write_png,
)

Result = TypeVar("Result")


class PictureTransfer(QObject):
    """Puts pasted, dropped and opened pictures and test digits on the canvas; copies and exports.

    One thread decodes, inks, paints and writes pictures, one after the other, so that the window
    never waits for them.
    """

    failed = Signal(str, str)
    """Something could not be done, and the drawing is as before; carries a title and a sentence."""
    exported = Signal(str)
    """The drawing was written to a file; carries its path."""
    took_file = Signal(Path)
    """The picture in a file is on the canvas; carries its path."""

    def __init__(
        self, board: DrawingBoard, measurer: Measurer, rng: np.random.Generator, parent: QObject
    ) -> None:
        """measurer: has the test data. rng: picks among them."""
        super().__init__(parent)
        self._board, self._measurer, self._rng = board, measurer, rng
        self.background = Background(self)

    def take(self, source: Source) -> None:
        """Put a picture, or the picture in a file, on the canvas."""

        def put(picture: Picture) -> None:
            self._board.put_picture(picture)
            if isinstance(source, Path):
                self.took_file.emit(source)

        self._run("The picture cannot be used", lambda: picture_from(source), put)

    def paste(self) -> None:
        """Put the picture in the clipboard on the canvas."""
        source = source_in(QGuiApplication.clipboard().mimeData())
        if source is None:
            self.failed.emit("Nothing to paste", "There is no picture in the clipboard.")
        else:
            self.take(source)

    def show_test_digit(self) -> None:
        """Put a random digit of the test data on the canvas."""
        # Imported when it is asked, so that the window appears sooner.
        from digitpad.session.measuring.questions import random_test_digit

        self._measurer.ask("test digit", random_test_digit(self._rng), self._board.put_picture)

    def copy(self) -> None:
        """Copy the drawing to the clipboard, as an image."""
        drawing = self._board.drawing
        clipboard = QGuiApplication.clipboard()
        self._run("The drawing is not copied", lambda: as_drawn(drawing), clipboard.setImage)

    def export_as_drawn(self, path: str) -> None:
        """Write the drawing to a PNG file, as a person sees it."""
        self._export(as_drawn, path)

    def export_as_seen(self, path: str) -> None:
        """Write the drawing to a PNG file of 28x28 pixels, as the network gets it."""
        self._export(as_seen, path)

    def _export(self, paint: Callable[[Drawing], QImage], path: str) -> None:
        drawing = self._board.drawing
        self._run(
            "The drawing is not exported",
            lambda: write_png(paint(drawing), Path(path)),
            lambda _: self.exported.emit(path),
        )

    def _run(
        self, title: str, work: Callable[[], Result], then: Callable[[Result], object]
    ) -> None:
        self.background.run(
            work, then, PictureError, lambda reason: self.failed.emit(title, reason)
        )
