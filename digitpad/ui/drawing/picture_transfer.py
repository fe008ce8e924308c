"""Brings pictures onto the canvas, and copies and exports the drawing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.measuring.measurer import Measurer
from digitpad.ui.drawing.painting import as_drawn
from digitpad.ui.drawing.picture_files import Source, picture_from, source_in
from digitpad.ui.parts.file_export import FileExport, png_of


class PictureTransfer(FileExport):
    """Puts pasted, dropped and opened pictures and test digits on the canvas; copies and exports.

    One thread decodes, inks and writes pictures, one after the other, so that the window never
    waits for them.
    """

    took_file = Signal(Path)
    """The picture in a file is on the canvas; carries its path."""

    def __init__(
        self, board: DrawingBoard, measurer: Measurer, rng: np.random.Generator, parent: QObject
    ) -> None:
        """measurer: has the test data. rng: picks among them."""
        super().__init__(parent)
        self._board, self._measurer, self._rng = board, measurer, rng

    def take(self, source: Source) -> None:
        """Put a picture, or the picture in a file, on the canvas."""

        def put(picture: Picture) -> None:
            self._board.put_picture(picture)
            if isinstance(source, Path):
                self.took_file.emit(source)

        refuse = partial(self.failed.emit, "The picture cannot be used")
        self.background.run(lambda: picture_from(source), put, OSError, refuse)

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
        QGuiApplication.clipboard().setImage(as_drawn(self._board.drawing))

    def export(self, paint: Callable[[Drawing], QImage], path: str) -> None:
        """Write the drawing to a PNG file, as `as_drawn` or `as_seen` paints it."""
        drawing = self._board.drawing
        self.write(lambda: png_of(paint(drawing)), path)
